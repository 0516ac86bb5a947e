-- depends: 0013.rebuilds

-- Partitions of the edge's access log that are in files, as the edge announced them: they explain why chains are missing.
CREATE TABLE access_log_heads.archive (
    id          uuid        PRIMARY KEY,
    archived_at timestamptz NOT NULL,
    partition   text        NOT NULL,
    until       timestamptz NOT NULL,
    records     bigint      NOT NULL,
    digest      text        NOT NULL,
    actor       text        NOT NULL CHECK (actor <> ''),
    reason      text        NOT NULL,
    chains      jsonb       NOT NULL,
    kept_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN access_log_heads.archive.until IS 'its chains began before this moment';
COMMENT ON COLUMN access_log_heads.archive.digest IS 'SHA-256 of the lines of the file before the last one';
COMMENT ON COLUMN access_log_heads.archive.chains IS 'every chain in the file: its last record, and the hash of that';

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log_heads.archive
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_heads.refuse_change();

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON access_log_heads.archive TO %I', current_setting('lea.service_role'));
END
$$;
