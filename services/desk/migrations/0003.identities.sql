-- The identity at an OpenID provider with which the person of an account signs in, instead of a password.

CREATE TABLE identity (
    -- Issuer and subject together are the only claims that stay with one person (OpenID Connect Core, 5.7).
    issuer    text        NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
    subject   text        NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    account   text        NOT NULL UNIQUE REFERENCES account,
    linked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
);

-- The ID token of a session that began at the provider, which is asked with it to end the person's session there.
ALTER TABLE session ADD COLUMN id_token text;

DO $$
DECLARE
    role text := current_setting('lea.service_role');
BEGIN
    EXECUTE format('GRANT SELECT ON identity TO %I', role);
END
$$;
