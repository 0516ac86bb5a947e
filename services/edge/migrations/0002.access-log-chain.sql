-- depends: 0001.door

-- Each record is hashed together with the one before it. What was recorded earlier stays as it is.
ALTER TABLE access_log RENAME TO access_log_unchained;
ALTER TABLE access_log_unchained RENAME CONSTRAINT access_log_pkey TO access_log_unchained_pkey;

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON access_log_unchained FROM %I', current_setting('lea.service_role'));
END
$$;

-- Holds no data of the debtor: of a look-up only its kind is kept, of its result the proceedings' numbers.
CREATE TABLE access_log (
    chain            uuid        NOT NULL,
    sequence         bigint      NOT NULL CHECK (sequence >= 1),
    at               timestamptz NOT NULL,
    operation        text        NOT NULL,
    consumer         text,
    key              text,
    request_id       uuid,
    request_digest   bytea,
    legal_ground     text,
    court_case       text,
    as_of            date,
    look_ups         text[]      NOT NULL,
    outcomes         text[]      NOT NULL,
    proceedings      text[]      NOT NULL,
    repeated         boolean     NOT NULL,
    status           smallint    NOT NULL,
    problem          text,
    answer_digest    bytea       NOT NULL CHECK (octet_length(answer_digest) = 32),
    answer_signature text,
    trace_id         text,
    previous         bytea       NOT NULL CHECK (octet_length(previous) = 32),
    hash             bytea       NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (chain, sequence),
    CHECK (cardinality(look_ups) = cardinality(outcomes)),
    -- Nothing is told to nobody, and nothing about a proceeding without a purpose.
    CHECK (problem IS NOT NULL OR consumer IS NOT NULL),
    CHECK (problem IS NOT NULL OR (cardinality(look_ups) = 0 AND cardinality(proceedings) = 0)
           OR (request_id IS NOT NULL AND legal_ground IS NOT NULL AND court_case IS NOT NULL))
);
-- Records come in the order of time, so this costs next to nothing where a tree would cost a page of each batch.
CREATE INDEX access_log_at ON access_log USING brin (at);

COMMENT ON COLUMN access_log.chain IS 'one for each session that writes';
COMMENT ON COLUMN access_log.sequence IS 'place in the chain: 1, 2, 3, … without gaps';
COMMENT ON COLUMN access_log.key IS 'id of the key the request was signed with';
COMMENT ON COLUMN access_log.request_digest IS 'SHA-256 of the body; none where it has no body or was not read';
COMMENT ON COLUMN access_log.look_ups IS 'kind of each look-up, in the order asked';
COMMENT ON COLUMN access_log.outcomes IS 'outcome of each look-up';
COMMENT ON COLUMN access_log.proceedings IS 'numbers of the proceedings told about';
COMMENT ON COLUMN access_log.repeated IS 'the answer is the one kept from an earlier request with the same id';
COMMENT ON COLUMN access_log.status IS 'HTTP status of the answer';
COMMENT ON COLUMN access_log.answer_digest IS 'SHA-256 of the body of the answer; of a 304, of the body it stands for';
COMMENT ON COLUMN access_log.answer_signature IS 'Signature of the answer (RFC 9421), as it left';
COMMENT ON COLUMN access_log.previous IS 'hash of the record before; zeros for the first';
COMMENT ON COLUMN access_log.hash IS 'SHA-256 of the record in canonical form (services/edge/domain/access_log.py)';

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
    door text := current_setting('lea.service_role');
BEGIN
    -- Who answers cannot even read the log. The worker records what it does, and seals what was recorded.
    EXECUTE format('GRANT INSERT ON access_log TO %I', door);
    EXECUTE format('GRANT SELECT, INSERT ON access_log TO %I', door || '_worker');
END
$$;
