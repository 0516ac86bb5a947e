-- Who may ask, and who asked what.

CREATE TABLE consumer (
    id            text        PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{2,40}$'),
    -- SHA-256 of the key; the key itself has 256 random bits and is nowhere kept.
    key_digest    bytea       NOT NULL UNIQUE CHECK (octet_length(key_digest) = 32),
    -- Kinds of look-ups it may make.
    scopes        text[]      NOT NULL,
    legal_grounds text[]      NOT NULL,
    valid_from    timestamptz NOT NULL,
    valid_to      timestamptz CHECK (valid_to > valid_from),
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN (
                                  'active',      -- -> suspended, revoked
                                  'suspended',   -- -> active, revoked
                                  'revoked')),
    created_at    timestamptz NOT NULL DEFAULT now()
);

-- Holds no data of the debtor: of a look-up only its kind is kept, of its result the proceedings' numbers.
CREATE TABLE access_log (
    id             uuid        PRIMARY KEY,
    at             timestamptz NOT NULL,
    operation      text        NOT NULL,
    consumer       text,
    request_id     uuid,
    request_digest bytea,
    legal_ground   text,
    court_case     text,
    as_of          date,
    look_ups       text[]      NOT NULL,
    outcomes       text[]      NOT NULL,
    proceedings    text[]      NOT NULL,
    status         smallint    NOT NULL,
    problem        text,
    answer_digest  bytea       NOT NULL CHECK (octet_length(answer_digest) = 32),
    trace_id       text,
    CHECK (cardinality(look_ups) = cardinality(outcomes)),
    CHECK (problem IS NOT NULL OR (consumer IS NOT NULL AND request_id IS NOT NULL
                                   AND legal_ground IS NOT NULL AND court_case IS NOT NULL))
);

COMMENT ON COLUMN access_log.request_digest IS 'SHA-256 of the body; none where it has no body or was not read';
COMMENT ON COLUMN access_log.look_ups IS 'kind of each look-up, in the order asked';
COMMENT ON COLUMN access_log.outcomes IS 'outcome of each look-up';
COMMENT ON COLUMN access_log.proceedings IS 'numbers of the proceedings told about';
COMMENT ON COLUMN access_log.status IS 'HTTP status of the answer';
COMMENT ON COLUMN access_log.answer_digest IS 'SHA-256 of the body of the answer; of a 304, of the body it stands for';

-- Not even the owner changes a record by mistake.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is only added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
BEGIN
    EXECUTE format('GRANT SELECT ON consumer TO %I', current_setting('lea.service_role'));
    EXECUTE format('GRANT SELECT, INSERT ON access_log TO %I', current_setting('lea.service_role'));
END
$$;
