-- depends: messaging-0001-consumer

-- The read model: two copies, and views on the one that answers. A rebuild fills the other copy and turns the views
-- to it. Readers know the views alone.
CREATE SCHEMA read_model;
CREATE SCHEMA read_model_a;
CREATE SCHEMA read_model_b;

CREATE TABLE read_model_a.proceeding (
    id                 uuid        PRIMARY KEY,
    number             text        NOT NULL UNIQUE,
    version            integer     NOT NULL CHECK (version >= 1),
    recorded_at        timestamptz NOT NULL,
    issuer             text        NOT NULL,
    document_number    text        NOT NULL,
    document_issued_on date        NOT NULL,
    court_case         text        NOT NULL,
    debtor_kind        text        NOT NULL,
    debtor_identifier  text        NOT NULL,
    body               text        NOT NULL,
    initiated_on       date        NOT NULL,
    claims             jsonb       NOT NULL CHECK (jsonb_typeof(claims) = 'array')
) WITH (fillfactor = 80);
CREATE INDEX proceeding_document ON read_model_a.proceeding (document_number, issuer, document_issued_on);
CREATE INDEX proceeding_court_case ON read_model_a.proceeding (court_case);
CREATE INDEX proceeding_debtor ON read_model_a.proceeding (debtor_identifier, debtor_kind);

COMMENT ON COLUMN read_model_a.proceeding.version IS 'the last event of the stream that is in the model';
COMMENT ON COLUMN read_model_a.proceeding.recorded_at IS 'when that event was recorded';
COMMENT ON COLUMN read_model_a.proceeding.claims IS '[number, type, currency or null, amount or null] each';

CREATE TABLE read_model_a.answer (
    number   text  NOT NULL,
    language text  NOT NULL CHECK (language IN ('en', 'ru', 'be')),
    digest   bytea NOT NULL CHECK (octet_length(digest) = 32),
    -- The bytes that go out. lz4: a third of the size, for two microseconds.
    card     bytea COMPRESSION lz4 NOT NULL CHECK (octet_length(card) > 0),
    PRIMARY KEY (number, language)
);

COMMENT ON COLUMN read_model_a.answer.digest IS 'SHA-256 of the card';

-- History: rows are only ever added. `version` recorded them, `effective` is the day they have effect.
CREATE TABLE read_model_a.executor (
    proceeding uuid    NOT NULL,
    version    integer NOT NULL,
    effective  date    NOT NULL,
    executor   text    NOT NULL,
    full_name  text    NOT NULL,
    PRIMARY KEY (proceeding, version)
);

CREATE TABLE read_model_a.status (
    proceeding uuid    NOT NULL,
    version    integer NOT NULL,
    effective  date    NOT NULL,
    code       text    NOT NULL,
    reason     text    NOT NULL,
    PRIMARY KEY (proceeding, version)
);

CREATE TABLE read_model_a.measure (
    proceeding uuid    NOT NULL,
    version    integer NOT NULL,
    effective  date    NOT NULL,
    measure    uuid    NOT NULL,
    code       text,
    status     text    NOT NULL,
    PRIMARY KEY (proceeding, version)
);

COMMENT ON COLUMN read_model_a.measure.code IS 'set in the row that adds the measure';

CREATE TABLE read_model_a.repayment (
    proceeding uuid    NOT NULL,
    version    integer NOT NULL,
    effective  date    NOT NULL,
    claim      integer NOT NULL,
    amount     numeric NOT NULL CHECK (amount > 0),
    PRIMARY KEY (proceeding, version, claim)
);

CREATE TABLE read_model_b.proceeding (LIKE read_model_a.proceeding INCLUDING ALL) WITH (fillfactor = 80);
CREATE TABLE read_model_b.answer (LIKE read_model_a.answer INCLUDING ALL);
CREATE TABLE read_model_b.executor (LIKE read_model_a.executor INCLUDING ALL);
CREATE TABLE read_model_b.status (LIKE read_model_a.status INCLUDING ALL);
CREATE TABLE read_model_b.measure (LIKE read_model_a.measure INCLUDING ALL);
CREATE TABLE read_model_b.repayment (LIKE read_model_a.repayment INCLUDING ALL);

CREATE VIEW read_model.proceeding AS SELECT * FROM read_model_a.proceeding;
CREATE VIEW read_model.answer AS SELECT * FROM read_model_a.answer;
CREATE VIEW read_model.executor AS SELECT * FROM read_model_a.executor;
CREATE VIEW read_model.status AS SELECT * FROM read_model_a.status;
CREATE VIEW read_model.measure AS SELECT * FROM read_model_a.measure;
CREATE VIEW read_model.repayment AS SELECT * FROM read_model_a.repayment;

CREATE TABLE read_model.active_copy (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    copy      text    NOT NULL CHECK (copy IN ('a', 'b'))
);
INSERT INTO read_model.active_copy (copy) VALUES ('a');

-- How far the model is behind the event store; no row: never looked yet.
CREATE TABLE read_model.freshness (
    singleton  boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    data_as_of timestamptz NOT NULL,
    horizon    xid8        NOT NULL
) WITH (fillfactor = 10);

COMMENT ON COLUMN read_model.freshness.data_as_of IS 'everything recorded by then is in the model, but for held_back';
COMMENT ON COLUMN read_model.freshness.horizon IS 'no event of an earlier transaction is on its way';

CREATE TABLE read_model.held_back (
    proceeding uuid        PRIMARY KEY,
    version    integer     NOT NULL CHECK (version >= 1),
    since      timestamptz NOT NULL
);

COMMENT ON TABLE read_model.held_back IS 'proceedings whose next event is parked';
COMMENT ON COLUMN read_model.held_back.version IS 'the last version that is missing';
COMMENT ON COLUMN read_model.held_back.since IS 'nothing recorded before this moment is missing';

GRANT USAGE ON SCHEMA read_model TO lea_edge_reader;
GRANT SELECT ON read_model.proceeding, read_model.answer, read_model.executor, read_model.status, read_model.measure,
                read_model.repayment, read_model.freshness, read_model.held_back TO lea_edge_reader;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
    copy    text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA read_model, read_model_a, read_model_b TO %I', service);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA read_model, read_model_a, read_model_b TO %I', service);
    EXECUTE format('GRANT INSERT ON ALL TABLES IN SCHEMA read_model_a, read_model_b TO %I', service);
    FOREACH copy IN ARRAY ARRAY['read_model_a', 'read_model_b'] LOOP
        EXECUTE format('GRANT UPDATE (version, recorded_at) ON %I.proceeding TO %I', copy, service);
        EXECUTE format('GRANT UPDATE (digest, card) ON %I.answer TO %I', copy, service);
    END LOOP;
    EXECUTE format('GRANT INSERT, UPDATE ON read_model.freshness TO %I', service);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON read_model.held_back TO %I', service);
END
$$;
