"""The command side of proceedings: its decider over its own tables."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.proceedings import InitiateProceeding
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.proceedings import ProceedingInitiated
from contracts.values import Money
from services.proceedings.account_tables import identified_payments
from services.proceedings.bank_orders import recorded_elsewhere, write_orders
from services.proceedings.books import post
from services.proceedings.calendar import current_calendar
from services.proceedings.domain.authority import unfit_to_initiate
from services.proceedings.domain.corrections import CORRECTIONS
from services.proceedings.domain.decide import REVISIONS_PER_DAY, Facts
from services.proceedings.domain.distribution_shares import Calculation
from services.proceedings.domain.information import Figures
from services.proceedings.domain.initiation import obstacles
from services.proceedings.domain.journal import State
from services.proceedings.domain.rules import law_on
from services.proceedings.persons import contradictions
from services.proceedings.projections import write_index
from services.proceedings.substitutes import SubstitutingApplication
from shared.clock import Clock
from shared.database import Connection
from shared.eventstore.application import Application
from shared.law.procedures import Effective
from shared.recordings import faults_of_recording
from shared.substitutions import stand_ins

SERVICE = "proceedings"

Commands = Sequence[CommandEnvelope[Any]]
Calculations = Callable[[Connection, Commands], Awaitable[Mapping[UUID, Calculation | None]]]
Numbers = Callable[[Connection, Commands], Awaitable[Mapping[UUID, str]]]
FiguresOfDebtors = Callable[[Connection, Commands], Awaitable[Mapping[UUID, Figures]]]
Debts = Callable[[Connection, Commands], Awaitable[Mapping[UUID, tuple[Money, ...]]]]
OthersOfDebtors = Callable[[Connection, Commands], Awaitable[Mapping[UUID, tuple[str, ...]]]]
Series = tuple[str, int]
"""Body and year of a series of numbers."""


class SeriesBroken(Exception):
    """A number was given but not used: the series would have a gap, so nothing of the batch is written."""


def application(clock: Clock, revisions_per_day: int = REVISIONS_PER_DAY) -> Application[State, Facts]:
    """The command side of proceedings."""
    tables = ProceedingTables(clock, revisions_per_day)
    applied = SubstitutingApplication(SERVICE, tables, clock)
    tables.calculations, tables.figures = applied.calculations, applied.figures
    tables.joined_besides, tables.owed_elsewhere = applied.joined_besides, applied.owed_elsewhere
    tables.same_obligation, tables.surplus_besides = applied.same_obligation, applied.surplus_besides
    return applied


class ProceedingTables:
    """The series of numbers, gapless per body and year."""

    def __init__(self, clock: Clock, revisions_per_day: int) -> None:
        self._clock = clock
        self._revisions_per_day = revisions_per_day
        self.calculations: Calculations = _nothing_distributed
        """How money is shared by each of the commands."""
        self.figures: FiguresOfDebtors = _nothing_stated
        """What is to be stated of a debtor by each of the commands."""
        self.owed_elsewhere: Debts = _nothing_owed
        """What other proceedings owe the recoverer, by each of the commands that fix a difference."""
        self.joined_besides: Numbers = _nobody_besides
        """By each of the commands that separate a proceeding, another one that stays joined."""
        self.same_obligation: Numbers = _nobody_besides
        """By each of the commands that initiate a proceeding, another one on the same obligation of the debtor."""
        self.surplus_besides: OthersOfDebtors = _nobody_paid
        """By each of the commands that pay a surplus out, the other open proceedings of the body against the debtor."""

    async def facts(self, connection: Connection, commands: Commands) -> Mapping[UUID, Facts]:
        """The calendar, the number for each initiation that will be accepted, bank orders recorded elsewhere."""
        numbers = await self._numbers(connection, commands)
        calendar, orders = await current_calendar(connection), await recorded_elsewhere(connection, commands)
        groups = await _groups(connection, commands)
        calculations = await self.calculations(connection, commands)
        corrected = [command.stream for command in commands if type(command.data) in CORRECTIONS]
        identified = await identified_payments(connection, corrected) if corrected else {}
        contradicted = await contradictions(connection, commands)
        figures = await self.figures(connection, commands)
        owed = await self.owed_elsewhere(connection, commands)
        besides = await self.joined_besides(connection, commands)
        same = await self.same_obligation(connection, commands)
        surplus = await self.surplus_besides(connection, commands)
        stands_in = await stand_ins(connection, commands, self._clock.today())
        return {
            command.id: Facts(
                numbers.get(command.id),
                calendar,
                self._revisions_per_day,
                orders.get(command.id),
                command.stream in groups,
                calculations.get(command.id),
                identified.get(command.stream, {}),
                contradicted.get(command.id, {}),
                figures.get(command.id),
                owed.get(command.id, ()),
                besides.get(command.id),
                stands_in.get(command.id, frozenset()),
                same.get(command.id),
                surplus.get(command.id, ()),
            )
            for command in commands
        }

    async def record(
        self,
        connection: Connection,
        events: Sequence[EventEnvelope[Any]],
        states: Mapping[UUID, State],
    ) -> None:
        """Write down the numbers of proceedings, the index, bank orders, and post what changes in the books."""
        await self._record_numbers(connection, events)
        await write_index(connection, events, states)
        await write_orders(connection, events, states)
        await post(connection, events, states)

    async def _record_numbers(self, connection: Connection, events: Sequence[EventEnvelope[Any]]) -> None:
        initiated = [event for event in events if isinstance(event.data, ProceedingInitiated)]
        if not initiated:
            return
        numbers = [event.data.number for event in initiated]
        await connection.execute(_RECORD_NUMBERS, [event.stream for event in initiated], numbers)
        reserved = {row["number"] for row in await connection.fetch(_RESERVED, [event.stream for event in initiated])}
        made_here = sorted(
            event.data.number
            for event in initiated
            if not event.data.number_of_paper and event.data.number not in reserved
        )
        last = {_series_of(number): _running(number) for number in made_here}
        moved = await connection.fetch(
            _MOVE_SERIES, [body for body, _ in last], [year for _, year in last], [*last.values()]
        )
        if len(moved) != len(last):
            raise SeriesBroken(", ".join(numbers))

    async def _numbers(self, connection: Connection, commands: Commands) -> Mapping[UUID, str]:
        """Numbers in the order of the commands; a command that will be refused gets none and leaves no gap.

        One that states the number of its paper has that, unless another proceeding has it. The series passes over
        such numbers: those made here go on without a gap between them.
        """
        asking = [command for command in commands if isinstance(command.data, InitiateProceeding)]
        if not asking:
            return {}
        taken = await connection.fetch(_INITIATED, [command.stream for command in asking])
        used = {row["proceeding"] for row in taken} | await _groups(connection, asking)
        acceptable = list(_acceptable(asking, used, self._clock.today()))
        series = sorted({_series(command) for command in acceptable})
        # Locked until the transaction ends, in one order for everybody: no gap, no number twice, no deadlock.
        rows = await connection.fetch(_LOCK_SERIES, [body for body, _ in series], [year for _, year in series])
        last = {(row["body"], row["year"]): row["last"] for row in rows}
        numbers = await _of_papers(connection, acceptable)
        numbers |= await _given_before(connection, acceptable, {*numbers.values()})
        made_here = [command for command in acceptable if command.id not in numbers and command.data.number is None]
        wanted = Counter(_series(command) for command in made_here)
        # As many more as papers of this batch may take.
        free = await _free(connection, wanted, last, spare=len(numbers))
        taken = set(numbers.values())
        for command in made_here:
            series_of = free[_series(command)]
            numbers[command.id] = next(number for number in series_of if number not in taken)
        return numbers


async def _of_papers(connection: Connection, commands: Commands) -> dict[UUID, str]:
    """The numbers that papers give to proceedings, by command; the first has one that several ask for."""
    stated = {command.id: command.data.number for command in commands if command.data.number is not None}
    rows = await connection.fetch(_TAKEN, [*stated.values()]) if stated else []
    taken = {row["number"] for row in rows}
    numbers: dict[UUID, str] = {}
    for id_, number in stated.items():
        if number not in taken:
            numbers[id_] = number
            taken.add(number)
    return numbers


async def _given_before(connection: Connection, commands: Commands, taken: Collection[str]) -> dict[UUID, str]:
    """The numbers of proceedings that had one before a restore lost them, by command."""
    asking = {command.stream: command for command in commands if command.data.number is None}
    rows = await connection.fetch(_RESERVED, [*asking])
    return {
        command.id: row["number"]
        for row in rows
        if row["number"] not in taken and _series_of(row["number"]) == _series(command := asking[row["proceeding"]])
    }


async def _free(
    connection: Connection, wanted: Counter[Series], last: Mapping[Series, int], *, spare: int
) -> Mapping[Series, Iterator[str]]:
    """The next numbers of series, as many as are wanted of each and some to spare.

    Those that a paper has, and those of proceedings that a restore lost, are passed over.
    """
    if not wanted:
        return {}
    rows = await connection.fetch(
        _FREE,
        [body for body, _ in wanted],
        [year for _, year in wanted],
        [last[series] for series in wanted],
        [count + spare for count in wanted.values()],
    )
    return {(row["body"], row["year"]): iter(row["numbers"]) for row in rows}


async def _nothing_distributed(_: Connection, commands: Commands) -> Mapping[UUID, Calculation | None]:
    return dict.fromkeys(command.id for command in commands)


async def _nobody_besides(_: Connection, __: Commands) -> Mapping[UUID, str]:
    return {}


async def _nothing_stated(_: Connection, __: Commands) -> Mapping[UUID, Figures]:
    return {}


async def _nothing_owed(_: Connection, __: Commands) -> Mapping[UUID, tuple[Money, ...]]:
    return {}


async def _nobody_paid(_: Connection, __: Commands) -> Mapping[UUID, tuple[str, ...]]:
    return {}


async def _groups(connection: Connection, commands: Commands) -> set[UUID]:
    """The streams that commands would begin a proceeding on, and that are those of groups of debtors."""
    asked = [command.stream for command in commands if isinstance(command.data, InitiateProceeding)]
    return {row["id"] for row in await connection.fetch(_GROUPS, asked)} if asked else set()


def _acceptable(commands: Commands, initiated: set[UUID], today: date) -> Iterator[CommandEnvelope[Any]]:
    """Initiations that nothing stands against, each stream once: exactly those that `decide` will accept."""
    for command in commands:
        if (
            command.stream not in initiated
            and command.effective_date <= today
            and not command.expected_version
            and not faults_of_recording(command, Effective.DECISION, today, law_on(command.effective_date))
            and not unfit_to_initiate(command, today)
            and not obstacles(command.data, command.effective_date)
        ):
            initiated = initiated | {command.stream}
            yield command


def _series(command: CommandEnvelope[InitiateProceeding]) -> Series:
    return command.data.body, command.effective_date.year


def _series_of(number: str) -> Series:
    body, year, _ = number.split("-")
    return body, int(year)


def _running(number: str) -> int:
    return int(number.rsplit("-", 1)[1])


_INITIATED = "SELECT proceeding FROM proceeding_number WHERE proceeding = ANY($1::uuid[])"
_GROUPS = """
SELECT id FROM debtor_group WHERE id = ANY($1::uuid[])
UNION ALL SELECT id FROM consolidated_debtor WHERE id = ANY($1::uuid[])
"""
_LOCK_SERIES = """
INSERT INTO number_series (body, year, last)
SELECT body, year, 0 FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS wanted (body, year, place)
ORDER BY place
ON CONFLICT (body, year) DO UPDATE SET last = number_series.last
RETURNING body, year, last
"""
_MOVE_SERIES = """
UPDATE number_series SET last = moved.last
FROM unnest($1::text[], $2::integer[], $3::integer[]) AS moved (body, year, last)
WHERE number_series.body = moved.body AND number_series.year = moved.year AND number_series.last < moved.last
  AND NOT EXISTS (
    SELECT FROM generate_series(number_series.last + 1, moved.last) AS running
    WHERE NOT EXISTS (
        SELECT FROM (SELECT number FROM proceeding_number UNION ALL SELECT number FROM reserved_number) AS given
        WHERE number = moved.body || '-' || lpad(moved.year::text, 4, '0') || '-' || lpad(running::text, 6, '0')
    )
  )
RETURNING number_series.body
"""
_TAKEN = "SELECT number FROM proceeding_number WHERE number = ANY($1::text[])"
_RESERVED = """
SELECT proceeding, number FROM reserved_number AS w
WHERE proceeding = ANY($1::uuid[])
  AND NOT EXISTS (SELECT FROM proceeding_number AS p WHERE p.number = w.number AND p.proceeding <> w.proceeding)
ORDER BY reserved_at, number
"""
_FREE = """
SELECT body, year, ARRAY(
    SELECT number FROM (
        SELECT body || '-' || lpad(year::text, 4, '0') || '-' || lpad(running::text, 6, '0') AS number
        FROM (SELECT generate_series(last + 1, 999999) AS running) AS every
    ) AS following
    WHERE NOT EXISTS (SELECT FROM proceeding_number WHERE proceeding_number.number = following.number)
      AND NOT EXISTS (SELECT FROM reserved_number WHERE reserved_number.number = following.number)
    LIMIT wanted
) AS numbers
FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[]) AS asked (body, year, last, wanted)
"""
_RECORD_NUMBERS = """
INSERT INTO proceeding_number (proceeding, number) SELECT * FROM unnest($1::uuid[], $2::text[])
"""
