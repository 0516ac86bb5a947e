-- depends: 0001.read-model

-- How far the edge's access log had come, and when: kept here, out of reach of whoever owns the log.
CREATE SCHEMA access_log_heads;

CREATE TABLE access_log_heads.head (
    chain     uuid        NOT NULL,
    sequence  bigint      NOT NULL CHECK (sequence >= 1),
    hash      bytea       NOT NULL CHECK (octet_length(hash) = 32),
    at        timestamptz NOT NULL,
    sealed_at timestamptz NOT NULL,
    kept_at   timestamptz NOT NULL DEFAULT now(),
    -- Should two hashes ever come for one place, both are kept: that is what this is for.
    PRIMARY KEY (chain, sequence, hash)
);

COMMENT ON COLUMN access_log_heads.head.chain IS 'chain of the access log';
COMMENT ON COLUMN access_log_heads.head.sequence IS 'number of its last record';
COMMENT ON COLUMN access_log_heads.head.hash IS 'SHA-256 of that record, which holds the one before it';
COMMENT ON COLUMN access_log_heads.head.at IS 'when that record''s request came';
COMMENT ON COLUMN access_log_heads.head.sealed_at IS 'when the edge said so';
COMMENT ON COLUMN access_log_heads.head.kept_at IS 'when it came here';

CREATE FUNCTION access_log_heads.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'heads of the access log are only added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
-- Not even the owner changes a head by mistake.
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log_heads.head
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_heads.refuse_change();

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA access_log_heads TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT ON access_log_heads.head TO %I', service);
END
$$;
