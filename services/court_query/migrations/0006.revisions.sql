-- depends: 0005.active-copy

-- A revision of a course describes it anew from a day on: what was known of those days before stays, superseded.
DO $$
DECLARE
    copy  text;
    entry text;
BEGIN
    FOREACH copy IN ARRAY ARRAY['read_model_a', 'read_model_b'] LOOP
        FOREACH entry IN ARRAY ARRAY['executor', 'status', 'measure', 'repayment'] LOOP
            EXECUTE format('ALTER TABLE %I.%I ADD COLUMN ordinal smallint NOT NULL DEFAULT 0,'
                           ' ADD COLUMN superseded_by integer CHECK (superseded_by > version)', copy, entry);
            EXECUTE format('ALTER TABLE %I.%I DROP CONSTRAINT %I', copy, entry, entry || '_pkey');
            EXECUTE format('ALTER TABLE %I.%I ADD CONSTRAINT %I PRIMARY KEY (proceeding, version, ordinal%s)',
                           copy, entry, entry || '_pkey', CASE entry WHEN 'repayment' THEN ', claim' ELSE '' END);
            EXECUTE format('COMMENT ON COLUMN %I.%I.ordinal IS %L', copy, entry,
                           'its place among the entries of one version');
            EXECUTE format('COMMENT ON COLUMN %I.%I.superseded_by IS %L', copy, entry,
                           'the version whose revision describes this day anew; none: it holds');
            EXECUTE format('GRANT UPDATE (superseded_by) ON %I.%I TO %I', copy, entry,
                           current_setting('lea.service_role'));
        END LOOP;
    END LOOP;
    FOREACH entry IN ARRAY ARRAY['executor', 'status', 'measure', 'repayment'] LOOP
        EXECUTE format('CREATE OR REPLACE VIEW read_model.%I AS SELECT * FROM read_model_%s.%I',
                       entry, (SELECT a.copy FROM read_model.active_copy AS a), entry);
    END LOOP;
END
$$;
