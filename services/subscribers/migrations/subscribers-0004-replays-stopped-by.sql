-- depends: subscribers-0003-replays

-- Who stopped a replay last, and who had it go on; null: nobody, or before this release.
ALTER TABLE replay
    ADD COLUMN stopped_by text,
    ADD COLUMN resumed_by text,
    ADD COLUMN resumed_at timestamptz;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT UPDATE (stopped_by, resumed_by, resumed_at) ON replay TO %I', service);
END
$$;
