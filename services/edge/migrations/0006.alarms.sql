-- depends: 0003.registry 0002.access-log-chain

-- How each consumer asks, by the minute: taken in from the access log, record by record. Nobody recognised: ''.
CREATE TABLE usage (
    consumer  text        NOT NULL,
    minute    timestamptz NOT NULL,
    requests  bigint      NOT NULL,
    refused   bigint      NOT NULL,
    look_ups  bigint      NOT NULL,
    not_found bigint      NOT NULL,
    -- Proceedings told about whose number comes right after that of another one.
    adjacent  bigint      NOT NULL,
    PRIMARY KEY (consumer, minute)
);
CREATE INDEX usage_minute ON usage (minute);

-- How far each chain of the log has been taken in.
CREATE TABLE usage_position (
    chain    uuid   PRIMARY KEY,
    sequence bigint NOT NULL
);

-- Every alarm there ever was, by kind and consumer; `version` is that of its stream.
CREATE TABLE alarm (
    kind      text        NOT NULL,
    consumer  text        NOT NULL,
    raised_at timestamptz,
    version   integer     NOT NULL,
    PRIMARY KEY (kind, consumer)
);
COMMENT ON COLUMN alarm.raised_at IS 'none: it has ended';

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON usage, usage_position, alarm TO %I',
                   current_setting('lea.service_role') || '_worker');
END
$$;
