-- depends: eventstore-0001-events

-- What was stated about the recording of an act, and the versions of code and tables an event was computed with
-- (contracts/recording.py). Events of earlier releases have neither: not stated.

ALTER TABLE event
    ADD COLUMN recording text CHECK (octet_length(recording) BETWEEN 2 AND 8192),
    ADD COLUMN inputs    text CHECK (char_length(inputs) BETWEEN 1 AND 200);

COMMENT ON COLUMN event.recording IS 'JSON exactly as it travels';

DO $$
BEGIN
    EXECUTE format('GRANT INSERT (recording, inputs) ON event TO %I', current_setting('lea.service_role'));
END
$$;
