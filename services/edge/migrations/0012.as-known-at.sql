-- depends: 0011.decision-sender

-- A question may be as of a moment of recording.
ALTER TABLE access_log ADD COLUMN as_known_at timestamptz;
ALTER TABLE access_log ALTER COLUMN as_known_at SET STATISTICS 10; -- as the other columns
ALTER TABLE bulk_task ADD COLUMN as_known_at timestamptz;

COMMENT ON COLUMN access_log.as_known_at IS 'the moment of recording that was asked of; none: the present';
