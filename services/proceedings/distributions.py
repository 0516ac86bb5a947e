"""Money of one debtor in several proceedings of a body: distributed and entered in one transaction (Art. 404-406)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from contracts.acts.consolidate_proceeding import ConsolidateProceeding
from contracts.acts.end_consolidation import EndConsolidation
from contracts.acts.take_up_proceeding import TakeUpProceeding
from contracts.commands.backlogs import RecordActs
from contracts.commands.distribution import (
    DISTRIBUTES,
    JoinConsolidatedDebtor,
    LeaveConsolidatedDebtor,
    NoteDistribution,
    ResolveDistribution,
)
from contracts.commands.parties import NameSuccessor
from contracts.envelope import CommandEnvelope
from contracts.events.parties import PartyRole
from contracts.recording import Paper, Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected, Reply
from contracts.values import Money, Party
from services.proceedings.body_accounts import AccountApplication
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.computing import course_of
from services.proceedings.domain.conditions.distribution import DISTRIBUTION
from services.proceedings.domain.consolidated_debtor import CONSOLIDATED_DEBTOR
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.course import Course
from services.proceedings.domain.decide import Facts
from services.proceedings.domain.distribution import calculation_for, shares_to_state, still_joined, taking_part
from services.proceedings.domain.distribution_shares import Calculation, consolidated_debtor, debtor_of
from services.proceedings.domain.information import Figures
from services.proceedings.domain.journal import Journal, State, made_in_system
from services.proceedings.domain.persons import Payers, parties_of, personal_numbers
from services.proceedings.following import command_after
from services.proceedings.groups import NoTables, ShareRefused, lock_moves
from services.proceedings.information import figures, owed_elsewhere, surplus_besides
from services.proceedings.persons import joins_or_parts, payers_among, related
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application, Tables

Commands = Sequence[CommandEnvelope[Any]]
Load = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Journal]]]
"""The proceedings with these ids, as they stand."""

_DISTRIBUTES: tuple[type[Any], ...] = (*DISTRIBUTES,)
_JOINS: tuple[type[Any], ...] = (
    ConsolidateProceeding,
    EndConsolidation,
    NameSuccessor,
    TakeUpProceeding,
    RecordActs,
    *CORRECTIONS,
)
"""Commands after which a proceeding may be one of another consolidated debtor."""
_ASKS_WHO_SHARES: tuple[type[Any], ...] = (ResolveDistribution, EndConsolidation)
"""Commands before which all proceedings have to be with the debtor whose they are."""


async def calculation(connection: Connection, command: CommandEnvelope[Any], load: Load) -> Calculation | None:
    """How money is shared by a command on a distribution; none for every other."""
    if not isinstance(command.data, _DISTRIBUTES):
        return None
    members = dict(await members_of(connection, command.stream, load))
    if not isinstance(command.data, ResolveDistribution):
        members |= await _separated_since(members, command, load)
    if command.stream not in members:
        return None
    calendar = await current_calendar(connection)
    payers = await payers_of(connection, members)
    return calculation_for(command.data, command.stream, members, command.effective_date, calendar, payers)


async def members_of(connection: Connection, proceeding: UUID, load: Load) -> Mapping[UUID, Journal]:
    """The proceedings that share money with one, itself among them; none where it is not consolidated."""
    rows = await connection.fetch(_SAME_DEBTOR, proceeding)
    return await load([row["proceeding"] for row in rows])


async def _separated_since(
    members: Mapping[UUID, Journal], command: CommandEnvelope[Any], load: Load
) -> Mapping[UUID, Journal]:
    """The proceedings that took part in a distribution, and the one that held the money, where they share none now."""
    holder = members.get(command.stream) or (await load([command.stream])).get(command.stream)
    if holder is None:
        return {}
    took_part = taking_part(holder, command.data.distribution) | {command.stream}
    return await load(sorted(took_part - members.keys()))


async def payers_of(connection: Connection, members: Mapping[UUID, Journal]) -> Payers:
    """The payer numbers of the debtors of proceedings."""
    debtors = (party for state in members.values() for party in parties_of(state, PartyRole.DEBTOR))
    return await payers_among(connection, personal_numbers(debtors))


async def joined_besides(connection: Connection, commands: Commands, load: Load) -> Mapping[UUID, str]:
    """By command that separates a proceeding, the number of another one that goes on and stays joined."""
    found: dict[UUID, str] = {}
    for command in commands:
        if isinstance(command.data, EndConsolidation):
            members = await members_of(connection, command.stream, load)
            others = {id_: state for id_, state in members.items() if id_ != command.stream}
            if going_on := still_joined(others, command.effective_date, await current_calendar(connection)):
                found[command.id] = going_on[0]
    return found


class DistributingApplication(AccountApplication):
    """The command side of proceedings; money of one debtor is distributed among the proceedings against him."""

    def __init__(self, service: str, tables: Tables[State, Facts], clock: Clock) -> None:
        super().__init__(service, tables, clock)
        self._debtors = Application(service, CONSOLIDATED_DEBTOR, NoTables(), clock)

    async def handle(self, connection: Connection, commands: Commands) -> list[Reply]:
        """As every application; then the shares of a distribution are entered in its proceedings.

        Raises ShareRefused.
        """
        concerned = any(isinstance(command.data, (*_DISTRIBUTES, *_JOINS)) for command in commands)
        if not concerned and not await joins_or_parts(connection, commands):
            return await super().handle(connection, commands)
        # In the order of those who move proceedings between groups of debtors, so that nobody waits for each other.
        alone = await lock_moves(connection, commands)
        await connection.execute(_LOCK, [command.stream for command in commands])
        taking_part: int = await connection.fetchval(_TAKING_PART, [command.stream for command in commands])
        replies: list[Reply] = []
        with self._streams.room_for(taking_part):
            for command in commands:
                # What one of them distributes counts before the next is decided.
                numbers = await related(connection, [command.stream]) if alone else set[str]()
                if isinstance(command.data, _ASKS_WHO_SHARES):
                    await self._bring_up(connection, command)
                replies += await super().handle(connection, [command])
                if isinstance(replies[-1], Accepted):
                    await self._follow(connection, command)
                    if alone:
                        await self._rejoin(connection, command, numbers | await related(connection, [command.stream]))
        return replies

    async def calculations(self, connection: Connection, commands: Commands) -> Mapping[UUID, Calculation | None]:
        """By command, how money is shared by it."""
        load = partial(self._loaded, connection)
        return {command.id: await calculation(connection, command, load) for command in commands}

    async def figures(self, connection: Connection, commands: Commands) -> Mapping[UUID, Figures]:
        """By command that gives information on a debtor, what is stated."""
        return await figures(connection, commands, partial(self._loaded, connection))

    async def owed_elsewhere(self, connection: Connection, commands: Commands) -> Mapping[UUID, tuple[Money, ...]]:
        """By command that fixes a difference, what other proceedings against the debtor owe its recoverer."""
        return await owed_elsewhere(connection, commands, partial(self._loaded, connection))

    async def surplus_besides(self, connection: Connection, commands: Commands) -> Mapping[UUID, tuple[str, ...]]:
        """By command that pays a surplus out, the other open proceedings of the body against the debtor."""
        return await surplus_besides(connection, commands, partial(self._loaded, connection))

    async def joined_besides(self, connection: Connection, commands: Commands) -> Mapping[UUID, str]:
        """By command that separates a proceeding, the number of another one that goes on and stays joined."""
        return await joined_besides(connection, commands, partial(self._loaded, connection))

    async def _loaded(self, connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Journal]:
        streams = await self._streams.load(connection, ids)
        self._streams.cache(streams)
        return {id_: stream.state for id_, stream in streams.items() if stream.state is not None}

    async def _follow(self, connection: Connection, command: CommandEnvelope[Any]) -> None:
        if not isinstance(command.data, (*_DISTRIBUTES, *_JOINS)):
            return
        state = (await self.states(connection, [command.stream]))[command.stream]
        if state is None:
            return
        course = course_of(state, max(state.through, self._clock.today()), await current_calendar(connection))
        if isinstance(command.data, _JOINS):
            await self._join(connection, command, command.stream, course)
        elif getattr(command.data, "distribution", None) in course.distributions:
            await self._enter(connection, command, course)

    async def _bring_up(self, connection: Connection, command: CommandEnvelope[Any]) -> None:
        """Bring to this consolidated debtor what earlier releases left with that of the body before (Art. 354(2))."""
        if await connection.fetchval(_DEBTOR, command.stream) is None:
            return
        await self._join_as_they_are(connection, command, [command.stream])
        elsewhere = [row["proceeding"] for row in await connection.fetch(_WITH_ANOTHER, command.stream)]
        await self._join_as_they_are(connection, command, elsewhere)

    async def _rejoin(self, connection: Connection, command: CommandEnvelope[Any], numbers: Collection[str]) -> None:
        """Bring to their consolidated debtor the other proceedings of debtors with these personal numbers."""
        rows = await connection.fetch(_STATING, sorted(numbers), command.stream) if numbers else ()
        await self._join_as_they_are(connection, command, [row["proceeding"] for row in rows])

    async def _join_as_they_are(
        self, connection: Connection, command: CommandEnvelope[Any], proceedings: Collection[UUID]
    ) -> None:
        for id_, state in (await self.states(connection, proceedings)).items():
            if state is not None:
                through = max(state.through, self._clock.today())
                await self._join(
                    connection, command, id_, course_of(state, through, await current_calendar(connection))
                )

    async def _join(
        self, connection: Connection, command: CommandEnvelope[Any], proceeding: UUID, course: Course
    ) -> None:
        """The proceeding is one of a consolidated debtor, or of none any more."""
        before = await connection.fetchval(_DEBTOR, proceeding)
        payers = await payers_among(connection, personal_numbers([_debtor(course)]))
        after = consolidated_debtor(course, payers)
        if before == after:
            return
        if before is not None:
            await connection.execute(_LEAVE, proceeding)
            await self._note(connection, command, before, LeaveConsolidatedDebtor(proceeding=proceeding))
        if after is not None:
            await connection.execute(_BEGIN, after)
            await connection.execute("SELECT FROM consolidated_debtor WHERE id = $1 FOR UPDATE", after)
            await connection.execute(_JOIN, proceeding, after)
            joins = JoinConsolidatedDebtor(proceeding=proceeding, number=course.number)
            await self._note(connection, command, after, joins)
        if before is not None and after is not None:
            for carried in (await self._debtors.states(connection, [before]))[before].carried_over(proceeding):
                await self._note(connection, command, after, carried)

    async def _note(self, connection: Connection, command: CommandEnvelope[Any], debtor: UUID, data: Command) -> None:
        await self._debtors.handle(
            connection, [command_after(command, data, debtor, source=self._source, actor=DISTRIBUTION)]
        )

    async def _enter(self, connection: Connection, command: CommandEnvelope[Any], course: Course) -> None:
        """State the shares that read otherwise than the proceedings have them. Raises ShareRefused."""
        distribution, debtor = command.data.distribution, await connection.fetchval(_DEBTOR, command.stream)
        if debtor is None:  # it was separated since; the distribution stays that of its debtor
            debtor = debtor_of(course, await payers_among(connection, personal_numbers([_debtor(course)])))
        known = (await self._debtors.states(connection, [debtor]))[debtor].distributed(distribution)
        shares = [
            command_after(
                command,
                data,
                id_,
                source=self._source,
                actor=DISTRIBUTION,
                recording=self._recording(command, course, own=id_ == command.stream),
            )
            for id_, data in shares_to_state(course, distribution, known)
        ]
        replies = await super().handle(connection, shares) if shares else []
        refused = [reply for reply in replies if isinstance(reply, Rejected)]
        if refused:
            raise ShareRefused(", ".join(problem.detail for reply in refused for problem in reply.problems))
        division = course.distributions[distribution]
        noted = NoteDistribution(
            distribution=distribution, holder=command.stream, distributed=division.total, shares=division.shares
        )
        await self._note(connection, command, debtor, noted)

    def _recording(self, command: CommandEnvelope[Any], course: Course, *, own: bool) -> Recording | None:
        """What is stated of the recording of a share: the time of the resolution, or that it is recorded later."""
        recording, day = command.recording, command.effective_date
        after = command.id if own else None
        if recording is not None and recording.at is not None:
            return Recording(at=recording.at, after=after)
        if made_in_system(day, recording, self._clock.today()):
            return None
        paper = Paper(kind="resolution", number=course.number, dated=day, author=course.office.body)
        return Recording(paper=paper, after=after)


def _debtor(course: Course) -> Party:
    return course.parties[PartyRole.DEBTOR]


_SAME_DEBTOR = """
SELECT other.proceeding FROM consolidated_proceeding own JOIN consolidated_proceeding other USING (debtor)
WHERE own.proceeding = $1 ORDER BY other.proceeding
"""
_DEBTOR = "SELECT debtor FROM consolidated_proceeding WHERE proceeding = $1"
_LOCK = """
SELECT FROM consolidated_debtor WHERE id IN (
    SELECT debtor FROM consolidated_proceeding WHERE proceeding = ANY($1::uuid[])
) ORDER BY id FOR UPDATE
"""
_STATING = """
SELECT DISTINCT c.proceeding FROM consolidated_proceeding c JOIN party_record r USING (proceeding)
WHERE r.role = 'debtor' AND r.personal_number = ANY($1::text[]) AND c.proceeding <> $2 ORDER BY c.proceeding
"""
_WITH_ANOTHER = """
SELECT c.proceeding FROM (
    SELECT other.proceeding FROM party_record own JOIN party_record other USING (unp)
    WHERE own.proceeding = $1 AND own.role = 'debtor' AND own.now AND other.role = 'debtor' AND other.now
    UNION
    SELECT other.proceeding FROM party_record own JOIN party_record other USING (personal_number)
    WHERE own.proceeding = $1 AND own.role = 'debtor' AND own.now AND other.role = 'debtor' AND other.now
) AS of_debtor JOIN consolidated_proceeding c USING (proceeding)
WHERE c.debtor <> (SELECT debtor FROM consolidated_proceeding WHERE proceeding = $1) ORDER BY c.proceeding
"""
_TAKING_PART = """
SELECT count(*) FROM consolidated_proceeding WHERE debtor IN (
    SELECT debtor FROM consolidated_proceeding WHERE proceeding = ANY($1::uuid[])
)
"""
_BEGIN = "INSERT INTO consolidated_debtor (id) VALUES ($1) ON CONFLICT DO NOTHING"
_LEAVE = "DELETE FROM consolidated_proceeding WHERE proceeding = $1"
_JOIN = "INSERT INTO consolidated_proceeding (proceeding, debtor) VALUES ($1, $2)"
