-- depends: proceedings-0014-receiving

-- Proceedings are found by the number of the court case. `case_key` of older rows is added when the service starts
-- (`services/proceedings/projections.py`).
ALTER TABLE proceeding_index ADD COLUMN case_key text;

COMMENT ON COLUMN proceeding_index.case_key IS 'The number of the court case in the form in which it is compared';
