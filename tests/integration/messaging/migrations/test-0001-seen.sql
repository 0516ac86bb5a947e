-- depends: messaging-0001-consumer

CREATE TABLE seen (
    position bigint GENERATED ALWAYS AS IDENTITY,
    consumer text,
    source   text,
    stream   uuid,
    version  integer,
    UNIQUE (consumer, source, stream, version)
);
CREATE TABLE carried_out (id uuid PRIMARY KEY, times integer NOT NULL);

DO $$
BEGIN
    EXECUTE format('GRANT ALL ON seen, carried_out TO %I', current_setting('lea.service_role'));
END
$$;
