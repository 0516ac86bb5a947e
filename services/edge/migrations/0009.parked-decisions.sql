-- depends: 0008.bulk-kinds messaging-0004-decisions

-- Messages are the worker's business: what the kit grants to a service's main process is taken back.
DO $$
DECLARE
    main   text := current_setting('lea.service_role');
    worker text := main || '_worker';
BEGIN
    EXECUTE format('REVOKE ALL ON parked_decision FROM %I', main);
    EXECUTE format(
        'GRANT SELECT, INSERT (action, held_id, consumer, source, stream, version, type, message_id, trace_id,
                               routing_key, problem, headers, fingerprint, first_seen_at, actor, reason),
               UPDATE (approved_by, approved_at, withdrawn_by, withdrawn_at, withdrawal_reason)
         ON parked_decision TO %I', worker);
END
$$;
