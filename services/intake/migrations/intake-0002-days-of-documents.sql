-- depends: intake-0001-presented-documents

-- The day of initiation interrupts the presentation limit (Art. 339(1)); of statements decided before, from their events.
ALTER TABLE presented_document
    ADD COLUMN initiated_on date,
    -- The day on which the proceeding let the document go; a revised course may take that back.
    ADD COLUMN freed_on date;
UPDATE presented_document d SET initiated_on = e.effective_date
FROM event e WHERE e.stream = d.statement AND e.type = 'lea.intake.initiation-decided.v1';
UPDATE presented_document d SET freed_on = r.returned_on
FROM returned_document r WHERE r.proceeding = d.proceeding;

-- A return that a revised course no longer has does not stand; what was noted stays.
ALTER TABLE returned_document DROP CONSTRAINT returned_document_pkey;
ALTER TABLE returned_document ADD COLUMN stands boolean NOT NULL DEFAULT true;
CREATE UNIQUE INDEX returned_document_stands_once ON returned_document (proceeding) WHERE stands;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT UPDATE (initiated_on, freed_on) ON presented_document TO %I', service);
    EXECUTE format('GRANT UPDATE (stands) ON returned_document TO %I', service);
END
$$;
