-- depends: 0003.registry eventstore-0002-recording

-- The worker stores the events of the edge, the API processes none.
DO $$
DECLARE
    api    text := current_setting('lea.service_role');
    worker text := api || '_worker';
BEGIN
    EXECUTE format('REVOKE INSERT (recording, inputs) ON event FROM %I', api);
    EXECUTE format('GRANT INSERT (recording, inputs) ON event TO %I', worker);
END
$$;
