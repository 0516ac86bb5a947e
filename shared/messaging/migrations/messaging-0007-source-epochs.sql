-- depends: messaging-0001-consumer

-- In which epoch of its source's store each consumer follows it, and whether it may: after a restore of the store it may
-- have applied events that are no longer there.
CREATE TABLE source_epoch (
    consumer   text        NOT NULL,
    source     text        NOT NULL,
    epoch      uuid        NOT NULL,
    ahead      integer     NOT NULL DEFAULT 0 CHECK (ahead >= 0),
    checked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, source)
);

COMMENT ON COLUMN source_epoch.ahead IS
    'streams in which the consumer has applied what the store of that epoch does not have; above 0: it has stopped';

-- How consumers were brought back to their sources, by whom and why; what was undone and what people have to decide.
CREATE TABLE resynchronisation (
    id        bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    consumer  text        NOT NULL,
    source    text        NOT NULL,
    epoch     uuid        NOT NULL,
    actor     text        NOT NULL CHECK (length(btrim(actor)) BETWEEN 1 AND 100),
    reason    text        NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    report    jsonb       NOT NULL,
    done_at   timestamptz NOT NULL DEFAULT now()
);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON source_epoch TO %I', current_setting('lea.service_role'));
END
$$;
