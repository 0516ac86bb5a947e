-- depends: proceedings-0009-consolidated-debtors proceedings-0009-duties-owed-to proceedings-0009-unidentified-money

-- The numbers of the parties of all proceedings, as each record that stands states them: a record of both numbers of a
-- natural person joins them, unless another says otherwise. What earlier releases recorded is added when the service
-- starts (`IndexBackfill`).
CREATE TABLE party_record (
    proceeding      uuid    NOT NULL,
    role            text    NOT NULL,
    unp             text,
    personal_number text,
    legal           boolean NOT NULL,
    now             boolean NOT NULL,
    CHECK (coalesce(unp, personal_number) IS NOT NULL)
);

COMMENT ON COLUMN party_record.legal IS 'of a legal person, who has no personal number';
COMMENT ON COLUMN party_record.now IS 'of who is the party now, after its successions';

CREATE INDEX party_record_by_proceeding ON party_record (proceeding);
CREATE INDEX party_record_by_unp ON party_record (unp, personal_number) WHERE unp IS NOT NULL;
CREATE INDEX party_record_by_personal_number ON party_record (personal_number) WHERE personal_number IS NOT NULL;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON party_record TO %I', current_setting('lea.service_role'));
END
$$;
