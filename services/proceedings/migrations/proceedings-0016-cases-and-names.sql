-- transactional: false
-- depends: proceedings-0015-court-cases

-- Proceedings are found by the court case, and by words of the names of their parties, to choose from.
DROP INDEX CONCURRENTLY IF EXISTS proceeding_index_by_case;
CREATE INDEX CONCURRENTLY proceeding_index_by_case ON proceeding_index (case_key);
DROP INDEX CONCURRENTLY IF EXISTS proceeding_index_by_name;
CREATE INDEX CONCURRENTLY proceeding_index_by_name
    ON proceeding_index USING gin (to_tsvector('simple', debtor || ' ' || recoverer));
