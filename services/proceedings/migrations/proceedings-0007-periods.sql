-- depends: proceedings-0006-accounts

-- Up to which day a body has closed its accounts. It binds the day of posting alone, never the day an act takes effect.
CREATE TABLE closed_period (
    body      text        NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    until     date        NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by text        NOT NULL,
    statement jsonb       NOT NULL,
    PRIMARY KEY (body, until)
);

COMMENT ON COLUMN closed_period.statement IS 'The statement of the bank with which the accounts agreed';

-- The deposit account of a body: that of the proceedings which have its numbers.
CREATE INDEX proceeding_number_by_body ON proceeding_number (split_part(number, '-', 1));
CREATE INDEX book_transaction_by_day ON book_transaction (posted_on);

CREATE FUNCTION posted_in_an_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM proceeding_number JOIN closed_period ON body = split_part(number, '-', 1)
        WHERE proceeding = NEW.proceeding AND until >= NEW.posted_on
    ) THEN
        RAISE EXCEPTION 'transaction % is posted on %, which is closed', NEW.id, NEW.posted_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posted_in_an_open_period';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER posted_in_an_open_period BEFORE INSERT OR UPDATE OF posted_on ON book_transaction
FOR EACH ROW EXECUTE FUNCTION posted_in_an_open_period();

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON closed_period TO %I', current_setting('lea.service_role'));
END
$$;
