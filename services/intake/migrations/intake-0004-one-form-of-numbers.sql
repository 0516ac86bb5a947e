-- depends: intake-0003-corrections

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

ALTER TABLE presented_document
    ADD COLUMN case_number text,
    ADD COLUMN number_key  text GENERATED ALWAYS AS (number_key(number)) STORED,
    ADD COLUMN case_key    text GENERATED ALWAYS AS (number_key(case_number)) STORED,
    ADD COLUMN registered  text GENERATED ALWAYS AS (number_key(registration_number)) STORED,
    -- It lay here beside the same document in another written form, before forms were compared.
    ADD COLUMN doubled     boolean NOT NULL DEFAULT false;
ALTER TABLE proposed_registration ADD COLUMN case_number text;

UPDATE presented_document d SET case_number = convert_from(e.data, 'UTF8')::jsonb #>> '{document,case_number}'
FROM event e WHERE e.stream = d.statement AND e.type = 'lea.intake.statement-registered.v1';
UPDATE presented_document d SET case_number = c.case_number
FROM (
    SELECT DISTINCT ON (stream)
        stream, convert_from(data, 'UTF8')::jsonb #>> '{reads,data,document,case_number}' AS case_number
    FROM event
    WHERE type = 'lea.intake.correction-made.v1'
        AND convert_from(data, 'UTF8')::jsonb #>> '{reads,type}' = 'lea.intake.statement-registered.v1'
    ORDER BY stream, version DESC
) c WHERE c.stream = d.statement;
UPDATE proposed_registration p
SET case_number = convert_from(e.data, 'UTF8')::jsonb #>> '{data,data,document,case_number}'
FROM event e WHERE e.causation_id = p.correction AND e.type = 'lea.intake.correction-proposed.v1';
UPDATE presented_document d SET doubled = true WHERE lies_here AND EXISTS (
    SELECT FROM presented_document o
    WHERE o.lies_here AND o.statement < d.statement AND o.issuer = d.issuer AND o.number_key = d.number_key
        AND (o.issued_on = d.issued_on OR o.case_key = d.case_key)
);

-- A duplicate is issued on another day, in the same case (Art. 332).
DROP INDEX presented_document_lies_once;
CREATE UNIQUE INDEX presented_document_lies_once
    ON presented_document (issuer, number_key, issued_on) WHERE lies_here AND NOT doubled;
CREATE UNIQUE INDEX presented_document_lies_once_in_a_case
    ON presented_document (issuer, number_key, case_key) WHERE lies_here AND NOT doubled;
DROP INDEX presented_document_by_document;
CREATE INDEX presented_document_by_registration ON presented_document (body, registered);
CREATE INDEX presented_document_by_document ON presented_document (issuer, number_key);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION number_key TO %I', service);
    EXECUTE format('GRANT UPDATE (case_number) ON presented_document TO %I', service);
END
$$;
