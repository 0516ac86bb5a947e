-- depends: 0017.access-log-bound-checked

-- A table of many years cannot be cleaned, indexed or taken away in reasonable time: from now on it has a partition for each month.
-- No record moves: the table becomes the first partition, without being read, since a checked constraint says what is in it.

-- Releases do not run side by side; a session that wrote before fails once, and begins another chain.
-- squawk-ignore renaming-table
ALTER TABLE access_log RENAME TO access_log_earlier;
-- squawk-ignore renaming-object
ALTER TABLE access_log_earlier RENAME CONSTRAINT access_log_pkey TO access_log_earlier_pkey;
-- squawk-ignore renaming-object
ALTER INDEX access_log_at RENAME TO access_log_earlier_at;

CREATE TABLE access_log (
    LIKE access_log_earlier INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS
) PARTITION BY RANGE (chain);
-- what is true of the first partition is not of the whole
-- squawk-ignore ban-drop-constraint
ALTER TABLE access_log DROP CONSTRAINT access_log_earlier_chain;
ALTER TABLE access_log ADD PRIMARY KEY (chain, sequence);
CREATE INDEX access_log_at ON access_log USING brin (at);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
    bound text;
    name  text;
BEGIN
    FOR name IN SELECT attname FROM pg_attribute WHERE attrelid = 'access_log'::regclass AND attnum > 0
    LOOP
        EXECUTE format('ALTER TABLE access_log ALTER COLUMN %I SET STATISTICS 10', name);
    END LOOP;
    SELECT substring(pg_get_constraintdef(oid) FROM '''([0-9a-f-]{36})''') INTO STRICT bound
    FROM pg_constraint WHERE conname = 'access_log_earlier_chain' AND conrelid = 'access_log_earlier'::regclass;
    EXECUTE format('ALTER TABLE access_log ATTACH PARTITION access_log_earlier FOR VALUES FROM (MINVALUE) TO (%L)', bound);
END
$$;
-- the bound of the partition says the same
-- squawk-ignore ban-drop-constraint
ALTER TABLE access_log_earlier DROP CONSTRAINT access_log_earlier_chain;

CREATE VIEW access_log_partition AS
    SELECT part.relname::text AS name,
           substring(pg_get_expr(part.relpartbound, part.oid) FROM 'FROM \(''([0-9a-f-]{36})''\)')::uuid AS first_chain,
           substring(pg_get_expr(part.relpartbound, part.oid) FROM 'TO \(''([0-9a-f-]{36})''\)')::uuid AS next_chain
    FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid WHERE inhparent = 'access_log'::regclass;
COMMENT ON VIEW access_log_partition IS 'chains from first_chain (none: from the first there is) to below next_chain';

-- A partition is attached under a lock that stops neither who reads nor who writes. There is none for the rest: a record without
-- a partition is refused, and its request is not answered.
CREATE FUNCTION prepare_access_log() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    begins timestamp;
    ends   timestamp;
    column_name text;
    part   text;
    made   integer := 0;
BEGIN
    -- Not the partitions: what cleans them has the same lock.
    LOCK TABLE ONLY access_log IN SHARE UPDATE EXCLUSIVE MODE;
    LOOP
        SELECT beginning_of(next_chain) AT TIME ZONE 'Europe/Minsk' INTO STRICT begins
        FROM access_log_partition ORDER BY next_chain DESC LIMIT 1;
        EXIT WHEN begins > date_trunc('month', now() AT TIME ZONE 'Europe/Minsk') + interval '3 months';
        ends := begins + interval '1 month';
        part := 'access_log_' || to_char(begins, 'YYYY_MM');
        EXECUTE format('CREATE TABLE %I (LIKE access_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)', part);
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (chain, sequence)', part);
        EXECUTE format('CREATE INDEX ON %I USING brin (at)', part);
        -- As in 0007.access-log-statistics.
        FOR column_name IN SELECT attname FROM pg_attribute WHERE attrelid = part::regclass AND attnum > 0
        LOOP
            EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STATISTICS 10', part, column_name);
        END LOOP;
        EXECUTE format('CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part);
        EXECUTE format('ALTER TABLE access_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part,
                       first_chain_of(begins AT TIME ZONE 'Europe/Minsk'), first_chain_of(ends AT TIME ZONE 'Europe/Minsk'));
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION prepare_access_log IS 'makes the partitions of this month and of the three after it; how many were missing';
REVOKE EXECUTE ON FUNCTION prepare_access_log() FROM PUBLIC;

DO $$
DECLARE
    api    text := current_setting('lea.service_role');
    worker text := api || '_worker';
BEGIN
    -- By the table alone: no role has a right on a partition.
    EXECUTE format('REVOKE ALL ON access_log_earlier FROM %I, %I', api, worker);
    EXECUTE format('GRANT INSERT ON access_log TO %I', api);
    EXECUTE format('GRANT SELECT, INSERT ON access_log TO %I', worker);
    EXECUTE format('GRANT SELECT ON access_log_partition TO %I', worker);
    EXECUTE format('GRANT EXECUTE ON FUNCTION prepare_access_log() TO %I', worker);
    PERFORM prepare_access_log();
END
$$;
