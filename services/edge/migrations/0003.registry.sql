-- depends: 0001.door eventstore-0001-events messaging-0001-consumer

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
END
$$;
