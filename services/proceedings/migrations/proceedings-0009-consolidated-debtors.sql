-- depends: proceedings-0008-debtor-groups proceedings-0008-documents

-- Debtors of several proceedings of one body, whose money is distributed among them (Art. 404). A debtor is locked while
-- money is distributed, and while a proceeding joins or leaves.
CREATE TABLE consolidated_debtor (
    id uuid PRIMARY KEY
);

CREATE TABLE consolidated_proceeding (
    proceeding uuid PRIMARY KEY,
    debtor     uuid NOT NULL REFERENCES consolidated_debtor (id)
);

CREATE INDEX consolidated_proceeding_by_debtor ON consolidated_proceeding (debtor);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    -- To lock a row takes the right to change one.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON consolidated_debtor TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON consolidated_proceeding TO %I', service);
END
$$;
