-- depends: 0010.feed-generation

-- Restores of the edge's database, as the edge announced them: they explain why records of its access log are missing.
CREATE TABLE access_log_heads.restore (
    id          uuid        PRIMARY KEY,
    restored_at timestamptz NOT NULL,
    moment      timestamptz NOT NULL,
    actor       text        NOT NULL CHECK (actor <> ''),
    reason      text        NOT NULL,
    chains      jsonb       NOT NULL,
    kept_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN access_log_heads.restore.moment IS 'what came after this moment was lost';
COMMENT ON COLUMN access_log_heads.restore.chains IS 'chains that were cut: last record that is left, last one known';

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log_heads.restore
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_heads.refuse_change();

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON access_log_heads.restore TO %I', current_setting('lea.service_role'));
END
$$;
