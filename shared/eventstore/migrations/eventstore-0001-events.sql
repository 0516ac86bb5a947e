-- The event store of a service, which is its outbox as well; the answers to its commands; how far the relay is.
-- `lea.service_role` is the role the service runs as (see shared/migrations.py).

CREATE TABLE event (
    -- Ids are drawn before commit, so positions alone skip late committers: order is (xid, position), read up to
    -- the oldest transaction still running.
    xid            xid8        NOT NULL DEFAULT pg_current_xact_id(),
    position       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    stream         uuid        NOT NULL,
    version        integer     NOT NULL CHECK (version >= 1),
    id             uuid        NOT NULL UNIQUE,
    type           text        NOT NULL CHECK (type ~ '^lea(\.[a-z][a-z0-9-]*){2,}\.v[1-9][0-9]*$'),
    effective_date date        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor          text        NOT NULL CHECK (actor <> ''),
    correlation_id uuid        NOT NULL,
    causation_id   uuid        NOT NULL,
    traceparent    text,
    tracestate     text,
    data           bytea       NOT NULL CHECK (octet_length(data) > 0),
    PRIMARY KEY (xid, position),
    UNIQUE (stream, version),
    CONSTRAINT effective_date_not_in_future
        CHECK (effective_date <= (recorded_at AT TIME ZONE 'Europe/Minsk')::date)
);

COMMENT ON COLUMN event.data IS 'JSON bytes exactly as they travel';

CREATE TABLE command (
    id          uuid        PRIMARY KEY,
    digest      bytea       NOT NULL CHECK (octet_length(digest) = 32),
    stream      uuid        NOT NULL,
    reply       bytea       NOT NULL CHECK (octet_length(reply) > 0),
    recorded_at timestamptz NOT NULL
);

CREATE TABLE relay_checkpoint (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    xid       xid8    NOT NULL DEFAULT '0',
    position  bigint  NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

INSERT INTO relay_checkpoint DEFAULT VALUES;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    -- Inserting names its columns: xid and position cannot be forged, and nothing is ever changed or deleted.
    EXECUTE format(
        'GRANT INSERT (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,
                       traceparent, tracestate, data) ON event TO %I', service);
    EXECUTE format('GRANT SELECT ON event, command, relay_checkpoint TO %I', service);
    EXECUTE format('GRANT INSERT ON command TO %I', service);
    EXECUTE format('GRANT UPDATE (xid, position) ON relay_checkpoint TO %I', service);
END
$$;

GRANT SELECT ON event TO lea_event_reader;
