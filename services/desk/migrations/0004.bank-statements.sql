-- depends: 0003.identities

-- Files of the bank that were taken in, and what became of each entry. They hold no name, number of a payer or purpose:
-- what was recorded of an entry is in the proceeding, or on the account of the body.

CREATE TABLE bank_statement (
    id         uuid        PRIMARY KEY,
    body       text        NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    -- SHA-256 of the file: it is recognised when it comes again.
    digest     bytea       NOT NULL CHECK (octet_length(digest) = 32),
    name       text        NOT NULL CHECK (length(name) <= 200),
    format     text        NOT NULL CHECK (format IN ('camt.053', 'csv')),
    number     text        CHECK (length(number) <= 100),
    dated      date,
    account    text        CHECK (length(account) <= 100),
    bank       text        CHECK (length(bank) <= 200),
    since      date,
    until      date,
    -- What the account held before and after, as the file states it: amount and currency.
    opening    jsonb,
    closing    jsonb,
    -- What came in and went out, by currency.
    turnover   jsonb       NOT NULL,
    entries    integer     NOT NULL CHECK (entries >= 0),
    -- Entries that are not booked yet and were left out.
    pending    integer     NOT NULL CHECK (pending >= 0),
    taken_by   text        NOT NULL REFERENCES account,
    taken_at   timestamptz NOT NULL,
    UNIQUE (body, digest)
);

CREATE INDEX bank_statement_of_body ON bank_statement (body, taken_at, id);

CREATE TABLE bank_entry (
    statement    uuid        NOT NULL REFERENCES bank_statement,
    ordinal      integer     NOT NULL CHECK (ordinal > 0),
    -- Where it stands in the file.
    place        text        NOT NULL CHECK (length(place) <= 12),
    kind         text        NOT NULL CHECK (kind IN ('credit', 'debit', 'credit-reversed', 'debit-reversed')),
    order_number text        NOT NULL CHECK (length(order_number) <= 200),
    booked_on    date        NOT NULL,
    amount       numeric     NOT NULL CHECK (amount > 0),
    currency     text        NOT NULL CHECK (length(currency) = 3),
    standing     text        NOT NULL DEFAULT 'open' CHECK (standing IN (
                                 'open', 'matched', 'suspense', 'refused', 'unanswered', 'left')),
    -- What was recorded of it, or refused.
    step         text        CHECK (length(step) <= 40),
    -- The proceeding, or the body on whose account it is.
    found_in     text        CHECK (length(found_in) <= 40),
    problems     jsonb,
    settled_by   text        REFERENCES account,
    settled_at   timestamptz,
    PRIMARY KEY (statement, ordinal),
    UNIQUE (statement, place)
);

DO $$
DECLARE
    role text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON bank_statement TO %I', role);
    EXECUTE format('GRANT SELECT ON bank_entry TO %I', role);
    EXECUTE format(
        'GRANT INSERT (statement, ordinal, place, kind, order_number, booked_on, amount, currency) ON bank_entry TO %I',
        role);
    EXECUTE format(
        'GRANT UPDATE (standing, step, found_in, problems, settled_by, settled_at) ON bank_entry TO %I', role);
END
$$;
