-- depends: 0013.recordings eventstore-0003-epochs

-- The worker relays the events of the edge: it notices a new history of the store, and publishes events again.
DO $$
DECLARE
    api    text := current_setting('lea.service_role');
    worker text := api || '_worker';
BEGIN
    EXECUTE format('REVOKE ALL ON store_epoch, republication FROM %I', api);
    EXECUTE format('REVOKE INSERT (identity, actor, reason) ON store_epoch FROM %I', api);
    EXECUTE format('REVOKE UPDATE (after_xid, after_position, published, finished_at) ON republication FROM %I', api);
    EXECUTE format('GRANT SELECT, INSERT (identity, actor, reason) ON store_epoch TO %I', worker);
    EXECUTE format('GRANT SELECT, UPDATE (after_xid, after_position, published, finished_at) ON republication TO %I',
                   worker);
END
$$;
