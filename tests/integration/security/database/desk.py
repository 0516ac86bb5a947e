"""Claims about the role of the desk."""

from tests.integration.security.claims import can, cannot

DESK = "lea_desk"

can("db-desk-accounts", DESK, "SELECT password FROM account", "UPDATE account SET password = '$argon2id$forged'")
can(
    "db-desk-sessions",
    DESK,
    "INSERT INTO session SELECT sha256('x'), name, now(), now(), now() + interval '1 hour' FROM account",
    "DELETE FROM session",
)
can(
    "db-desk-tokens",
    DESK,
    "INSERT INTO token (id, digest, account, label, scope, created_at, ends_at)"
    " SELECT gen_random_uuid(), sha256('x'), name, 'x', 'act', now(), now() + interval '1 hour' FROM account",
    "UPDATE token SET revoked_at = now()",
)
can("db-desk-identities", DESK, "SELECT issuer, subject, account FROM identity", "SELECT id_token FROM session")
can(
    "db-desk-bank-statements",
    DESK,
    "INSERT INTO bank_statement (id, body, digest, name, format, turnover, entries, pending, taken_by, taken_at)"
    " SELECT gen_random_uuid(), '0101', sha256('x'), 'x', 'csv', '[]', 1, 0, name, now() FROM account",
    "INSERT INTO bank_entry (statement, ordinal, place, kind, order_number, booked_on, amount, currency)"
    " SELECT id, 2, '2', 'credit', '1', now(), 1, '933' FROM bank_statement",
    "UPDATE bank_entry SET standing = 'left'",
)
cannot(
    "db-desk-changes-bank-statements",
    DESK,
    "UPDATE bank_statement SET closing = NULL",
    "UPDATE bank_statement SET taken_by = 'x1'",
    "DELETE FROM bank_statement",
    "UPDATE bank_entry SET amount = 2",
    "UPDATE bank_entry SET order_number = '2'",
    "DELETE FROM bank_entry",
)
can("db-desk-trail", DESK, "INSERT INTO audit (account, what) VALUES ('ivanova', 'signed-in')")
cannot(
    "db-desk-changes-trail",
    DESK,
    "UPDATE audit SET account = 'nobody'",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "DROP TABLE audit",
)
cannot(
    "db-desk-roles",
    DESK,
    "INSERT INTO account (name, full_name, role, code, password) VALUES ('x1', 'x', 'head', '0101', '$argon2id$')",
    "DELETE FROM account",
    "UPDATE account SET role = 'head'",
    "UPDATE account SET code = '0101-018'",
    "UPDATE account SET full_name = 'x'",
    "UPDATE account SET disabled_at = NULL",
    "UPDATE session SET account = 'x1'",
    "UPDATE token SET account = 'x1'",
    "DELETE FROM token",
    "INSERT INTO identity (issuer, subject, account) VALUES ('https://x', 'x', 'x1')",
    "UPDATE identity SET account = 'x1'",
    "DELETE FROM identity",
)
