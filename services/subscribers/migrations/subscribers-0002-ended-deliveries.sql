-- depends: subscribers-0001-registry

-- Events recorded earlier were not sent; null: all were.
ALTER TABLE delivered_type ADD COLUMN since timestamptz;

UPDATE delivered_type SET since = subscriber.since FROM subscriber WHERE subscriber.name = delivered_type.subscriber;

-- What a subscriber was sent under earlier terms or before a replay: its positions may count it. After the place
-- (xid, position), up to the other one.
CREATE TABLE ended_delivery (
    id             bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    subscriber     text        NOT NULL REFERENCES subscriber,
    source         text        NOT NULL,
    type           text        NOT NULL,
    xid            xid8        NOT NULL,
    position       bigint      NOT NULL,
    until_xid      xid8        NOT NULL,
    until_position bigint      NOT NULL,
    since          timestamptz
);

CREATE INDEX ended_delivery_of ON ended_delivery (subscriber, source);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON ended_delivery TO %I', service);
END
$$;
