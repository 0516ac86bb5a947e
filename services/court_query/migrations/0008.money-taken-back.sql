-- depends: 0007.known-at

-- What the bank takes back is a repayment below zero on its own day.
ALTER TABLE read_model_a.repayment DROP CONSTRAINT repayment_amount_check, ADD CHECK (amount <> 0);
ALTER TABLE read_model_b.repayment DROP CONSTRAINT repayment_amount_check, ADD CHECK (amount <> 0);
