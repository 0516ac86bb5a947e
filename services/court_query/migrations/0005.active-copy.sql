-- depends: 0001.read-model

-- The copy that answers, held by the lock until the transaction ends: both in one round trip. The copy is asked for in
-- a statement of its own, which sees what was committed while the lock was waited for.
CREATE FUNCTION read_model.copy_held_by(lock bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(lock);
    RETURN (SELECT copy FROM read_model.active_copy);
END
$$;
REVOKE ALL ON FUNCTION read_model.copy_held_by FROM PUBLIC;

DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION read_model.copy_held_by TO %I', current_setting('lea.service_role'));
END
$$;
