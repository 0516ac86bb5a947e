-- depends: proceedings-0014-receiving

-- Proceedings are found by the number of the court case, and by words of the names of their parties, to choose from.
-- `case_key` of older rows is added when the service starts (`services/proceedings/projections.py`).
ALTER TABLE proceeding_index
    ADD COLUMN case_key text,
    ADD COLUMN names    tsvector GENERATED ALWAYS AS (to_tsvector('simple', debtor || ' ' || recoverer)) STORED;

COMMENT ON COLUMN proceeding_index.case_key IS 'The number of the court case in the form in which it is compared';

CREATE INDEX proceeding_index_by_case ON proceeding_index (case_key);
CREATE INDEX proceeding_index_by_name ON proceeding_index USING gin (names);
