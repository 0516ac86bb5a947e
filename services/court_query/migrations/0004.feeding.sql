-- depends: 0001.read-model

-- A model nobody feeds may be up to date as long as nothing happens; whoever relies on it is told all the same.
ALTER TABLE read_model.freshness ADD COLUMN fed boolean NOT NULL DEFAULT true;

COMMENT ON COLUMN read_model.freshness.fed IS 'events reach the model at present';
