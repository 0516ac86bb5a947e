-- depends: proceedings-0002-calendar-acts

-- The two books: what the debtor owes, and the money that the body holds. Transactions are only ever added; no balance
-- is stored: it is the sum of the legs up to a day (effective_on), or as it was known at a moment (recorded_at).
CREATE TABLE book_account (
    account text PRIMARY KEY,
    book    text NOT NULL CHECK (book IN ('debt', 'custody'))
);

INSERT INTO book_account (book, account) VALUES
    ('debt', 'outstanding'), ('debt', 'charged'), ('debt', 'repaid'),
    ('custody', 'bank'), ('custody', 'unallocated'), ('custody', 'costs-payable'), ('custody', 'fee-payable'),
    ('custody', 'recoverer-payable'), ('custody', 'surplus-payable');

CREATE TABLE book_transaction (
    id          uuid        PRIMARY KEY,
    proceeding  uuid        NOT NULL,
    causes      uuid[]      NOT NULL CHECK (cardinality(causes) > 0),
    recorded_at timestamptz NOT NULL,
    posted_on   date        NOT NULL
);

COMMENT ON COLUMN book_transaction.causes IS 'The commands whose events brought the postings';
COMMENT ON COLUMN book_transaction.posted_on IS 'The day of the body''s accounts; a closed period binds this day alone';

CREATE INDEX book_transaction_by_proceeding ON book_transaction (proceeding);

CREATE TABLE book_leg (
    transaction  uuid          NOT NULL REFERENCES book_transaction (id),
    ordinal      integer       NOT NULL CHECK (ordinal >= 1),
    effective_on date          NOT NULL,
    account      text          NOT NULL REFERENCES book_account (account),
    currency     text          NOT NULL CHECK (currency ~ '^[0-9]{3}$'),
    line         text          CHECK (line IN ('claim', 'costs', 'fee')),
    claim        integer       CHECK (claim >= 1),
    amount       numeric(22,4) NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (transaction, ordinal),
    CONSTRAINT claim_on_its_line CHECK ((claim IS NULL) OR (line = 'claim'))
);

COMMENT ON COLUMN book_leg.amount IS 'A debit is positive, a credit negative';

CREATE FUNCTION book_transaction_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM book_leg JOIN book_account USING (account) WHERE transaction = NEW.transaction
        GROUP BY book, effective_on, currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'transaction % does not add up to zero in each book, day and currency', NEW.transaction
            USING ERRCODE = 'check_violation', CONSTRAINT = 'book_transaction_balanced';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER book_transaction_balanced AFTER INSERT OR UPDATE ON book_leg
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION book_transaction_balanced();

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON book_transaction, book_leg TO %I', current_setting('lea.service_role'));
    EXECUTE format('GRANT SELECT ON book_account TO %I', current_setting('lea.service_role'));
END
$$;
