-- depends: intake-0009-renewed-documents

-- The numbers that papers give to proceedings: each is of one statement, whose decision was the first to state it.
-- Of two decisions with one number that are recorded at the same time, the primary key refuses the second.
CREATE TABLE number_of_paper (
    number    text PRIMARY KEY CHECK (number ~ '^[0-9]{4}-[0-9]{4}-[0-9]{6}$'),
    statement uuid NOT NULL
);

INSERT INTO number_of_paper (number, statement)
SELECT DISTINCT ON (number) number, stream
FROM (
    SELECT convert_from(data, 'UTF8')::jsonb ->> 'number' AS number, stream, position
    FROM event WHERE type = 'lea.intake.initiation-decided.v1'
) AS decided
WHERE number IS NOT NULL
ORDER BY number, position;

DO $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON number_of_paper TO %I', current_setting('lea.service_role'));
END
$$;
