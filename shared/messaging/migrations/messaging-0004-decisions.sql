-- depends: messaging-0001-consumer

-- What operators decided about held messages. One person drops a message that no stream waits for. To pass over an
-- event that its stream waits for, one person proposes and another approves.
CREATE TABLE parked_decision (
    id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action            text        NOT NULL CHECK (action IN ('drop', 'pass-over')),
    -- The message as it was held; its body is gone with it.
    held_id           bigint      NOT NULL,
    consumer          text        NOT NULL,
    source            text,
    stream            uuid,
    version           integer,
    type              text,
    message_id        text,
    trace_id          text,
    routing_key       text        NOT NULL,
    problem           text        NOT NULL,
    headers           json        NOT NULL,
    fingerprint       bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    first_seen_at     timestamptz NOT NULL,
    actor             text        NOT NULL CHECK (length(btrim(actor)) BETWEEN 1 AND 100),
    reason            text        NOT NULL CHECK (length(btrim(reason)) BETWEEN 1 AND 2000),
    decided_at        timestamptz NOT NULL DEFAULT now(),
    approved_by       text        CHECK (length(btrim(approved_by)) BETWEEN 1 AND 100),
    approved_at       timestamptz,
    withdrawn_by      text        CHECK (length(btrim(withdrawn_by)) BETWEEN 1 AND 100),
    withdrawn_at      timestamptz,
    withdrawal_reason text        CHECK (length(btrim(withdrawal_reason)) BETWEEN 1 AND 2000),
    CHECK (lower(btrim(approved_by)) <> lower(btrim(actor))),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL) AND (withdrawn_by IS NULL) = (withdrawal_reason IS NULL)),
    CHECK (approved_at IS NULL OR withdrawn_at IS NULL),
    CHECK (action = 'pass-over' OR (approved_at IS NULL AND withdrawn_at IS NULL)),
    CHECK (action = 'drop' OR (source IS NOT NULL AND stream IS NOT NULL AND version IS NOT NULL))
);

COMMENT ON COLUMN parked_decision.approved_at IS 'when an event was passed over; null: it waits for a second person';

CREATE UNIQUE INDEX parked_decision_open ON parked_decision (held_id)
    WHERE action = 'pass-over' AND approved_at IS NULL AND withdrawn_at IS NULL;

CREATE FUNCTION refuse_change_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decision % is final', OLD.id USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER final BEFORE UPDATE ON parked_decision FOR EACH ROW
    WHEN (OLD.action = 'drop' OR OLD.approved_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change_of_decision();

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format(
        'GRANT SELECT, INSERT (action, held_id, consumer, source, stream, version, type, message_id, trace_id,
                               routing_key, problem, headers, fingerprint, first_seen_at, actor, reason),
               UPDATE (approved_by, approved_at, withdrawn_by, withdrawn_at, withdrawal_reason)
         ON parked_decision TO %I', service);
END
$$;
