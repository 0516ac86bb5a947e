-- depends: subscribers-0002-ended-deliveries

-- What a subscriber is sent again on request, beside what is new: of one source, up to where its cursor was then.
CREATE TABLE replay (
    id             bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    subscriber     text        NOT NULL REFERENCES subscriber,
    source         text        NOT NULL,
    -- Of the cursor: a subscriber whose events start anew gets them all by that.
    generation     integer     NOT NULL,
    -- What is chosen; null: all.
    types          text[],
    streams        uuid[],
    since          timestamptz,
    until          timestamptz,
    first_position bigint,
    last_position  bigint,
    rate           integer     NOT NULL CHECK (rate BETWEEN 1 AND 2000),
    actor          text        NOT NULL CHECK (actor <> ''),
    reason         text        NOT NULL CHECK (reason <> ''),
    requested_at   timestamptz NOT NULL DEFAULT now(),
    -- Up to where it has been sent, in the order of commits; null: it has not begun.
    after_xid      xid8,
    after_position bigint,
    end_xid        xid8        NOT NULL,
    end_position   bigint      NOT NULL,
    -- When the last event that was looked at, and the one at its end, had been recorded.
    reached_at     timestamptz,
    end_at         timestamptz,
    sent           bigint      NOT NULL DEFAULT 0,
    -- Why nothing is sent at present.
    waits          text,
    stopped_at     timestamptz,
    finished_at    timestamptz,
    superseded     boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 50);

CREATE INDEX replay_of ON replay (subscriber, id);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT ON replay TO %I', service);
    EXECUTE format(
        'GRANT INSERT (subscriber, source, generation, types, streams, since, until, first_position, last_position,
                       rate, actor, reason, end_xid, end_position, end_at) ON replay TO %I', service);
    EXECUTE format(
        'GRANT UPDATE (after_xid, after_position, end_xid, end_position, reached_at, sent, waits, stopped_at,
                       finished_at, superseded) ON replay TO %I', service);
END
$$;
