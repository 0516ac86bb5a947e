-- depends: eventstore-0001-events messaging-0001-consumer

-- The last number used, per body and year of initiation; locked while a number is given, so a series has no gaps.
CREATE TABLE number_series (
    body text    NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    year integer NOT NULL CHECK (year BETWEEN 1998 AND 9999),
    last integer NOT NULL CHECK (last BETWEEN 0 AND 999999),
    PRIMARY KEY (body, year)
) WITH (fillfactor = 50);

CREATE TABLE proceeding_number (
    proceeding uuid PRIMARY KEY,
    number     text NOT NULL UNIQUE CHECK (number ~ '^[0-9]{4}-[0-9]{4}-[0-9]{6}$')
);

-- Last day of the voluntary term (Art. 357(1)) as the deadlines service announced it last.
CREATE TABLE voluntary_term (
    proceeding uuid PRIMARY KEY,
    due        date NOT NULL
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON number_series, proceeding_number, voluntary_term TO %I', service);
    EXECUTE format('GRANT UPDATE (last) ON number_series TO %I', service);
    EXECUTE format('GRANT UPDATE (due) ON voluntary_term TO %I', service);
END
$$;
