-- transactional: false
-- depends: intake-0013-tasks

-- Statements that no executor has yet, for the head who gives them out.
DROP INDEX CONCURRENTLY IF EXISTS presented_document_undistributed;
CREATE INDEX CONCURRENTLY presented_document_undistributed ON presented_document (body, received_on)
    WHERE executor IS NULL AND ended_on IS NULL;
