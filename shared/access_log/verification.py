"""Verifies an exported access log against the chain heads that another service has stored: offline, from the bytes.

The owner of the log's database can rewrite a chain from some record on, hashes included; the heads that were stored
elsewhere in the meantime are then no longer on it. Records after the last stored head are chained, but not yet sealed.

A restore of the database cuts chains. It is recorded (`AccessLogRestored`) and stored with the heads: what it says is
lost is not taken for a fault, but listed as lost.

A partition of the log that is in a file is recorded likewise (`AccessLogArchived`): its chains are not missing, but
listed as archived, to be verified with that file. What the record says of them must agree with the stored heads.

A stored head proves all records before it. So a log that was verified up to some heads can be verified from there on:
whether the records before are still there is then not checked.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from shared.access_log.chain import GENESIS, hash_of

SEALED_WITHIN = timedelta(hours=1)
"""Longest time from the moment of a record, as it states it, to that of the head that covers it.

The slowest request takes less (a bulk request may arrive for 15 minutes), and heads are sealed every second.
"""
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""Largest difference between the clocks of a process that records and of the worker that seals."""


_MEMBERS = ["chain", "entry", "hash", "previous", "sequence"]


class FaultKind(StrEnum):
    """What is wrong with a log."""

    UNREADABLE = "unreadable"
    """A line is not a record in its canonical form."""
    ALTERED = "altered"
    """A record's content is not what its hash was made of."""
    REMOVED = "removed"
    """Records before this one are missing."""
    INSERTED = "inserted"
    """A sequence number of the chain occurs twice."""
    REORDERED = "reordered"
    """A record comes after one with a higher sequence number."""
    DETACHED = "detached"
    """A record does not continue the one before it: one of the two is not the one that was written."""
    TRUNCATED = "truncated"
    """The chain ends before a stored head."""
    MISSING = "missing"
    """A chain with a stored head is missing."""
    REWRITTEN = "rewritten"
    """The record at a stored head is not the one that was sealed."""
    CONTRADICTED = "contradicted"
    """Two different heads are stored for the same record: the log was sealed, rewritten, and sealed again."""
    UNSEALED = "unsealed"
    """A record is old enough to be sealed, and no head covers it: it may have been added afterwards."""
    SEALED_LATE = "sealed-late"
    """A record was sealed long after it claims to have been made: it may have been added afterwards.

    The worker may also have been down; then no other head was sealed in between.
    """
    SEALED_EARLY = "sealed-early"
    """A record was sealed before it claims to have been made."""


class LogFault(NamedTuple):
    """Something that cannot be in an unchanged log."""

    kind: FaultKind
    chain: str | None
    sequence: int | None
    line: int | None
    """Of the export, from 1."""
    made_at: datetime | None = None
    """When the record claims to have been made; only where it was sealed late or early."""
    sealed_at: datetime | None = None
    """When the head that covers it was sealed; likewise."""
    sealed_meanwhile: int | None = None
    """If late: number of sealings between the time it was due and its own; if there are any, the worker was running."""


class KeptHead(NamedTuple):
    """A chain head as another service stores it."""

    chain: str
    sequence: int
    hash: str
    """Hexadecimal."""
    at: datetime
    """When the record at the head was made, as it claims."""
    sealed_at: datetime | None = None
    """When the worker sealed it; none in heads stored without that."""


class Restore(NamedTuple):
    """A recorded restore of the log's database."""

    restored_at: datetime
    moment: datetime
    """What was recorded after it is lost."""
    actor: str
    reason: str
    chains: Mapping[str, tuple[int, int]]
    """Chains that were cut: the last record that is left (0: none), and the last one that was known."""


class Archive(NamedTuple):
    """A recorded archive: chains that are in a file, and no longer in the database."""

    archived_at: datetime
    partition: str
    """The month in which the chains began."""
    records: int
    digest: str
    """SHA-256 of the lines of the file before the last one, hexadecimal."""
    actor: str
    reason: str
    chains: Mapping[str, tuple[int, str]]
    """Number of the last record of each chain, and its hash."""


class ArchivedChains(NamedTuple):
    """Chains that were not verified, because they are in an archive and not in what was read."""

    archive: Archive
    chains: int
    records: int


class LostRecords(NamedTuple):
    """Records that a restore has lost: their answers were given, and their heads are stored."""

    chain: str
    first: int
    last: int
    restore: Restore


class _ReadRecord(NamedTuple):
    """The place of a record, and the moment it states."""

    at: datetime
    sequence: int
    line: int


@dataclass(slots=True)
class _Progress:
    """How far a chain was read."""

    sequence: int = 0
    hash: str = GENESIS.hex()
    sealed: int = 0
    """The last record that a stored head covers."""
    begun: int = 0
    """The record after which verification began; 0: at the beginning."""
    unsealed: _ReadRecord | None = None
    """The first record after the last stored head."""
    oldest: _ReadRecord | None = None
    """Of the records after the last stored head; likewise the newest."""
    newest: _ReadRecord | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of a verification."""

    records: int
    chains: int
    sealed: int
    """Records that a stored head proves to be unchanged; the others are proved by the chain alone."""
    taken: int
    """Records at and before the heads after which it began: not verified."""
    faults: tuple[LogFault, ...]
    lost: tuple[LostRecords, ...] = ()
    """Records that recorded restores have lost; no faults."""
    archived: tuple[ArchivedChains, ...] = ()
    """What is in archives that were not read; no faults."""


class Verification:
    """A verification under way: `verify` in parts."""

    def __init__(
        self,
        heads: Iterable[KeptHead] = (),
        since: Mapping[str, KeptHead] | None = None,
        restores: Iterable[Restore] = (),
        archives: Iterable[Archive] = (),
    ) -> None:
        """As `verify`; no line was read yet."""
        known: dict[str, dict[int, KeptHead]] = defaultdict(dict)
        sealings = set[datetime]()
        newest: datetime | None = None
        contradicted: list[LogFault] = []
        for head in heads:
            if head.sealed_at is not None:
                sealings.add(head.sealed_at)
            if known[head.chain].setdefault(head.sequence, head).hash != head.hash:
                contradicted.append(LogFault(FaultKind.CONTRADICTED, head.chain, head.sequence, None))
            newest = max(newest or head.at, head.at)
        self.records = 0
        """Records that were read."""
        self.faults: list[LogFault] = []
        """What is wrong with them; more may follow at the end."""
        self._lines = 0
        self._contradicted = contradicted
        self._heads = known
        self._sealings = sorted(sealings)
        # Records made before this moment are covered by a head.
        self._settled = newest and newest - SEALED_WITHIN
        self._cuts = _cuts(restores)
        self._archives = tuple(archives)
        self._chains: dict[str, _Progress] = defaultdict(_Progress)
        for chain, start in (since or {}).items():
            known[chain] = {sequence: head for sequence, head in known[chain].items() if sequence > start.sequence}
            self._chains[chain] = _Progress(start.sequence, start.hash, start.sequence, begun=start.sequence)

    def take(self, lines: Iterable[bytes]) -> None:
        """Read the next lines of the export."""
        for line in lines:
            self._lines += 1
            self._read(self._lines, line.rstrip(b"\n"))

    def _read(self, number: int, line: bytes) -> None:
        record = _parsed(line)
        if record is None:
            self.faults.append(LogFault(FaultKind.UNREADABLE, None, None, number))
            return
        chain, sequence = record["chain"], record["sequence"]
        progress = self._chains[chain]
        if sequence <= progress.begun:
            return
        self.records += 1
        kinds = [*self._content(record), *_place(record, progress)]
        self.faults.extend(LogFault(kind, chain, sequence, number) for kind in kinds)
        if sequence <= progress.sequence:
            return
        progress.sequence, progress.hash = sequence, record["hash"]
        self._seal(record, progress, number)

    def _content(self, record: Mapping[str, Any]) -> Iterable[FaultKind]:
        made_of = hash_of(record["chain"], record["sequence"], record["entry"], record["previous"])
        if made_of.hex() != record["hash"]:
            yield FaultKind.ALTERED

    def _seal(self, record: Mapping[str, Any], progress: _Progress, number: int) -> None:
        chain, sequence = record["chain"], record["sequence"]
        own = _ReadRecord(datetime.fromisoformat(record["entry"]["at"]), sequence, number)
        progress.unsealed = progress.unsealed or own
        progress.oldest = min(progress.oldest or own, own)
        progress.newest = max(progress.newest or own, own)
        stored = self._heads.get(chain, {}).pop(sequence, None)
        if stored is None:
            return
        if stored.hash == record["hash"]:
            progress.sealed = sequence
            if not self._sealed_again(chain, sequence, stored.sealed_at):
                self.faults.extend(self._misdated(chain, progress.oldest, progress.newest, stored.sealed_at))
        else:
            self.faults.append(LogFault(FaultKind.REWRITTEN, chain, sequence, number))
        progress.unsealed = progress.oldest = progress.newest = None

    def _misdated(
        self, chain: str, oldest: _ReadRecord, newest: _ReadRecord, sealed_at: datetime | None
    ) -> Iterable[LogFault]:
        """Of the records that one head covers: the oldest if it was sealed late, the newest if early."""
        if sealed_at is None:
            return
        if sealed_at - oldest.at > SEALED_WITHIN:
            due = bisect_right(self._sealings, oldest.at + SEALED_WITHIN)
            meanwhile = bisect_left(self._sealings, sealed_at) - due
            yield LogFault(FaultKind.SEALED_LATE, chain, oldest.sequence, oldest.line, oldest.at, sealed_at, meanwhile)
        if newest.at - sealed_at > _CLOCKS_DIFFER_BY:
            yield LogFault(FaultKind.SEALED_EARLY, chain, newest.sequence, newest.line, newest.at, sealed_at)

    def _sealed_again(self, chain: str, sequence: int, sealed_at: datetime | None) -> bool:
        """Whether a head was sealed only because a restore had lost the one that covered its records."""
        cut = self._cuts.get(chain)
        return cut is not None and sequence < cut.first and (sealed_at or cut.restore.moment) >= cut.restore.moment

    def _expected(self, chain: str) -> int:
        """The last record of a chain that must be there; 0: none."""
        cut = self._cuts.get(chain)
        stored = self._heads.get(chain, {})
        if cut is None:
            return max(stored, default=0)
        return max((sequence for sequence in stored if sequence > cut.last), default=cut.first - 1)

    def _archived(self) -> Iterable[ArchivedChains]:
        """What is in archives and was not read; takes the heads that they explain.

        A chain is archived up to its end, at a stored head: another end, and a later head, are faults.
        """
        explained = set[str]()
        for archive in self._archives:
            unread = {chain: last for chain, (last, _) in archive.chains.items() if last > self._read_to(chain)}
            for chain in unread.keys() - explained:
                last, hash_ = archive.chains[chain]
                stored = self._heads.get(chain, {})
                if last not in stored:
                    self.faults.append(LogFault(FaultKind.UNSEALED, chain, last, None))
                elif stored[last].hash != hash_:
                    self.faults.append(LogFault(FaultKind.REWRITTEN, chain, last, None))
                self._heads[chain] = {sequence: head for sequence, head in stored.items() if sequence > last}
            if unread := {chain: last for chain, last in unread.items() if chain not in explained}:
                explained |= unread.keys()
                yield ArchivedChains(archive, len(unread), sum(unread.values()))

    def _read_to(self, chain: str) -> float:
        """The record up to which a chain needs no archive: that after which it began; if it was read, any."""
        progress = self._chains.get(chain)
        if progress is None:
            return 0
        return progress.begun if progress.sequence == progress.begun else inf

    def conclude(self) -> Findings:
        """What was found, after the last line."""
        self.faults.extend(self._contradicted)
        archived = tuple(self._archived())
        for chain in dict.fromkeys((*self._heads, *self._cuts)):
            known, expected = self._chains.get(chain), self._expected(chain)
            if known is None and expected:
                self.faults.append(LogFault(FaultKind.MISSING, chain, expected, None))
            elif known is not None and expected > known.sequence:
                self.faults.append(LogFault(FaultKind.TRUNCATED, chain, expected, None))
        for chain, progress in self._chains.items():
            if self._settled and progress.unsealed and progress.unsealed.at < self._settled:
                self.faults.append(LogFault(FaultKind.UNSEALED, chain, progress.sealed + 1, None))
        read = [progress for progress in self._chains.values() if progress.sequence > progress.begun]
        sealed = sum(progress.sealed - progress.begun for progress in read)
        taken = sum(progress.begun for progress in self._chains.values())
        return Findings(
            self.records, len(read), sealed, taken, tuple(self.faults), tuple(self._cuts.values()), archived
        )


def starts(heads: Iterable[KeptHead], since: datetime) -> Mapping[str, KeptHead]:
    """By chain, the last head sealed before `since`: what follows it can be verified by itself.

    The moment its record states does not count: one that was added later may state any day.
    """
    last: dict[str, KeptHead] = {}
    for head in heads:
        known = last.get(head.chain)
        if (head.sealed_at or head.at) < since and (known is None or head.sequence > known.sequence):
            last[head.chain] = head
    return last


def verify(
    lines: Iterable[bytes],
    heads: Iterable[KeptHead] = (),
    since: Mapping[str, KeptHead] | None = None,
    restores: Iterable[Restore] = (),
    archives: Iterable[Archive] = (),
) -> Findings:
    """Verify an export (`Link.line`, each chain in the order of its records) against the stored heads.

    The heads must be no younger than the export, which then contains the record at each of them.

    Without heads only the chains themselves are verified: a chain that was rewritten as a whole, cut off or left out
    is only detected by its heads.

    With `since` (`starts`) each chain is verified from after that head; records before it may be there or not.
    """
    verification = Verification(heads, since, restores, archives)
    verification.take(lines)
    return verification.conclude()


def _cuts(restores: Iterable[Restore]) -> dict[str, LostRecords]:
    """What restores have lost of each chain, several of them together."""
    cuts: dict[str, LostRecords] = {}
    for restore in sorted(restores, key=lambda each: each.restored_at):
        for chain, (kept, last) in restore.chains.items():
            before = cuts.get(chain)
            first = min(kept + 1, before.first) if before else kept + 1
            cuts[chain] = LostRecords(chain, first, max(last, before.last) if before else last, restore)
    return cuts


def _parsed(line: bytes) -> Mapping[str, Any] | None:
    """The record in a line; none if the line is not the canonical form of what it says."""
    try:
        record = from_json(line, allow_inf_nan=False)
        if to_json(record) != line or list(record) != _MEMBERS:
            return None
        moment = datetime.fromisoformat(record["entry"]["at"])
    except (ValueError, TypeError, KeyError):
        return None
    sound = type(record["sequence"]) is int and record["sequence"] >= 1 and type(record["chain"]) is str
    return record if sound and moment.tzinfo else None


def _place(record: Mapping[str, Any], progress: _Progress) -> Iterable[FaultKind]:
    behind = record["sequence"] - progress.sequence
    if behind > 1:
        yield FaultKind.REMOVED
    elif behind == 1 and record["previous"] != progress.hash:
        yield FaultKind.DETACHED
    elif behind == 0:
        yield FaultKind.INSERTED
    elif behind < 0:
        yield FaultKind.REORDERED
