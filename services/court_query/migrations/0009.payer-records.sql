-- depends: 0008.one-form-of-numbers 0008.money-taken-back

-- A natural person with a payer number is found by either number: what any record of a party states of both joins them.
-- What was recorded before states one number; which payer numbers are those of legal persons is known of it after
-- `lea read-model rebuild`.
DO $$
DECLARE
    copy text;
    role text;
BEGIN
    FOREACH copy IN ARRAY ARRAY['read_model_a', 'read_model_b'] LOOP
        FOREACH role IN ARRAY ARRAY['debtor', 'recoverer'] LOOP
            EXECUTE format('ALTER TABLE %I.initiation ADD COLUMN %I text, ADD COLUMN %I text',
                           copy, role || '_unp', role || '_personal_number');
            EXECUTE format('COMMENT ON COLUMN %I.initiation.%I IS %L', copy, role || '_unp',
                           'payer number, where the record says whose it is');
            EXECUTE format('COMMENT ON COLUMN %I.initiation.%I IS %L', copy, role || '_personal_number',
                           'of that payer; none: a legal person, who has none');
            EXECUTE format('CREATE INDEX %1$I ON %2$I.initiation (%3$I, %4$I) WHERE %3$I IS NOT NULL',
                           'initiation_' || role || '_payer', copy,
                           role || '_unp', role || '_personal_number');
            EXECUTE format('CREATE INDEX %1$I ON %2$I.initiation (%3$I, %4$I) WHERE %3$I IS NOT NULL',
                           'initiation_' || role || '_person', copy,
                           role || '_personal_number', role || '_unp');
        END LOOP;
    END LOOP;
    EXECUTE format('CREATE OR REPLACE VIEW read_model.initiation AS SELECT * FROM read_model_%s.initiation',
                   (SELECT a.copy FROM read_model.active_copy AS a));
END
$$;
