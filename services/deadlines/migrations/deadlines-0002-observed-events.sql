-- depends: deadlines-0001-running-limits

-- How each watched stream reads: what its events show of the procedure, without the data of persons. Acts are about
-- themselves, as a resolution is; a revision replaces the others. Streams that began before this table have no rows.
CREATE TABLE observed_event (
    stream   uuid    NOT NULL,
    position bigint  GENERATED ALWAYS AS IDENTITY,
    act      boolean NOT NULL,
    shown    jsonb   NOT NULL,
    PRIMARY KEY (stream, position)
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON observed_event TO %I', service);
END
$$;
