-- depends: proceedings-0007-resolutions

-- Resolutions as documents: rendered once after the act, never changed.
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

INSERT INTO document_due (act) SELECT act FROM resolution;

DO $$
DECLARE
    service text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON document TO %I', service);
    -- To lock a row takes the right to change one.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON document_due TO %I', service);
END
$$;
