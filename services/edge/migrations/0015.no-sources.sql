-- depends: 0014.epochs messaging-0007-source-epochs

-- The edge takes no events: none of its processes follows a source.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON source_epoch FROM %I', current_setting('lea.service_role'));
END
$$;
