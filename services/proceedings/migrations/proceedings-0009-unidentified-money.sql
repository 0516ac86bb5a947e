-- depends: proceedings-0008-debtor-groups proceedings-0008-documents

-- The deposit account of a body holds money that no proceeding is named for: it posts like a proceeding.
CREATE TABLE body_account (
    account uuid PRIMARY KEY,
    body    text NOT NULL UNIQUE CHECK (body ~ '^[0-9]{4}$')
);

COMMENT ON COLUMN body_account.account IS 'The stream of its events';

CREATE VIEW account_owner AS
SELECT proceeding AS owner, number, split_part(number, '-', 1) AS body FROM proceeding_number
UNION ALL
SELECT account, body, body FROM body_account;

COMMENT ON VIEW account_owner IS 'Whose postings the books hold: proceedings by number, accounts by body';

CREATE TABLE identified_payment (
    proceeding uuid    NOT NULL,
    payment    uuid    NOT NULL,
    account    uuid    NOT NULL REFERENCES body_account (account),
    stands     boolean NOT NULL,
    PRIMARY KEY (proceeding, payment)
);

COMMENT ON COLUMN identified_payment.stands IS 'Else it was struck in the proceeding, and its money is unidentified again';

CREATE OR REPLACE FUNCTION posted_in_an_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM account_owner JOIN closed_period USING (body)
        WHERE owner = NEW.proceeding AND until >= NEW.posted_on
    ) THEN
        RAISE EXCEPTION 'transaction % is posted on %, which is closed', NEW.id, NEW.posted_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posted_in_an_open_period';
    END IF;
    RETURN NEW;
END
$$;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON body_account TO %I', service);
    EXECUTE format('GRANT SELECT ON account_owner TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON identified_payment TO %I', service);
END
$$;
