-- depends: intake-0011-substitutions

-- The day of receipt, on which the document counts as presented (Art. 339(4)); of statements registered before, from
-- their events.
ALTER TABLE presented_document ADD COLUMN received_on date;
UPDATE presented_document d SET received_on = (convert_from(e.data, 'UTF8')::jsonb ->> 'received_on')::date
FROM event e WHERE e.stream = d.statement AND e.type = 'lea.intake.statement-registered.v1';
UPDATE presented_document d SET received_on = c.received_on
FROM (
    SELECT DISTINCT ON (stream)
        stream, (convert_from(data, 'UTF8')::jsonb #>> '{reads,data,received_on}')::date AS received_on
    FROM event
    WHERE type = 'lea.intake.correction-made.v1'
        AND convert_from(data, 'UTF8')::jsonb #>> '{reads,type}' = 'lea.intake.statement-registered.v1'
    ORDER BY stream, version DESC
) c WHERE c.stream = d.statement;

-- Delays and instalments on record in a proceeding: the limit runs from their end (Art. 337(1)), and before it nothing is
-- initiated (Art. 359(1) ind. 4). Those that were recorded before this release are not held; of them the paper tells.
CREATE TABLE granted_delay (
    proceeding   uuid NOT NULL,
    delay        uuid NOT NULL,
    granted_on   date NOT NULL,
    until        date NOT NULL,
    cancelled_on date,
    PRIMARY KEY (proceeding, delay)
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT UPDATE (received_on) ON presented_document TO %I', service);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON granted_delay TO %I', service);
END
$$;
