-- depends: proceedings-0004-books

-- By which bank order each payment came, so that one that is recorded in another proceeding of the body is known.
CREATE TABLE bank_order (
    proceeding uuid          NOT NULL,
    payment    uuid          NOT NULL,
    number     text          NOT NULL,
    body       text          NOT NULL,
    key        text          NOT NULL,
    dated      date          NOT NULL,
    amount     numeric(22,4) NOT NULL,
    currency   text          NOT NULL,
    payer      text          NOT NULL,
    PRIMARY KEY (proceeding, payment)
);

COMMENT ON COLUMN bank_order.number IS 'Of the proceeding';
COMMENT ON COLUMN bank_order.key IS 'The number of the order in the form in which it is compared';

CREATE INDEX bank_order_by_order ON bank_order (body, dated, key, amount, currency, payer);

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON bank_order TO %I', current_setting('lea.service_role'));
END
$$;
