-- depends: eventstore-0001-events messaging-0001-consumer

-- Execution documents as they were presented; one document lies with one body at a time.
CREATE TABLE presented_document (
    statement           uuid    PRIMARY KEY,
    proceeding          uuid    NOT NULL UNIQUE,
    body                text    NOT NULL,
    registration_number text    NOT NULL,
    issuer              text    NOT NULL,
    number              text    NOT NULL,
    issued_on           date    NOT NULL,
    lies_here           boolean NOT NULL DEFAULT true,
    UNIQUE (body, registration_number)
);

CREATE UNIQUE INDEX presented_document_lies_once
    ON presented_document (issuer, number, issued_on) WHERE lies_here;
CREATE INDEX presented_document_by_document ON presented_document (issuer, number, issued_on);

-- Returns to the recoverer (Art. 366); `counts` for the rule of Art. 359(1) ind. 8.
CREATE TABLE returned_document (
    proceeding  uuid    PRIMARY KEY,
    issuer      text    NOT NULL,
    number      text    NOT NULL,
    issued_on   date    NOT NULL,
    returned_on date    NOT NULL,
    counts      boolean NOT NULL
);

CREATE INDEX returned_document_by_document ON returned_document (issuer, number, issued_on);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON presented_document, returned_document TO %I', service);
    EXECUTE format('GRANT UPDATE (lies_here) ON presented_document TO %I', service);
END
$$;
