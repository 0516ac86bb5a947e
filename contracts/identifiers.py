"""Identifiers: UUIDv7 for what is new, UUIDv5 for what follows from something else."""

from uuid import UUID, uuid5


def new_id() -> UUID:
    """A new time-ordered identifier (UUIDv7, RFC 9562)."""
    from uuid_utils.compat import uuid7  # here, as subscribers make no identifiers: their wheel does without it

    return uuid7()


_ACCOUNTS = UUID("7d0c3b1e-5f52-5b61-9d7e-403403403403")


def accounts_of(body: str) -> UUID:
    """The stream of the deposit account of an enforcement body."""
    return uuid5(_ACCOUNTS, body)


_SUBSTITUTES = UUID("3f6c9a52-7a1b-5e0d-8c44-344344344344")


def substitutes_of(body: str) -> UUID:
    """The stream of who stands in for the executors of an enforcement body."""
    return uuid5(_SUBSTITUTES, body)


_CONSOLIDATED = UUID("5b8a1f0c-1d0f-5c7e-8a55-404404404404")


def consolidated_debtor_of(body: str, kind: str, identifier: str) -> UUID:
    """The stream of a debtor of several proceedings of one enforcement body."""
    return uuid5(_CONSOLIDATED, f"{body}\n{kind}\n{identifier}")


RESTORES = UUID("2f6f0b55-6f3f-5d0e-9b0a-000000000021")
"""The stream of the restores of the edge's database."""

ARCHIVES = UUID("2f6f0b55-6f3f-5d0e-9b0a-000000000022")
"""The stream of the archives of the access log."""


def derived_id(source: UUID, name: str) -> UUID:
    """The identifier that always follows from `source` under `name`: the same cause gives the same id."""
    return uuid5(source, name)
