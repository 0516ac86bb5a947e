-- Who may sign in, who is signed in, and who did what.

CREATE TABLE account (
    name          text        PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    full_name     text        NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    role          text        NOT NULL CHECK (role IN (
                                  'registrar', 'executor', 'head', 'accountant', 'operator', 'auditor')),
    -- Number of the person at the body, or of the body: with the role it names the actor of the person's commands.
    code          text        NOT NULL CHECK (code ~ '^[0-9a-z-]{1,40}$'),
    -- Argon2id in the PHC string format.
    password      text        NOT NULL CHECK (password LIKE '$argon2id$%'),
    -- The password was given by somebody else: it must be changed before anything else.
    must_change   boolean     NOT NULL DEFAULT true,
    failures      integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    disabled_at   timestamptz,
    UNIQUE (role, code)
);

CREATE TABLE session (
    -- SHA-256 of the token, which only the browser has.
    digest     bytea       PRIMARY KEY CHECK (octet_length(digest) = 32),
    account    text        NOT NULL REFERENCES account,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL CHECK (seen_at >= started_at),
    ends_at    timestamptz NOT NULL CHECK (ends_at > started_at)
);

CREATE INDEX session_of_account ON session (account);
CREATE INDEX session_end ON session (ends_at);

-- Append-only. It names the accounts and commands, and holds no data of parties.
CREATE TABLE audit (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL DEFAULT now(),
    account text,
    what    text        NOT NULL CHECK (what ~ '^[a-z-]{1,40}$'),
    -- The proceeding, statement or account concerned.
    subject text        CHECK (length(subject) <= 100),
    command uuid,
    address inet
);

CREATE INDEX audit_of_account ON audit (account, id);

DO $$
DECLARE
    role text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT ON account TO %I', role);
    EXECUTE format('GRANT UPDATE (password, must_change, failures, locked_until) ON account TO %I', role);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON session TO %I', role);
    EXECUTE format('GRANT UPDATE (seen_at) ON session TO %I', role);
    EXECUTE format('GRANT SELECT, INSERT ON audit TO %I', role);
END
$$;
