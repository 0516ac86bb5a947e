"""Proves an exported access log against the chain heads another service has kept: offline, from the bytes alone.

Whoever owns the log's database can rewrite a chain from some record on, hashes included; the heads that were kept
elsewhere meanwhile are then no longer on it. What came after the last head kept is chained, but not yet sealed.

A kept head stands for all before it. So a log that was proved up to some heads can be proved from there on: that what
came before is still there is then not looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from services.edge.domain.access_log import GENESIS, hash_of

UNSEALED_AT_MOST = timedelta(hours=1)
"""The slowest request takes less, and heads are sealed every second: no older record is without a head."""


_MEMBERS = ["chain", "entry", "hash", "previous", "sequence"]


class Kind(StrEnum):
    """What is wrong with a log."""

    UNREADABLE = "unreadable"
    """A line is not a record in its canonical form."""
    ALTERED = "altered"
    """A record's content is not what its hash was made of."""
    REMOVED = "removed"
    """Records before this one are not there."""
    INSERTED = "inserted"
    """A place in the chain is taken twice."""
    REORDERED = "reordered"
    """A record stands behind one that followed it."""
    DETACHED = "detached"
    """A record does not continue the one before it: one of the two is not the one that was written."""
    TRUNCATED = "truncated"
    """The chain ends before a head that was kept."""
    MISSING = "missing"
    """A chain of which a head was kept is not there at all."""
    REWRITTEN = "rewritten"
    """The record at a kept head is another than the one that was sealed."""
    CONTRADICTED = "contradicted"
    """Two different heads were kept for the same place: the log was sealed, rewritten, and sealed again."""
    UNSEALED = "unsealed"
    """A record is old enough to be sealed, and no head covers it: it may have been added afterwards."""


class Fault(NamedTuple):
    """Something that cannot be in a log as it was written."""

    kind: Kind
    chain: str | None
    sequence: int | None
    line: int | None
    """Of the export, from 1."""


class KeptHead(NamedTuple):
    """A chain head as another service keeps it."""

    chain: str
    sequence: int
    hash: str
    """Hexadecimal."""
    at: datetime
    """When the record at the head was made."""


@dataclass(slots=True)
class _Progress:
    """How far a chain was read."""

    sequence: int = 0
    hash: str = GENESIS.hex()
    sealed: int = 0
    """The last record that a kept head covers."""
    begun: int = 0
    """The record behind which reading began; 0: at the beginning."""
    unsealed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verification has found."""

    records: int
    chains: int
    sealed: int
    """Records that a kept head proves to be as they were; the others are proved by the chain alone."""
    taken: int
    """Records at and before the heads it began behind: not proved, but taken as they were when those were sealed."""
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Verification:
    heads: Mapping[str, dict[int, str]]
    settled: datetime | None
    """Records made before this moment are covered by a head."""
    chains: dict[str, _Progress] = field(default_factory=lambda: defaultdict(_Progress))
    faults: list[Fault] = field(default_factory=list)
    records: int = 0

    def read(self, number: int, line: bytes) -> None:
        record = _parsed(line)
        if record is None:
            self.faults.append(Fault(Kind.UNREADABLE, None, None, number))
            return
        chain, sequence = record["chain"], record["sequence"]
        progress = self.chains[chain]
        if sequence <= progress.begun:
            return
        self.records += 1
        kinds = [*self._content(record), *_place(record, progress)]
        self.faults.extend(Fault(kind, chain, sequence, number) for kind in kinds)
        if sequence <= progress.sequence:
            return
        progress.sequence, progress.hash = sequence, record["hash"]
        self._seal(record, progress, number)

    def _content(self, record: Mapping[str, Any]) -> Iterable[Kind]:
        made_of = hash_of(record["chain"], record["sequence"], record["entry"], record["previous"])
        if made_of.hex() != record["hash"]:
            yield Kind.ALTERED

    def _seal(self, record: Mapping[str, Any], progress: _Progress, number: int) -> None:
        kept = self.heads.get(record["chain"], {}).pop(record["sequence"], None)
        if kept is None:
            progress.unsealed_since = progress.unsealed_since or datetime.fromisoformat(record["entry"]["at"])
            return
        progress.unsealed_since = None
        if kept == record["hash"]:
            progress.sealed = record["sequence"]
        else:
            self.faults.append(Fault(Kind.REWRITTEN, record["chain"], record["sequence"], number))

    def conclude(self) -> Findings:
        for chain, kept in self.heads.items():
            known = self.chains.get(chain)
            if known is None:
                self.faults.append(Fault(Kind.MISSING, chain, max(kept), None))
            elif kept and max(kept) > known.sequence:
                self.faults.append(Fault(Kind.TRUNCATED, chain, max(kept), None))
        for chain, progress in self.chains.items():
            if self.settled and progress.unsealed_since and progress.unsealed_since < self.settled:
                self.faults.append(Fault(Kind.UNSEALED, chain, progress.sealed + 1, None))
        read = [progress for progress in self.chains.values() if progress.sequence > progress.begun]
        sealed = sum(progress.sealed - progress.begun for progress in read)
        taken = sum(progress.begun for progress in self.chains.values())
        return Findings(self.records, len(read), sealed, taken, tuple(self.faults))


def starts(heads: Iterable[KeptHead], since: datetime) -> Mapping[str, KeptHead]:
    """By chain, the last head whose record was made before `since`: what follows it can be proved by itself."""
    last: dict[str, KeptHead] = {}
    for head in heads:
        known = last.get(head.chain)
        if head.at < since and (known is None or head.sequence > known.sequence):
            last[head.chain] = head
    return last


def verify(
    lines: Iterable[bytes], heads: Iterable[KeptHead] = (), since: Mapping[str, KeptHead] | None = None
) -> Findings:
    """What is wrong with an export (`Link.line`, each chain in the order of its records), given the heads kept.

    The heads are to be no younger than the export, which then holds the record at each of them.

    Without heads only the chains themselves are proved: a chain that was rewritten whole, cut off or left out shows
    by its heads alone.

    With `since` (`starts`) each chain is proved from behind that head on; records before it may be there or not.
    """
    starts = since or {}
    known: dict[str, dict[int, str]] = defaultdict(dict)
    contradicted = list[Fault]()
    newest: datetime | None = None
    for head in heads:
        if known[head.chain].setdefault(head.sequence, head.hash) != head.hash:
            contradicted.append(Fault(Kind.CONTRADICTED, head.chain, head.sequence, None))
        newest = max(newest or head.at, head.at)
    for chain, start in starts.items():
        known[chain] = {sequence: hash_ for sequence, hash_ in known[chain].items() if sequence > start.sequence}
    verification = _Verification(known, newest and newest - UNSEALED_AT_MOST)
    for chain, start in starts.items():
        verification.chains[chain] = _Progress(start.sequence, start.hash, start.sequence, begun=start.sequence)
    for number, line in enumerate(lines, start=1):
        verification.read(number, line.rstrip(b"\n"))
    verification.faults.extend(contradicted)
    return verification.conclude()


def _parsed(line: bytes) -> Mapping[str, Any] | None:
    """The record in a line; none if the line could also be read in another way than it is hashed."""
    try:
        record = from_json(line, allow_inf_nan=False)
        if to_json(record) != line or list(record) != _MEMBERS:
            return None
        moment = datetime.fromisoformat(record["entry"]["at"])
    except (ValueError, TypeError, KeyError):
        return None
    sound = type(record["sequence"]) is int and record["sequence"] >= 1 and type(record["chain"]) is str
    return record if sound and moment.tzinfo else None


def _place(record: Mapping[str, Any], progress: _Progress) -> Iterable[Kind]:
    behind = record["sequence"] - progress.sequence
    if behind > 1:
        yield Kind.REMOVED
    elif behind == 1 and record["previous"] != progress.hash:
        yield Kind.DETACHED
    elif behind == 0:
        yield Kind.INSERTED
    elif behind < 0:
        yield Kind.REORDERED
