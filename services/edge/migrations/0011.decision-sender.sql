-- depends: 0009.parked-decisions messaging-0006-decision-sender

-- Messages are the worker's business: what the kit grants to a service's main process is taken back.
DO $$
DECLARE
    main text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('REVOKE ALL (sender) ON parked_decision FROM %I', main);
    EXECUTE format('GRANT INSERT (sender) ON parked_decision TO %I', main || '_worker');
END
$$;
