-- depends: intake-0004-one-form-of-numbers

-- Who has a document in work, and since when its statement or proceeding is over: statements go to the executor with the
-- fewest. Of documents presented before, as far as the tables and events of the service tell; later events of their
-- proceedings tell the rest.
ALTER TABLE presented_document
    ADD COLUMN executor text,
    ADD COLUMN ended_on date;

UPDATE presented_document d SET executor = convert_from(e.data, 'UTF8')::jsonb #>> '{executor,id}'
FROM event e WHERE e.stream = d.statement AND e.type = 'lea.intake.initiation-decided.v1';
UPDATE presented_document SET ended_on = freed_on WHERE freed_on IS NOT NULL;
UPDATE presented_document d SET ended_on = e.effective_date
FROM event e
WHERE e.stream = d.statement AND e.type IN ('lea.intake.initiation-refused.v1', 'lea.intake.statement-returned.v1');

CREATE INDEX presented_document_in_work ON presented_document (executor) WHERE ended_on IS NULL;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT UPDATE (executor, ended_on) ON presented_document TO %I', service);
END
$$;
