-- depends: 0006.alarms

-- Whenever the log has grown by a tenth, PostgreSQL reads a sample of it for statistics: of 22 columns that took half a
-- second of processor time, a minute apart while the log was young, and requests waited. Who reads the log goes by its
-- keys and its time; for that, a tenth of the sample is enough.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT attname FROM pg_attribute WHERE attrelid = 'access_log'::regclass AND attnum > 0 AND NOT attisdropped
    LOOP
        EXECUTE format('ALTER TABLE access_log ALTER COLUMN %I SET STATISTICS 10', name);
    END LOOP;
END
$$;
