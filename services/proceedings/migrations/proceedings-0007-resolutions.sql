-- depends: proceedings-0006-accounts

-- The last number of a resolution, per body and year; locked while one is given, so a series has no gaps.
CREATE TABLE resolution_series (
    body text    NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    year integer NOT NULL CHECK (year BETWEEN 1998 AND 9999),
    last integer NOT NULL CHECK (last BETWEEN 1 AND 999999),
    PRIMARY KEY (body, year)
) WITH (fillfactor = 50);

-- Resolutions that were made in the system. One that is recorded from paper keeps the number of its paper.
CREATE TABLE resolution (
    act        uuid    PRIMARY KEY,
    event      uuid    NOT NULL UNIQUE,
    proceeding uuid    NOT NULL,
    kind       text    NOT NULL,
    body       text    NOT NULL,
    year       integer NOT NULL,
    running    integer NOT NULL CHECK (running >= 1),
    number     text    NOT NULL UNIQUE GENERATED ALWAYS AS (body || '-' || year::text || '/' || running::text) STORED,
    made_on    date    NOT NULL,
    UNIQUE (body, year, running)
);

COMMENT ON COLUMN resolution.act IS 'The command that asked for it';
COMMENT ON COLUMN resolution.kind IS 'Of document, as the rule set names it';

CREATE INDEX resolution_by_proceeding ON resolution (proceeding);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON resolution_series, resolution TO %I', service);
    EXECUTE format('GRANT UPDATE (last) ON resolution_series TO %I', service);
END
$$;
