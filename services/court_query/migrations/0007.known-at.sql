-- depends: 0006.revisions

-- Since when everything is known: `as_known_at` answers as of a moment of recording. What was recorded before this
-- migration has no moments until `lea read-model rebuild`; a question that needs them is refused until then.
DO $$
DECLARE
    service text := current_setting('lea.service_role');
    copy    text;
    entry   text;
BEGIN
    FOREACH copy IN ARRAY ARRAY['read_model_a', 'read_model_b'] LOOP
        -- What the initiation states changes too: a correction, another party. `proceeding` has what holds now.
        EXECUTE format('
            CREATE TABLE %1$I.initiation (
                proceeding         uuid     NOT NULL,
                version            integer  NOT NULL,
                effective          date     NOT NULL,
                initiated_on       date     NOT NULL,
                body               text     NOT NULL,
                claims             jsonb    NOT NULL CHECK (jsonb_typeof(claims) = ''array''),
                issuer             text     NOT NULL,
                document_number    text     NOT NULL,
                document_issued_on date     NOT NULL,
                court_case         text     NOT NULL,
                debtor_kind        text     NOT NULL,
                debtor_identifier  text     NOT NULL,
                ordinal            smallint NOT NULL DEFAULT 0,
                superseded_by      integer  CHECK (superseded_by > version),
                PRIMARY KEY (proceeding, version, ordinal)
            )', copy);
        EXECUTE format('
            INSERT INTO %1$I.initiation
            SELECT id, 1, initiated_on, initiated_on, body, claims, issuer, document_number, document_issued_on,
                   court_case, debtor_kind, debtor_identifier
            FROM %1$I.proceeding', copy);
        EXECUTE format('CREATE INDEX initiation_document ON %I.initiation
                            (document_number, issuer, document_issued_on)', copy);
        EXECUTE format('CREATE INDEX initiation_court_case ON %I.initiation (court_case)', copy);
        EXECUTE format('CREATE INDEX initiation_debtor ON %I.initiation (debtor_identifier, debtor_kind)', copy);
        EXECUTE format('GRANT SELECT, INSERT ON %I.initiation TO %I', copy, service);

        EXECUTE format('
            CREATE TABLE %1$I.revision (
                proceeding  uuid        NOT NULL,
                revision    integer     NOT NULL CHECK (revision >= 1),
                version     integer     NOT NULL,
                since       date        NOT NULL,
                recorded_at timestamptz NOT NULL,
                PRIMARY KEY (proceeding, revision)
            )', copy);
        EXECUTE format('COMMENT ON COLUMN %I.revision.since IS %L', copy, 'the first day it describes anew');
        EXECUTE format('GRANT SELECT, INSERT ON %I.revision TO %I', copy, service);

        FOREACH entry IN ARRAY ARRAY['initiation', 'executor', 'status', 'measure', 'repayment'] LOOP
            EXECUTE format('ALTER TABLE %I.%I ADD COLUMN recorded_at timestamptz, ADD COLUMN superseded_at timestamptz,'
                           ' ADD COLUMN known_since timestamptz', copy, entry);
            EXECUTE format('COMMENT ON COLUMN %I.%I.recorded_at IS %L', copy, entry,
                           'when its version was recorded; none: by an earlier release');
            EXECUTE format('COMMENT ON COLUMN %I.%I.superseded_at IS %L', copy, entry,
                           'when the version that supersedes it was recorded');
            EXECUTE format('COMMENT ON COLUMN %I.%I.known_since IS %L', copy, entry,
                           'since when this is known of this day; earlier than recorded_at if a revision restates it');
            EXECUTE format('GRANT UPDATE (superseded_by, superseded_at) ON %I.%I TO %I', copy, entry, service);
        END LOOP;

        EXECUTE format('
            ALTER TABLE %I.proceeding
                ADD COLUMN revision    integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
                ADD COLUMN known_since timestamptz,
                ADD COLUMN provenance   bytea COMPRESSION lz4', copy);
        EXECUTE format('COMMENT ON COLUMN %I.proceeding.revision IS %L', copy,
                       'number of the last revision of its course; 0: never revised');
        EXECUTE format('COMMENT ON COLUMN %I.proceeding.known_since IS %L', copy,
                       'since when all rows of the card are known');
        EXECUTE format('COMMENT ON COLUMN %I.proceeding.provenance IS %L', copy,
                       'since when each row of the card is known: JSON, as it goes out');
        EXECUTE format(
            'GRANT UPDATE (issuer, document_number, document_issued_on, court_case, debtor_kind, debtor_identifier,
                           body, initiated_on, claims, revision, known_since, provenance) ON %I.proceeding TO %I',
            copy, service);
    END LOOP;
    copy := (SELECT 'read_model_' || a.copy FROM read_model.active_copy AS a);
    FOREACH entry IN ARRAY ARRAY['proceeding', 'initiation', 'executor', 'status', 'measure', 'repayment', 'revision']
    LOOP
        EXECUTE format('CREATE OR REPLACE VIEW read_model.%1$I AS SELECT * FROM %2$I.%1$I', entry, copy);
    END LOOP;
    GRANT SELECT ON read_model.initiation, read_model.revision TO lea_edge_reader;
    EXECUTE format('GRANT SELECT ON read_model.initiation, read_model.revision TO %I', service);
END
$$;
