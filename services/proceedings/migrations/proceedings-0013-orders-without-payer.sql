-- depends: proceedings-0012-difference

-- Orders of payers that nobody knows are found too, by their number and day; they are compared with none.
ALTER TABLE bank_order ALTER COLUMN payer DROP NOT NULL;

COMMENT ON COLUMN bank_order.payer IS 'None: not known';
