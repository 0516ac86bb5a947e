-- What an event consumer remembers: how far it is in each stream, and the messages it cannot apply yet.
-- `lea.service_role` is the role the service runs as (see shared/migrations.py).

CREATE TABLE stream_position (
    consumer text    NOT NULL,
    source   text    NOT NULL,
    stream   uuid    NOT NULL,
    version  integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    PRIMARY KEY (consumer, stream, source)
) WITH (fillfactor = 80);

COMMENT ON COLUMN stream_position.version IS 'the last version applied; 0: none yet';

CREATE TABLE deferred_message (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer        text        NOT NULL,
    reason          text        NOT NULL CHECK (reason IN (
                                    'gap',      -- -> applied, once the versions before it are
                                    'retry',    -- -> applied, or parked after too many attempts
                                    'parked')), -- -> retry, or dropped, by an operator
    problem         text        NOT NULL,
    -- An event that holds its place in its stream: later ones wait for it. Unreadable messages hold none.
    ordered         boolean     NOT NULL,
    source          text,
    stream          uuid,
    version         integer,
    type            text,
    message_id      text,
    trace_id        text,
    routing_key     text        NOT NULL,
    -- json, not jsonb: headers are kept as they came, NUL characters included.
    headers         json        NOT NULL,
    body            bytea       NOT NULL,
    fingerprint     bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at timestamptz,
    first_seen_at   timestamptz NOT NULL DEFAULT now(),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    CHECK (NOT ordered OR (source IS NOT NULL AND stream IS NOT NULL AND version >= 1)),
    CHECK ((reason = 'retry') = (next_attempt_at IS NOT NULL)),
    CHECK (reason <> 'gap' OR ordered)
);

CREATE UNIQUE INDEX deferred_message_place ON deferred_message (consumer, stream, source, version) WHERE ordered;
CREATE UNIQUE INDEX deferred_message_fingerprint ON deferred_message (consumer, fingerprint) WHERE NOT ordered;
CREATE INDEX deferred_message_due ON deferred_message (consumer, next_attempt_at) WHERE reason = 'retry';

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON stream_position, deferred_message TO %I',
                   current_setting('lea.service_role'));
END
$$;
