-- depends: eventstore-0001-events

-- Which history of the store its events belong to. Every restore and every failover begins another one, in which numbers
-- of streams may be given again. A row is added when PostgreSQL shows another identity than the last one, or by an
-- operator who has put a copy back that PostgreSQL cannot tell from the original.
CREATE TABLE store_epoch (
    number   integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    epoch    uuid        NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    identity text        NOT NULL CHECK (char_length(identity) BETWEEN 1 AND 200),
    actor    text        NOT NULL CHECK (length(btrim(actor)) BETWEEN 1 AND 100),
    reason   text        NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    began_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN store_epoch.identity IS 'system identifier of the cluster / timeline / oid of the database';

-- Events that an operator has had published again. The relay works through the open ones and moves `after`.
CREATE TABLE republication (
    id             bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    actor          text        NOT NULL CHECK (length(btrim(actor)) BETWEEN 1 AND 100),
    reason         text        NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    -- What is published: events of these streams, recorded within this time; null: any. Only what had been published
    -- when it was requested: the rest is on its way.
    streams        uuid[]      CHECK (cardinality(streams) >= 1),
    since          timestamptz,
    until          timestamptz CHECK (until > since),
    rate           integer     NOT NULL CHECK (rate BETWEEN 1 AND 2000),
    end_xid        xid8        NOT NULL,
    end_position   bigint      NOT NULL,
    after_xid      xid8        NOT NULL DEFAULT '0',
    after_position bigint      NOT NULL DEFAULT 0,
    published      bigint      NOT NULL DEFAULT 0,
    requested_at   timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz
);

COMMENT ON COLUMN republication.rate IS 'events per second at most';

CREATE INDEX republication_open ON republication (id) WHERE finished_at IS NULL;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT (identity, actor, reason) ON store_epoch TO %I', service);
    EXECUTE format('GRANT SELECT, UPDATE (after_xid, after_position, published, finished_at) ON republication TO %I',
                   service);
END
$$;

-- Consumers ask whether the events they have applied are here, and which others have been published.
GRANT SELECT ON store_epoch, relay_checkpoint TO lea_event_reader;
