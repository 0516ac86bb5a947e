-- depends: eventstore-0003-epochs messaging-0008-retry-reasons

-- The subscribers that were approved, written from their events alone. Those who deliver and those who keep the users
-- of the broker read it.
CREATE TABLE subscriber (
    name          text    PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9-]{1,39}$'),
    standing      text    NOT NULL CHECK (standing IN ('active', 'suspended', 'removed')),
    types         text[]  NOT NULL CHECK (cardinality(types) >= 1),
    fields        text[]  NOT NULL,
    -- As RabbitMQ keeps it: base64 of salt and SHA-256. The password has 192 random bits and is stored nowhere.
    password_hash text    NOT NULL CHECK (password_hash ~ '^[A-Za-z0-9+/]{48}$'),
    -- From when on it receives events; null: from the beginning. Every start anew is another generation.
    since         timestamptz,
    generation    integer NOT NULL CHECK (generation >= 1)
);

-- Up to where in the order of commits of a source a subscriber has everything.
CREATE TABLE delivery_cursor (
    subscriber  text    NOT NULL REFERENCES subscriber,
    source      text    NOT NULL,
    generation  integer NOT NULL,
    xid         xid8    NOT NULL,
    position    bigint  NOT NULL,
    -- The event there, and the epoch of the store it was read in: a restored store may lack it.
    event       uuid,
    epoch       uuid,
    recorded_at timestamptz,
    delivered   bigint  NOT NULL DEFAULT 0,
    problem     text,
    PRIMARY KEY (subscriber, source)
) WITH (fillfactor = 50);

-- From where on a subscriber receives a type: the event before in a stream is the last one of those it receives.
CREATE TABLE delivered_type (
    subscriber text   NOT NULL,
    source     text   NOT NULL,
    type       text   NOT NULL,
    xid        xid8   NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (subscriber, source, type),
    FOREIGN KEY (subscriber, source) REFERENCES delivery_cursor ON DELETE CASCADE
);

-- Queues that take nothing, as nobody reads them.
CREATE TABLE full_queue (
    subscriber text        PRIMARY KEY REFERENCES subscriber,
    since      timestamptz NOT NULL
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON subscriber TO %I', service);
    EXECUTE format(
        'GRANT UPDATE (standing, types, fields, password_hash, since, generation) ON subscriber TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON delivery_cursor, delivered_type, full_queue TO %I', service);
    -- It takes commands, not events: it has positions in no stream.
    EXECUTE format('REVOKE ALL ON stream_position, source_epoch FROM %I', service);
END
$$;

GRANT SELECT (name, standing, password_hash) ON subscriber TO lea_subscriber_reader;
