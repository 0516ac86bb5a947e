-- depends: 0001.door eventstore-0001-events messaging-0001-consumer

-- A consumer has several keys, each with a life of its own.
CREATE TABLE consumer_key (
    id         text        PRIMARY KEY CHECK (id ~ '^[a-z0-9-]{2,40}\.[a-z0-9-]{1,40}$'),
    consumer   text        NOT NULL REFERENCES consumer,
    kind       text        NOT NULL CHECK (kind IN ('bearer', 'ed25519', 'ecdsa-p256')),
    -- SHA-256 of a bearer key, which has 256 random bits and is nowhere kept; SubjectPublicKeyInfo (DER) of others.
    material   bytea       NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to   timestamptz CHECK (valid_to > valid_from),
    revoked_at timestamptz,
    CHECK (kind <> 'bearer' OR octet_length(material) = 32),
    CHECK (split_part(id, '.', 1) = consumer)
);

INSERT INTO consumer_key (id, consumer, kind, material, valid_from, valid_to)
SELECT id || '.first', id, 'bearer', key_digest, valid_from, valid_to FROM consumer;

ALTER TABLE consumer DROP COLUMN key_digest;
ALTER TABLE consumer
    -- SHA-256 of each TLS certificate it may come with; none: any, and none.
    ADD COLUMN certificates        bytea[]          NOT NULL DEFAULT '{}',
    -- Those registered before there were quotas get these; all others are given their own.
    ADD COLUMN requests_per_second double precision NOT NULL DEFAULT 300 CHECK (requests_per_second > 0),
    ADD COLUMN burst               integer          NOT NULL DEFAULT 600 CHECK (burst >= 1),
    ADD COLUMN look_ups_per_day    bigint           NOT NULL DEFAULT 1000000 CHECK (look_ups_per_day >= 1);
ALTER TABLE consumer
    ALTER COLUMN requests_per_second DROP DEFAULT,
    ALTER COLUMN burst DROP DEFAULT,
    ALTER COLUMN look_ups_per_day DROP DEFAULT;

-- The edge has two processes: the door, which answers (`lea.service_role`), and the worker beside it.
DO $$
DECLARE
    door   text := current_setting('lea.service_role');
    worker text := door || '_worker';
BEGIN
    -- Events and commands are the worker's; what the kit grants to a service's main process is taken back.
    EXECUTE format('REVOKE ALL ON event, command, relay_checkpoint, stream_position, deferred_message FROM %I', door);
    EXECUTE format(
        'GRANT INSERT (stream, version, id, type, effective_date, recorded_at, actor, correlation_id, causation_id,
                       traceparent, tracestate, data) ON event TO %I', worker);
    EXECUTE format('GRANT SELECT ON event, command, relay_checkpoint TO %I', worker);
    EXECUTE format('GRANT INSERT ON command TO %I', worker);
    EXECUTE format('GRANT UPDATE (xid, position) ON relay_checkpoint TO %I', worker);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON stream_position, deferred_message TO %I', worker);
    -- The registry is written from its events alone, and read by the door.
    EXECUTE format('GRANT SELECT ON consumer_key TO %I', door);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON consumer, consumer_key TO %I', worker);
END
$$;
