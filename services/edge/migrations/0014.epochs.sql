-- depends: 0010.fewer-rights eventstore-0003-epochs messaging-0007-source-epochs

-- The relay is the worker's; the worker takes commands, not events, and follows no source.
DO $$
DECLARE
    api    text := current_setting('lea.service_role');
    worker text := api || '_worker';
BEGIN
    EXECUTE format('REVOKE ALL ON store_epoch, republication, source_epoch FROM %I', api);
    EXECUTE format('REVOKE ALL (identity, actor, reason) ON store_epoch FROM %I', api);
    EXECUTE format('REVOKE ALL (after_xid, after_position, published, finished_at) ON republication FROM %I', api);
    EXECUTE format('GRANT SELECT, INSERT (identity, actor, reason) ON store_epoch TO %I', worker);
    EXECUTE format('GRANT SELECT, UPDATE (after_xid, after_position, published, finished_at) ON republication TO %I',
                   worker);
END
$$;
