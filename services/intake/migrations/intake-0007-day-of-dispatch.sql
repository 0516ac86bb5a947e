-- depends: intake-0006-resolutions

-- The day on which a returned document went to the recoverer: from it on it can be presented again (Art. 339(2)). None:
-- no dispatch is on record, and the resolution on the return is the earliest day that it can be.
ALTER TABLE returned_document ADD COLUMN sent_on date;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT UPDATE (sent_on) ON returned_document TO %I', service);
END
$$;
