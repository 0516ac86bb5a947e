-- depends: eventstore-0001-events messaging-0001-consumer

-- Who carries what is watched, so that limits can be asked for by body and executor.
CREATE TABLE watched_stream (
    stream   uuid PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('statement', 'proceeding')),
    number   text NOT NULL,
    body     text NOT NULL,
    executor text
);

CREATE INDEX watched_stream_by_body ON watched_stream (body, executor);

-- The limits as they stand; what the timer looks at and what questions are answered from.
CREATE TABLE limit_standing (
    occurrence     uuid    PRIMARY KEY,
    stream         uuid    NOT NULL,
    limit_id       text    NOT NULL,
    article        text    NOT NULL,
    rule_set       text    NOT NULL,
    starts_on      date    NOT NULL,
    until          date,
    due            date    NOT NULL,
    approaching_on date,
    provisional    boolean NOT NULL,
    standing       text    NOT NULL CHECK (standing IN ('running', 'suspended', 'expired', 'met', 'closed')),
    history        jsonb   NOT NULL DEFAULT '[]',
    met_in_time    boolean,
    changed_at     timestamptz NOT NULL
);

CREATE INDEX limit_standing_by_stream ON limit_standing (stream);
CREATE INDEX limit_standing_due ON limit_standing (due) WHERE standing = 'running';
CREATE INDEX limit_standing_approaching ON limit_standing (approaching_on) WHERE standing = 'running';

-- Government acts on the calendar, in the order they came.
CREATE TABLE calendar_act (
    position integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    version  text    NOT NULL UNIQUE,
    act      bytea   NOT NULL
);

-- Under which law and calendar every running limit was computed last.
CREATE TABLE computed_under (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    revision  integer NOT NULL DEFAULT 0,
    rule_sets text    NOT NULL DEFAULT '',
    calendar  text    NOT NULL DEFAULT ''
);

INSERT INTO computed_under DEFAULT VALUES;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON watched_stream, limit_standing TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT ON calendar_act TO %I', service);
    EXECUTE format('GRANT SELECT, UPDATE ON computed_under TO %I', service);
END
$$;
