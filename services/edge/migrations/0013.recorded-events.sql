-- depends: 0011.decision-sender eventstore-0002-recording

-- Events of the edge are the worker's; the kit grants new columns to the main process of a service.
DO $$
DECLARE
    door text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('REVOKE INSERT (recording, inputs) ON event FROM %I', door);
    EXECUTE format('GRANT INSERT (recording, inputs) ON event TO %I', door || '_worker');
END
$$;
