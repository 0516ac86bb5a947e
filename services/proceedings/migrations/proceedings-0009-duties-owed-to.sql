-- depends: proceedings-0008-debtor-groups

-- Those to whom a duty is still owed, where others had their part already.
ALTER TABLE open_duty ADD COLUMN whom jsonb NOT NULL DEFAULT '[]';
