-- depends: 0002.access-log-chain 0003.registry

-- Bulk requests. The door takes them in and hands results out; the worker answers them.
CREATE TABLE bulk_task (
    id             uuid        PRIMARY KEY,
    consumer       text        NOT NULL REFERENCES consumer,
    request_id     uuid        NOT NULL,
    legal_ground   text        NOT NULL,
    court_case     text        NOT NULL,
    language       text        NOT NULL,
    as_of          date,
    received_at    timestamptz NOT NULL,
    part_size      integer     NOT NULL CHECK (part_size >= 1),
    state          text        NOT NULL CHECK (
        state IN ('receiving',  -- its lines are still coming
                  'dropped',    -- not all of them came; receiving -> dropped
                  'waiting',    -- receiving -> waiting
                  'running',    -- waiting -> running
                  'done',       -- running -> done
                  'expired')),  -- its result was deleted; waiting, running, done -> expired
    request_digest bytea       CHECK (octet_length(request_digest) = 32),
    look_ups       integer     NOT NULL DEFAULT 0,
    parts          integer     NOT NULL DEFAULT 0,
    parts_done     integer     NOT NULL DEFAULT 0 CHECK (parts_done <= parts),
    done           integer     NOT NULL DEFAULT 0 CHECK (done <= look_ups),
    outcomes       jsonb       NOT NULL DEFAULT '{}',
    data_as_of     timestamptz,
    served_at      timestamptz,
    leased_until   timestamptz,
    finished_at    timestamptz,
    expires_at     timestamptz,
    size           bigint      CHECK (size >= 1),
    digest         bytea       CHECK (octet_length(digest) = 32),
    CHECK (state IN ('receiving', 'dropped') OR (parts >= 1 AND look_ups >= 1 AND request_digest IS NOT NULL)),
    CHECK (state <> 'done' OR (parts_done = parts AND done = look_ups AND digest IS NOT NULL AND size IS NOT NULL
                               AND finished_at IS NOT NULL AND expires_at IS NOT NULL))
);
CREATE INDEX bulk_task_open ON bulk_task (consumer) WHERE state IN ('receiving', 'waiting', 'running');

COMMENT ON COLUMN bulk_task.part_size IS 'lines of a part; the last may have fewer';
COMMENT ON COLUMN bulk_task.served_at IS 'when a part of it was last answered';
COMMENT ON COLUMN bulk_task.leased_until IS 'a worker is at it until then, unless it died';

-- Debtors' identifiers are here and nowhere else: a part is deleted in the transaction that keeps its result.
CREATE TABLE bulk_input (
    task  uuid    NOT NULL REFERENCES bulk_task ON DELETE CASCADE,
    part  integer NOT NULL,
    lines bytea   COMPRESSION lz4 NOT NULL,
    PRIMARY KEY (task, part)
);

CREATE TABLE bulk_output (
    task  uuid    NOT NULL REFERENCES bulk_task ON DELETE CASCADE,
    part  integer NOT NULL,
    lines bytea   COMPRESSION lz4 NOT NULL,
    PRIMARY KEY (task, part)
);

DO $$
DECLARE
    door   text := current_setting('lea.service_role');
    worker text := door || '_worker';
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON bulk_task TO %I', door);
    EXECUTE format('GRANT UPDATE (state, look_ups, parts, request_digest) ON bulk_task TO %I', door);
    -- What it took in, the door cannot read again.
    EXECUTE format('GRANT INSERT ON bulk_input TO %I', door);
    EXECUTE format('GRANT SELECT ON bulk_output TO %I', door);
    EXECUTE format('GRANT SELECT, UPDATE, DELETE ON bulk_task TO %I', worker);
    EXECUTE format('GRANT SELECT, DELETE ON bulk_input TO %I', worker);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON bulk_output TO %I', worker);
END
$$;
