-- Personal access tokens: with one, a program acts for a person over `/api/v1`.

CREATE TABLE token (
    id         uuid        PRIMARY KEY,
    -- SHA-256 of the token, which is shown once.
    digest     bytea       NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    account    text        NOT NULL REFERENCES account,
    -- What it is for, in the words of the person.
    label      text        NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
    scope      text        NOT NULL CHECK (scope IN ('read', 'act')),
    created_at timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > created_at),
    used_at    timestamptz,
    revoked_at timestamptz
);

CREATE INDEX token_of_account ON token (account, created_at);

DO $$
DECLARE
    role text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON token TO %I', role);
    EXECUTE format('GRANT UPDATE (used_at, revoked_at) ON token TO %I', role);
END
$$;
