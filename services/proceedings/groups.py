"""Groups of debtors who share one debt (Art. 331): what one repays is recorded for the others in its transaction."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.commands.debtor_groups import JoinDebtorGroup, RecordGroupRepayment
from contracts.commands.proceedings import InitiateProceeding
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.registry import Command
from contracts.replies import Accepted, Rejected, Reply
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.common_debt import (
    Sums,
    group_of,
    part_of,
    parts,
    same_obligation,
    stating,
    whole_of,
)
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.conditions.groups import GROUP
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.debtor_group import DEBTOR_GROUP
from services.proceedings.domain.decide import PROCEEDING, Facts
from services.proceedings.domain.journal import State
from services.proceedings.domain.persons import personal_numbers
from services.proceedings.domain.preview import outcome
from services.proceedings.domain.sharing import Share, divided, missing, occasions, recorded
from services.proceedings.following import command_after
from services.proceedings.persons import joins_or_parts, payers_among, related
from services.proceedings.resolutions import numbered
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application, Tables
from shared.services import source_of

Commands = Sequence[CommandEnvelope[Any]]
_Member = tuple[UUID, UUID]
"""A proceeding and the group of its debtor."""


class ShareRefused(Exception):
    """What one debtor repaid could not be recorded for the others: nothing of the batch is written."""


class NoTables:
    """Nothing besides the streams."""

    async def facts(self, _: Connection, commands: Commands) -> Mapping[UUID, None]:
        """None for every command."""
        return dict.fromkeys(command.id for command in commands)

    async def record(
        self, connection: Connection, events: Sequence[EventEnvelope[Any]], states: Mapping[UUID, Any]
    ) -> None:
        """Nothing."""


class GroupedApplication(Application[State, Facts]):
    """The command side of proceedings; debtors who share a debt share what each of them repays."""

    def __init__(self, service: str, tables: Tables[State, Facts], clock: Clock) -> None:
        super().__init__(service, PROCEEDING, tables, clock, outcome=outcome, complete=numbered)
        self._groups = Application(service, DEBTOR_GROUP, NoTables(), clock)
        self._source = source_of(service)

    async def handle(self, connection: Connection, commands: Commands) -> list[Reply]:
        """As every application; then what changed in one proceeding of a group is recorded in the others.

        Raises ShareRefused.
        """
        alone = await lock_moves(connection, commands)
        begun = await _begun(connection, commands)
        locked = await _lock(connection, commands, begun)
        if not alone and not _meet(commands, begun, locked):
            return await self._handled(connection, commands, locked)
        replies: list[Reply] = []
        for command in commands:
            # What one of them repays counts before the next is decided.
            replies += await self._handled(connection, [command], locked, alone=alone)
        return replies

    async def same_obligation(self, connection: Connection, commands: Commands) -> Mapping[UUID, str]:
        """By command that begins a proceeding, the number of another one against the debtor on the same obligation."""
        found: dict[UUID, str] = {}
        for command in commands:
            for stream, group in await _begun(connection, [command]):
                ids = [row["proceeding"] for row in await connection.fetch(_MEMBERS, group)]
                loaded = await self._streams.load(connection, [each for each in ids if each != stream])
                states = [each.state for each in loaded.values() if each.state is not None]
                persons = [command.data.debtor, *(state.initiation.debtor for state in states)]
                payers = await payers_among(connection, personal_numbers(persons))
                same = [each for each in states if same_obligation(command.data, each.initiation, payers)]
                found |= {command.id: min(each.number for each in same)} if same else {}
        return found

    async def _handled(
        self, connection: Connection, commands: Commands, locked: Mapping[UUID, UUID], *, alone: bool = False
    ) -> list[Reply]:
        """`alone`: they may change who is one person, and so to which group the proceedings of others belong."""
        streams = [command.stream for command in commands]
        numbers = await related(connection, streams) if alone else set[str]()
        replies = await super().handle(connection, commands)
        changed = {reply.stream for reply in replies if isinstance(reply, Accepted)}
        touched = {
            command.stream: command
            for command in commands
            if command.stream in changed and (command.stream in locked or _may_join(command))
        }
        if alone and changed and (numbers := numbers | await related(connection, streams)):
            rows = await connection.fetch(_STATING, sorted(numbers))
            locked = {**locked, **{row["proceeding"]: row["debtor_group"] for row in rows}}
            touched = {**dict.fromkeys((row["proceeding"] for row in rows), commands[-1]), **touched}
        if touched:
            await self._share(connection, touched, locked)
        return replies

    async def _share(
        self, connection: Connection, touched: Mapping[UUID, CommandEnvelope[Any]], locked: Mapping[UUID, UUID]
    ) -> None:
        streams = await self._streams.load(connection, touched)
        begun = [stream.state.initiation for stream in streams.values() if stream.state is not None]
        payers = await payers_among(connection, personal_numbers(each.recoverer for each in begun))
        causes: dict[UUID, CommandEnvelope[Any]] = {}
        for id_, command in sorted(touched.items()):
            state = streams[id_].state
            group = group_of(state.initiation, payers) if state is not None else None
            if group != locked.get(id_):
                await _move(connection, id_, group)
            causes |= {each: command for each in (locked.get(id_), group) if each is not None}
        for group, cause in sorted(causes.items(), key=lambda each: each[0]):
            await self._divide(connection, _Cause(group, cause, self._source), touched)

    async def _divide(self, connection: Connection, cause: "_Cause", touched: Collection[UUID]) -> None:
        """Bring the group and its proceedings to what follows from all their acts."""
        ids = [row["proceeding"] for row in await connection.fetch(_MEMBERS, cause.group)]
        loaded = await self._streams.load(connection, ids)
        members = {id_: stream.state for id_, stream in loaded.items() if stream.state is not None}
        if not members:
            return  # the last one has gone to another group
        calendar, today = await current_calendar(connection), self._clock.today()
        through = max([today, *(state.through for state in members.values())])
        before, after = recorded(members), divided(members, through, calendar)
        courses = {id_: course_of(state, through, calendar) for id_, state in members.items() if id_ in touched}
        notes = [cause.command(cause.group, _joining(id_, course)) for id_, course in courses.items()]
        known = occasions(members)
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                day = known[key].act.day if key in known else cause.of.effective_date
                notes.append(cause.command(cause.group, _repaid(key, after.get(key, {})), effective_date=day))
        shares = [cause.share(each, self._clock) for each in missing(members, cause.group, after)]
        replies = await self._groups.handle(connection, notes)
        replies += await super().handle(connection, shares) if shares else []
        refused = [reply for reply in replies if isinstance(reply, Rejected)]
        if refused:
            raise ShareRefused(", ".join(problem.detail for reply in refused for problem in reply.problems))


class _Cause(NamedTuple):
    """The command after which a group is brought up to date."""

    group: UUID
    of: CommandEnvelope[Any]
    source: str

    def command(self, stream: UUID, data: Command, **more: Any) -> CommandEnvelope[Any]:
        """A command that follows from it."""
        return command_after(self.of, data, stream, source=self.source, actor=GROUP, **more)

    def share(self, share: Share, clock: Clock) -> CommandEnvelope[Any]:
        """The command that records it."""
        at = share.recording.at
        issued_at = max(clock.now(), at) if at else clock.now()
        return self.command(
            share.proceeding, share.data, effective_date=share.day, issued_at=issued_at, recording=share.recording
        )


def _meet(commands: Commands, begun: Collection[_Member], locked: Mapping[UUID, UUID]) -> bool:
    """Whether several proceedings of one group are among those that the commands are on."""
    groups = {*begun, *((command.stream, locked[command.stream]) for command in commands if command.stream in locked)}
    return any(count > 1 for count in Counter(group for _, group in groups).values())


def _may_join(command: CommandEnvelope[Any]) -> bool:
    """Whether the command may change to which group a proceeding belongs."""
    if isinstance(command.data, InitiateProceeding):
        return command.data.liability is not None
    return type(command.data) in CORRECTIONS


def _joining(id_: UUID, course: Course) -> JoinDebtorGroup:
    if course.liability is None:
        raise AssertionError("unreachable: a member of a group shares its debt")
    return JoinDebtorGroup(
        proceeding=id_,
        number=course.number,
        kind=course.liability.kind,
        part=parts(part_of(course)),
        whole=parts(whole_of(course)),
    )


def _repaid(key: tuple[UUID, UUID], sums: Sums) -> RecordGroupRepayment:
    proceeding, act = key
    return RecordGroupRepayment(proceeding=proceeding, act=act, **stating(sums))


async def lock_moves(connection: Connection, commands: Commands) -> bool:
    """Wait for those who move proceedings between groups; nobody does until the transaction ends.

    Whether these commands may move them themselves, and so nobody else is at work.
    """
    alone = await joins_or_parts(connection, commands)
    await connection.execute(_ALONE if alone else _BESIDE_OTHERS, _MOVES)
    return alone


async def _lock(connection: Connection, commands: Commands, begun: Collection[_Member]) -> Mapping[UUID, UUID]:
    """Lock the groups of the proceedings that commands are on, or begin, in the order of ids; by proceeding.

    A correction may move a proceeding to a group that is locked out of that order: nobody else locks groups then.
    """
    groups = sorted({group for _, group in begun})
    if groups:
        await connection.execute(_BEGIN, groups)
    rows = await connection.fetch(_LOCK, list({command.stream for command in commands}), groups)
    return {row["proceeding"]: row["id"] for row in rows if row["proceeding"] is not None}


async def _begun(connection: Connection, commands: Commands) -> set[_Member]:
    """Proceedings that commands begin, with the groups of their debtors."""
    begun = [
        (command.stream, command.data)
        for command in commands
        if isinstance(command.data, InitiateProceeding) and command.data.liability is not None
    ]
    payers = await payers_among(connection, personal_numbers(data.recoverer for _, data in begun))
    return {(stream, group) for stream, data in begun if (group := group_of(data, payers)) is not None}


async def _move(connection: Connection, proceeding: UUID, group: UUID | None) -> None:
    """The proceeding is one of a group, or of none any more."""
    if group is None:
        await connection.execute("DELETE FROM debtor_group_member WHERE proceeding = $1", proceeding)
        return
    await connection.execute(_BEGIN, [group])
    await connection.execute("SELECT FROM debtor_group WHERE id = $1 FOR UPDATE", group)
    await connection.execute(_JOIN, proceeding, group)


_MOVES = 0x6D6F7665
"""Advisory locks are per database: this one is shared by those who lock groups in the order of their ids."""
_ALONE = "SELECT pg_advisory_xact_lock($1)"
_BESIDE_OTHERS = "SELECT pg_advisory_xact_lock_shared($1)"
_BEGIN = "INSERT INTO debtor_group (id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING"
_LOCK = """
SELECT g.id, m.proceeding
FROM debtor_group g LEFT JOIN debtor_group_member m ON m.debtor_group = g.id AND m.proceeding = ANY($1::uuid[])
WHERE m.proceeding IS NOT NULL OR g.id = ANY($2::uuid[])
ORDER BY g.id FOR UPDATE OF g
"""
_STATING = """
SELECT DISTINCT m.proceeding, m.debtor_group FROM debtor_group_member m JOIN party_record r USING (proceeding)
WHERE r.role = 'recoverer' AND r.personal_number = ANY($1::text[])
"""
_MEMBERS = "SELECT proceeding FROM debtor_group_member WHERE debtor_group = $1 ORDER BY proceeding"
_JOIN = """
INSERT INTO debtor_group_member (proceeding, debtor_group) VALUES ($1, $2)
ON CONFLICT (proceeding) DO UPDATE SET debtor_group = excluded.debtor_group
"""
