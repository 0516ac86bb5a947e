-- depends: intake-0002-days-of-documents

-- The document and the number that a proposed correction of a registration gives, for the checks when it is approved.
CREATE TABLE proposed_registration (
    correction          uuid PRIMARY KEY,
    statement           uuid NOT NULL,
    body                text NOT NULL,
    registration_number text NOT NULL,
    issuer              text NOT NULL,
    number              text NOT NULL,
    issued_on           date NOT NULL
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON proposed_registration TO %I', service);
    EXECUTE format(
        'GRANT UPDATE (registration_number, issuer, number, issued_on) ON presented_document TO %I', service
    );
END
$$;
