-- depends: 0009.payer-records 0010.feed-generation

-- Since which rebuild the copy that answers is made: a release that writes what only a rebuild gives to the rows that are
-- there raises the number, and the service says at its start that the rebuild is missing. A model without proceedings
-- needs none.
ALTER TABLE read_model.active_copy ADD COLUMN built_for integer NOT NULL DEFAULT 0;

UPDATE read_model.active_copy SET built_for = 1
WHERE NOT EXISTS (SELECT FROM read_model_a.proceeding) AND NOT EXISTS (SELECT FROM read_model_b.proceeding);
