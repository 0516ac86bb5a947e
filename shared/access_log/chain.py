"""The access log as a chain: each record is hashed together with the hash of the record before it.

What is hashed is the record in canonical JSON (RFC 8785: members in order, no white space, UTF-8), so that any
implementation of SHA-256 and JSON can check it:

    {"chain":…,"entry":{…},"previous":…,"sequence":…}

Digests are lower-case hexadecimal, moments are in UTC (RFC 3339, `Z`), days ISO 8601.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json

GENESIS = bytes(32)
"""Stands for the hash before the first record of a chain."""


class Entry(NamedTuple):
    """The content of a record. Holds no data of the debtor: of a look-up only its kind."""

    # In the order of the canonical form.
    answer_digest: bytes
    """SHA-256 of the body of the answer; of a 304, of the body it stands for."""
    answer_signature: str | None
    """The `Signature` of the answer (RFC 9421), as it was sent."""
    as_known_at: datetime | None
    """Left out of the canonical form where it is none, as in records of earlier releases."""
    as_of: date | None
    at: datetime
    """When the request arrived; UTC."""
    consumer: str | None
    court_case: str | None
    key: str | None
    """Id of the key the request was signed with."""
    legal_ground: str | None
    look_ups: Sequence[str]
    """Kind of each look-up, in the order asked."""
    operation: str
    outcomes: Sequence[str]
    """Outcome of each look-up."""
    problem: str | None
    proceedings: Sequence[str]
    """Numbers of the proceedings in the answer."""
    repeated: bool
    """Whether the answer is the stored one of an earlier request with the same id."""
    request_digest: bytes | None
    """SHA-256 of the body; none where it has no body or was not read."""
    request_id: UUID | None
    status: int
    """HTTP status of the answer."""
    trace_id: str | None

    def members(self) -> dict[str, Any]:
        """Its members in the canonical form."""
        members = self._asdict()
        if self.as_known_at is None:
            del members["as_known_at"]
        return members


class ChainHead(NamedTuple):
    """The last record of a chain."""

    chain: UUID
    sequence: int = 0
    """Number of the record, from 1; 0: the chain has none yet."""
    hash: bytes = GENESIS
    """Hash of that record."""


class Link(NamedTuple):
    """A record in its place in a chain."""

    chain: UUID
    sequence: int
    entry: Entry
    previous: bytes
    hash: bytes

    @property
    def head(self) -> ChainHead:
        """The head of the chain when this is its last record."""
        return ChainHead(self.chain, self.sequence, self.hash)

    def line(self) -> bytes:
        """As it is exported: canonical JSON, with its hash."""
        return to_json(
            {
                "chain": self.chain,
                "entry": self.entry.members(),
                "hash": self.hash,
                "previous": self.previous,
                "sequence": self.sequence,
            },
            bytes_mode="hex",
        )


def linked(head: ChainHead, entries: Iterable[Entry]) -> Iterator[Link]:
    """The records that continue a chain."""
    chain, sequence, previous = head
    for entry in entries:
        sequence += 1
        hash_ = hash_of(chain, sequence, entry.members(), previous)
        yield Link(chain, sequence, entry, previous, hash_)
        previous = hash_


def hash_of(chain: Any, sequence: Any, entry: Any, previous: Any) -> bytes:
    """The hash of a record, from its columns or as it was read from an export."""
    record = {"chain": chain, "entry": entry, "previous": previous, "sequence": sequence}
    return sha256(to_json(record, bytes_mode="hex")).digest()
