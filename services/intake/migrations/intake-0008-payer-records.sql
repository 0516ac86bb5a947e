-- depends: intake-0007-day-of-dispatch

-- Whose payer number is whose, as statements and proceedings state it: a natural person's, with the personal number, or
-- a legal person's. What earlier releases recorded states one number of a natural person, and joins nothing.
CREATE TABLE payer_record (
    -- The proceeding that follows from a statement; or a correction of a registration that is proposed.
    source          uuid NOT NULL,
    role            text NOT NULL,
    stated_on       date NOT NULL,
    unp             text NOT NULL,
    personal_number text
);

COMMENT ON COLUMN payer_record.personal_number IS 'none: of a legal person, who has none';

CREATE INDEX payer_record_by_source ON payer_record (source);
CREATE INDEX payer_record_by_unp ON payer_record (unp);
CREATE INDEX payer_record_by_personal_number ON payer_record (personal_number) WHERE personal_number IS NOT NULL;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON payer_record TO %I', current_setting('lea.service_role'));
END
$$;
