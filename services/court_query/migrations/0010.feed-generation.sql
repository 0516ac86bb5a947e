-- depends: 0003.changes

-- Which numbering of transactions the places of the feed are of. A database that is restored into another cluster goes on
-- with that cluster's ids, which may be lower: a cursor given out before would pass over changes. Every such restore
-- raises the number, and cursors of another one are refused.
CREATE TABLE read_model.feed (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    generation integer NOT NULL DEFAULT 0 CHECK (generation BETWEEN 0 AND 899999)
);

INSERT INTO read_model.feed DEFAULT VALUES;

GRANT SELECT ON read_model.feed TO lea_edge_reader;
