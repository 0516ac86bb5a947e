-- depends: 0007.known-at

-- The same for all numbers that print alike: `look_alike_key` of contracts/canonical.py, also of what was recorded in
-- another form. One hyphen, compatibility forms, nothing invisible, capitals, letters and digits that print alike.
CREATE FUNCTION number_key(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(
        normalize(upper(regexp_replace(
            normalize(translate(number, U&'\2010\2011\2012\2013\2014\2015\2212\00AD\FE63\FF0D', '----------'), NFKC),
            U&'[\0001-\0020\007F-\00A0\00AD\0600-\0605\061C\06DD\070F\0890\0891\08E2\1680\180E\2000-\200F\2028-\202F'
              '\205F-\2064\2066-\206F\3000\FEFF\FFF9-\FFFB\+0110BD\+0110CD\+013430-\+01343F\+01BCA0-\+01BCA3'
              '\+01D173-\+01D17A\+0E0001\+0E0020-\+0E007F]',
            '', 'g'
        )), NFC),
        'АВЕЗІЈКМНОРСЅТУХOI', 'ABE31JKMH0PCSTYX01'
    )
$$;

-- Proceedings are found by the key of a number; what was recorded stays as it stands.
DO $$
DECLARE
    service text := current_setting('lea.service_role');
    copy    text;
    entry   text;
    old     regclass;
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION number_key TO %I', service);
    FOREACH copy IN ARRAY ARRAY['read_model_a', 'read_model_b'] LOOP
        FOREACH entry IN ARRAY ARRAY['proceeding', 'initiation'] LOOP
            EXECUTE format('
                ALTER TABLE %I.%I
                    ADD COLUMN document_key text GENERATED ALWAYS AS (number_key(document_number)) STORED,
                    ADD COLUMN case_key     text GENERATED ALWAYS AS (number_key(court_case)) STORED', copy, entry);
            FOR old IN
                SELECT indexrelid FROM pg_index WHERE indrelid = format('%I.%I', copy, entry)::regclass
                    AND pg_get_indexdef(indexrelid) ~ '\((document_number,|court_case\))'
            LOOP
                EXECUTE format('DROP INDEX %s', old);
            END LOOP;
            EXECUTE format('CREATE INDEX %I ON %I.%I (document_key, issuer, document_issued_on)',
                           entry || '_document', copy, entry);
            EXECUTE format('CREATE INDEX %I ON %I.%I (case_key)', entry || '_court_case', copy, entry);
        END LOOP;
    END LOOP;
    copy := (SELECT 'read_model_' || a.copy FROM read_model.active_copy AS a);
    FOREACH entry IN ARRAY ARRAY['proceeding', 'initiation'] LOOP
        EXECUTE format('CREATE OR REPLACE VIEW read_model.%1$I AS SELECT * FROM %2$I.%1$I', entry, copy);
    END LOOP;
END
$$;
