"""Proves an exported access log against the chain heads another service has kept: offline, from the bytes alone.

Whoever owns the log's database can rewrite a chain from some record on, hashes included; the heads that were kept
elsewhere meanwhile are then no longer on it. What came after the last head kept is chained, but not yet sealed.

A kept head stands for all before it. So a log that was proved up to some heads can be proved from there on: that what
came before is still there is then not looked at.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from services.edge.access_log.domain.chain import GENESIS, hash_of

SEALED_WITHIN = timedelta(hours=1)
"""From the moment a record claims to be of to that of the head that covers it.

The slowest request takes less (a bulk request may arrive for 15 minutes), and heads are sealed every second.
"""
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""At most, those of a process that records and of the worker that seals."""


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
    SEALED_LATE = "sealed-late"
    """A record was sealed long after it claims to have been made: it may have been added afterwards.

    The worker may also have been away; then no other head was sealed in between.
    """
    SEALED_EARLY = "sealed-early"
    """A record was sealed before it claims to have been made."""


class Fault(NamedTuple):
    """Something that cannot be in a log as it was written."""

    kind: Kind
    chain: str | None
    sequence: int | None
    line: int | None
    """Of the export, from 1."""
    made_at: datetime | None = None
    """When the record claims to have been made; only where it was sealed late or early."""
    sealed_at: datetime | None = None
    """When the head that covers it was sealed; likewise."""
    sealed_meanwhile: int | None = None
    """If late: moments of sealing between the one it was due at and its own. The worker was at work."""


class KeptHead(NamedTuple):
    """A chain head as another service keeps it."""

    chain: str
    sequence: int
    hash: str
    """Hexadecimal."""
    at: datetime
    """When the record at the head was made, as it claims."""
    sealed_at: datetime | None = None
    """When the worker sealed it; none in heads kept without that."""


class _Record(NamedTuple):
    """Where a record is, and when it claims to have been made."""

    at: datetime
    sequence: int
    line: int


@dataclass(slots=True)
class _Progress:
    """How far a chain was read."""

    sequence: int = 0
    hash: str = GENESIS.hex()
    sealed: int = 0
    """The last record that a kept head covers."""
    begun: int = 0
    """The record behind which reading began; 0: at the beginning."""
    unsealed: _Record | None = None
    """The first record behind the last kept head."""
    oldest: _Record | None = None
    """Of the records behind the last kept head; likewise the newest."""
    newest: _Record | None = None


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
    heads: Mapping[str, dict[int, KeptHead]]
    sealings: Sequence[datetime]
    """When heads were sealed, in order."""
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
        chain, sequence = record["chain"], record["sequence"]
        own = _Record(datetime.fromisoformat(record["entry"]["at"]), sequence, number)
        progress.unsealed = progress.unsealed or own
        progress.oldest = min(progress.oldest or own, own)
        progress.newest = max(progress.newest or own, own)
        kept = self.heads.get(chain, {}).pop(sequence, None)
        if kept is None:
            return
        if kept.hash == record["hash"]:
            progress.sealed = sequence
            self.faults.extend(self._misdated(chain, progress.oldest, progress.newest, kept.sealed_at))
        else:
            self.faults.append(Fault(Kind.REWRITTEN, chain, sequence, number))
        progress.unsealed = progress.oldest = progress.newest = None

    def _misdated(self, chain: str, oldest: _Record, newest: _Record, sealed_at: datetime | None) -> Iterable[Fault]:
        """Of the records that one head covers: the oldest if it was sealed late, the newest if early."""
        if sealed_at is None:
            return
        if sealed_at - oldest.at > SEALED_WITHIN:
            due = bisect_right(self.sealings, oldest.at + SEALED_WITHIN)
            meanwhile = bisect_left(self.sealings, sealed_at) - due
            yield Fault(Kind.SEALED_LATE, chain, oldest.sequence, oldest.line, oldest.at, sealed_at, meanwhile)
        if newest.at - sealed_at > _CLOCKS_DIFFER_BY:
            yield Fault(Kind.SEALED_EARLY, chain, newest.sequence, newest.line, newest.at, sealed_at)

    def conclude(self) -> Findings:
        for chain, kept in self.heads.items():
            known = self.chains.get(chain)
            if known is None:
                self.faults.append(Fault(Kind.MISSING, chain, max(kept), None))
            elif kept and max(kept) > known.sequence:
                self.faults.append(Fault(Kind.TRUNCATED, chain, max(kept), None))
        for chain, progress in self.chains.items():
            if self.settled and progress.unsealed and progress.unsealed.at < self.settled:
                self.faults.append(Fault(Kind.UNSEALED, chain, progress.sealed + 1, None))
        read = [progress for progress in self.chains.values() if progress.sequence > progress.begun]
        sealed = sum(progress.sealed - progress.begun for progress in read)
        taken = sum(progress.begun for progress in self.chains.values())
        return Findings(self.records, len(read), sealed, taken, tuple(self.faults))


def starts(heads: Iterable[KeptHead], since: datetime) -> Mapping[str, KeptHead]:
    """By chain, the last head sealed before `since`: what follows it can be proved by itself.

    When its record claims to have been made does not count: one that was added later may claim any day.
    """
    last: dict[str, KeptHead] = {}
    for head in heads:
        known = last.get(head.chain)
        if (head.sealed_at or head.at) < since and (known is None or head.sequence > known.sequence):
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
    known: dict[str, dict[int, KeptHead]] = defaultdict(dict)
    sealings = set[datetime]()
    contradicted = list[Fault]()
    newest: datetime | None = None
    for head in heads:
        if head.sealed_at is not None:
            sealings.add(head.sealed_at)
        if known[head.chain].setdefault(head.sequence, head).hash != head.hash:
            contradicted.append(Fault(Kind.CONTRADICTED, head.chain, head.sequence, None))
        newest = max(newest or head.at, head.at)
    for chain, start in starts.items():
        known[chain] = {sequence: head for sequence, head in known[chain].items() if sequence > start.sequence}
    verification = _Verification(known, sorted(sealings), newest and newest - SEALED_WITHIN)
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
