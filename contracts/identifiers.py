"""Identifiers: UUIDv7 for what is new, UUIDv5 for what follows from something else."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new time-ordered identifier (UUIDv7, RFC 9562)."""
    return uuid7()


def derived_id(source: UUID, name: str) -> UUID:
    """The identifier that always follows from `source` under `name`: the same cause gives the same id."""
    return uuid5(source, name)
