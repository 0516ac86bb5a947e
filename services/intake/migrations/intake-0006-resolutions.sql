-- depends: intake-0005-work-of-executors

-- The last number of a refusal or return, per body and year; locked while one is given, so a series has no gaps.
CREATE TABLE resolution_series (
    body text    NOT NULL CHECK (body ~ '^[0-9]{4}$'),
    year integer NOT NULL CHECK (year BETWEEN 1998 AND 9999),
    last integer NOT NULL CHECK (last BETWEEN 1 AND 999999),
    PRIMARY KEY (body, year)
) WITH (fillfactor = 50);

-- Refusals and returns that were made in the system. One that is recorded from paper keeps the number of its paper.
-- Resolutions of proceedings have a series of their own; the letter tells these from them.
CREATE TABLE resolution (
    act       uuid    PRIMARY KEY,
    event     uuid    NOT NULL UNIQUE,
    statement uuid    NOT NULL,
    kind      text    NOT NULL,
    body      text    NOT NULL,
    year      integer NOT NULL,
    running   integer NOT NULL CHECK (running >= 1),
    number    text    NOT NULL UNIQUE GENERATED ALWAYS AS (body || '-' || year::text || '/S' || running::text) STORED,
    made_on   date    NOT NULL,
    UNIQUE (body, year, running)
);

COMMENT ON COLUMN resolution.act IS 'The command that asked for it';
COMMENT ON COLUMN resolution.kind IS 'Of document, as the rule set names it';

CREATE INDEX resolution_by_statement ON resolution (statement);

-- Resolutions as documents: rendered once after the decision, never changed.
CREATE TABLE document (
    act         uuid        NOT NULL REFERENCES resolution (act),
    language    text        NOT NULL CHECK (language IN ('ru', 'be', 'en')),
    content     bytea       NOT NULL,
    sha256      bytea       NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
    translation boolean     NOT NULL,
    signed_by   text,
    rendered_at timestamptz NOT NULL,
    PRIMARY KEY (act, language)
);

COMMENT ON COLUMN document.content IS 'PDF/A-3a and PDF/UA-1';
COMMENT ON COLUMN document.signed_by IS 'The subject of the certificate; none: it has no electronic signature';

-- Resolutions that are still to be rendered.
CREATE TABLE document_due (
    act   uuid        PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON resolution_series, resolution, document TO %I', service);
    EXECUTE format('GRANT UPDATE (last) ON resolution_series TO %I', service);
    -- To lock a row takes the right to change one.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON document_due TO %I', service);
END
$$;
