"""Decides the acts of a case as a whole, and records them: one command for its statement, one for its proceeding."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import UUID

from contracts.commands.backlogs import ACTS_AT_MOST, RecordActs, RecordStatementActs
from contracts.identifiers import derived_id, new_id
from contracts.problems import Problem
from contracts.queries.backlogs import BacklogPreview, Initiation, PreviewActs, PreviewStatementActs
from contracts.queries.proceedings import FindProceedings
from contracts.replies import Rejected
from infra.cli.imports import faults
from infra.cli.imports.cases import Backlog, FaultyRow, read_case
from infra.cli.imports.columns import REGISTRATION
from infra.cli.imports.rows import CaseKey, Entry, RowReader, in_row
from shared.clerk_client import ClerkClient, QueryRefused
from shared.messaging.client import NoReply

T = TypeVar("T")

NAMESPACE = UUID("01980000-0000-7000-8000-00000000ba10")
"""The stream of a statement that is registered from a file follows from this, its body and its number."""
PROCEEDING = "proceeding"
"""The proceeding of a statement has the id that is derived from the statement's under this name."""
PAUSE = 0.2
_BEGINS_WITHIN = 60.0
"""Seconds in which a proceeding begins after the decision on its statement."""
_OF_AN_ACT = re.compile(r"acts\.([0-9]+)(?:\.(.+))?", re.DOTALL)
_UNKNOWN = "proceeding-unknown"
DECISION = "decide-on-statement"
_NUMBER = "proceeding_number"


@dataclass
class Outcome:
    """What became of the rows of a case."""

    case: str
    rows: int
    recorded: int = 0
    """Of a dry run: what would be recorded."""
    known: int = 0
    """Rows that were recorded by an earlier run."""
    rejected: list[FaultyRow] = field(default_factory=list)
    irregular: list[FaultyRow] = field(default_factory=list)
    """Of a case that was decided before it was sent: acts that were not open on their day, and are recorded so."""

    @property
    def held_back(self) -> int:
        """Rows that are right, and not recorded because others of their case are not."""
        return self.rows - self.recorded - self.known - len({each.place for each in self.rejected})


class _Streams(NamedTuple):
    statement: UUID | None
    proceeding: UUID


class _CaseRefused(Exception):
    """A case of which nothing is recorded; names the problems of its acts."""

    def __init__(self, entries: Sequence[Entry], problems: Iterable[Problem]) -> None:
        super().__init__("refused")
        self.entries = entries
        self.problems = tuple(problems)


class Importer:
    """Records the cases of a backlog on behalf of one person."""

    def __init__(self, client: ClerkClient, backlog: Backlog, *, dry_run: bool, patience: float) -> None:
        """`patience`: how many seconds services and broker may be away."""
        self._client = client
        self._backlog = backlog
        self._dry_run = dry_run
        self._patience = patience
        self._numbers: dict[str, CaseKey] = {}
        """The case that each number on paper is of."""

    async def record(self, key: CaseKey) -> Outcome:
        """Record a case, or nothing of it. Raises NoReply."""
        outcome = Outcome(str(key), self._backlog.cases[key])
        try:
            streams = await self._streams(key)
        except QueryRefused as refused:
            outcome.rejected += [
                FaultyRow(place, str(values.get("act") or ""), outcome.case, refused.problems)
                for place, values in self._backlog.rows_of(key)
            ]
            return outcome
        entries, rejected = read_case(self._backlog, key, RowReader(streams.proceeding, self._backlog.defaults))
        outcome.rejected += [*rejected, *await self._numbers_taken(entries, streams, key)]
        rejected = outcome.rejected
        of_statement = [entry for entry in entries if entry.service == "intake"]
        of_proceeding = [entry for entry in entries if entry.service != "intake"]
        try:
            for group in (of_statement, of_proceeding):
                _check_number(group)
            if self._dry_run or rejected or (of_statement and of_proceeding):
                await self._decide(streams, of_statement, of_proceeding, outcome)
            if not self._dry_run and not rejected:
                await self._send(streams, of_statement, of_proceeding, outcome)
        except _CaseRefused as refused:
            # Without a row that cannot be read, a proceeding may not begin; that is no fault of its acts.
            if not (rejected and _not_begun(refused.problems)):
                outcome.rejected += _rejected(refused, outcome.case)
        if outcome.rejected:
            outcome.recorded = 0
        return outcome

    async def _numbers_taken(self, entries: Sequence[Entry], streams: _Streams, key: CaseKey) -> list[FaultyRow]:
        """Decisions whose number on paper another proceeding has, on record or in this run."""
        taken = list[FaultyRow]()
        for entry in entries:
            number = entry.act.data.get(_NUMBER) if entry.name == DECISION else None
            if number is None:
                continue
            found = await self._patiently(partial(self._client.find, FindProceedings(number=number)))
            others = {each.id for each in found.proceedings} - {streams.proceeding}
            if others or self._numbers.setdefault(number, key) != key:
                problem = faults.NUMBER_TAKEN.at(_NUMBER, "another proceeding has this number")
                taken.append(FaultyRow(entry.place, entry.name, str(key), [problem]))
        return taken

    async def _streams(self, key: CaseKey) -> _Streams:
        """Raises QueryRefused where there is no such statement or proceeding."""
        if key.proceeding is not None:
            found = await self._patiently(lambda: self._client.find(FindProceedings(number=key.proceeding)))
            if not found.proceedings:
                detail = f"no proceeding has the number {key.proceeding}"
                raise QueryRefused((faults.UNKNOWN.at("proceeding", detail),))
            return _Streams(None, found.proceedings[0].id)
        acts = {values.get("act") for _, values in self._backlog.rows_of(key)}
        if REGISTRATION in acts:
            statement = derived_id(NAMESPACE, f"{key.body}:{key.statement}")
        else:
            body, number = str(key.body), str(key.statement)
            statement = (await self._patiently(lambda: self._client.statement(body, number))).id
        return _Streams(statement, derived_id(statement, PROCEEDING))

    async def _decide(
        self, streams: _Streams, of_statement: Sequence[Entry], of_proceeding: Sequence[Entry], outcome: Outcome
    ) -> None:
        """Decide everything, write nothing. Raises _CaseRefused."""
        initiation, known, irregular = None, 0, list[FaultyRow]()
        if of_statement and streams.statement:
            asked = PreviewStatementActs(statement=streams.statement, acts=tuple(each.act for each in of_statement))
            preview = await self._preview(asked, of_statement)
            initiation, known = preview.initiation, preview.recorded
            irregular += _at_fault(of_statement, preview.irregular, outcome.case)
        if of_proceeding:
            preview = await self._in_proceeding(streams, of_proceeding, initiation, begins=known > 0)
            known += preview.recorded
            irregular += _at_fault(of_proceeding, preview.irregular, outcome.case)
        outcome.known, outcome.irregular = known, irregular
        outcome.recorded = len(of_statement) + len(of_proceeding) - known

    async def _in_proceeding(
        self, streams: _Streams, entries: Sequence[Entry], initiation: Initiation | None, *, begins: bool
    ) -> BacklogPreview:
        asked = PreviewActs(
            proceeding=streams.proceeding, initiation=initiation, acts=tuple(each.act for each in entries)
        )
        ends = time.monotonic() + (_BEGINS_WITHIN if begins else 0.0)
        while True:
            try:
                return await self._preview(asked, entries)
            except _CaseRefused as refused:
                # An earlier run may have been killed a moment after it sent the decision on the statement.
                if not _not_begun(refused.problems) or time.monotonic() >= ends:
                    raise
            await asyncio.sleep(PAUSE)

    async def _preview(self, asked: PreviewStatementActs | PreviewActs, entries: Sequence[Entry]) -> BacklogPreview:
        try:
            preview = await self._patiently(lambda: self._client.preview_backlog(asked))
        except QueryRefused as refused:
            raise _CaseRefused(entries, refused.problems) from None
        if preview.problems:
            raise _CaseRefused(entries, preview.problems)
        return preview

    async def _send(
        self, streams: _Streams, of_statement: Sequence[Entry], of_proceeding: Sequence[Entry], outcome: Outcome
    ) -> None:
        """Record everything. Raises _CaseRefused."""
        known = 0
        if of_statement and streams.statement:
            acts = RecordStatementActs(acts=tuple(each.act for each in of_statement))
            known += await self._command(streams.statement, acts, of_statement)
        if of_proceeding:
            recorded = RecordActs(acts=tuple(each.act for each in of_proceeding))
            ends = time.monotonic() + (_BEGINS_WITHIN if of_statement else 0.0)
            while True:
                try:
                    known += await self._command(streams.proceeding, recorded, of_proceeding)
                    break
                except _CaseRefused as refused:
                    if not _not_begun(refused.problems) or time.monotonic() >= ends:
                        raise
                await asyncio.sleep(PAUSE)
        outcome.known = max(known, outcome.known)
        outcome.recorded = len(of_statement) + len(of_proceeding) - outcome.known

    async def _command(self, stream: UUID, acts: RecordStatementActs | RecordActs, entries: Sequence[Entry]) -> int:
        """How many of the acts are known to have been on record: all, or none that is known. Raises _CaseRefused."""
        # A refused backlog stays refused under its id, so each attempt has a new one; its acts keep theirs.
        id_, last = new_id(), max(each.act.day for each in entries)
        reply = await self._patiently(lambda: self._client.send(stream, acts, last, id=id_))
        if isinstance(reply, Rejected):
            raise _CaseRefused(entries, reply.problems)
        return 0 if reply.event_ids else len(entries)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """The result of what may be done again while nobody answers. Raises NoReply."""
        ends = time.monotonic() + self._patience
        while True:
            try:
                return await work()
            except NoReply:
                if time.monotonic() >= ends:
                    raise
            await asyncio.sleep(PAUSE)


def _check_number(entries: Sequence[Entry]) -> None:
    if len(entries) > ACTS_AT_MOST:
        detail = f"the case has {len(entries)} acts, one command at most {ACTS_AT_MOST}"
        raise _CaseRefused(entries, [faults.TOO_MANY.at(None, detail)])


def _not_begun(problems: Iterable[Problem]) -> bool:
    return any(problem.code == _UNKNOWN for problem in problems)


def _rejected(refused: _CaseRefused, case: str) -> list[FaultyRow]:
    """The rows at fault. Rows that refer to one of them are held back, and not at fault for that."""
    faulty, rejected = frozenset[str](), list[FaultyRow]()
    entries = {entry.place: entry for entry in refused.entries}
    for row in _at_fault(refused.entries, refused.problems, case):
        entry = entries[row.place]
        if not entry.mentions & faulty:
            rejected.append(row)
        faulty |= entry.defines
    return rejected


def _at_fault(entries: Sequence[Entry], problems: Iterable[Problem], case: str) -> list[FaultyRow]:
    """The rows of acts with problems; a problem of the whole case is shown at its first row."""
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        found = _OF_AN_ACT.fullmatch(problem.field or "")
        place = int(found[1]) if found else 0
        inside = problem.model_copy(update={"field": found[2] if found else problem.field})
        by_row.setdefault(place, []).append(in_row(inside, entries[place].name))
    return [
        FaultyRow(entries[place].place, entries[place].name, case, found) for place, found in sorted(by_row.items())
    ]
