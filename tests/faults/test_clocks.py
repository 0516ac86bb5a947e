"""Clocks of services that are wrong by seconds and by hours, while time limits expire at midnight.

Every expired voluntary term begins compulsory execution: at midnight, or as soon as the clock that was behind is
corrected. No command of a policy is refused, and nothing happens twice.
"""

import asyncio
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import httpx
import pytest

from contracts.commands import intake
from contracts.commands import proceedings as act
from contracts.events.intake import Proposal
from contracts.events.proceedings import ServiceMethod
from infra.demo.player import play
from infra.demo.script import Script
from infra.demo.statements import Order, executor, money_claims, register
from infra.stack import services
from infra.stack.stack import Stack
from shared.clock import MINSK, FixedClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from tests.patience import PATIENCE, until
from tests.system import System

pytestmark = pytest.mark.long

SERVICES = ("intake", "proceedings", "deadlines", "court_query")
CASES = 3
"""Proceedings whose terms expire in each round."""
HOURS = 3 * 3600
SKEWS: Sequence[Mapping[str, float]] = (
    {"proceedings": -2, "intake": 2},
    {"proceedings": 2, "deadlines": -2, "court_query": 2},
    {"deadlines": 2, "intake": -2, "court_query": -2},
    {"proceedings": -HOURS, "court_query": HOURS},
    {"proceedings": HOURS, "intake": -HOURS},
    {"deadlines": -HOURS, "court_query": -HOURS},
    {"deadlines": HOURS, "intake": HOURS},
    {"proceedings": -HOURS, "deadlines": HOURS},
    {"proceedings": HOURS, "deadlines": -HOURS},
)
"""By how many seconds clocks are ahead, in each round: every service by seconds and by hours, both ways."""
BEFORE_MIDNIGHT = 4.0  # seconds
FIRST_DAY = date(2026, 3, 2)
CALENDAR = belarus()

EXPIRED = """
    SELECT stream, effective_date FROM event
    WHERE type = 'lea.deadlines.limit-expired.v1'
      AND convert_from(data, 'UTF8')::jsonb -> 'ref' ->> 'limit' = 'voluntary-execution'
"""
DUE = """
    SELECT stream, (convert_from(data, 'UTF8')::jsonb ->> 'due')::date AS due FROM event
    WHERE type = 'lea.deadlines.limit-set.v1'
      AND convert_from(data, 'UTF8')::jsonb -> 'ref' ->> 'limit' = 'voluntary-execution'
"""
STARTED = """
    SELECT stream, effective_date FROM event WHERE type = 'lea.proceedings.compulsory-execution-started.v1'
"""
REFUSED = re.compile(r"^lea_policies_refused_total\{.*\} (.*)$", re.MULTILINE)
IN_THE_MODEL = """
    SELECT proceeding, effective FROM read_model.status
    WHERE code = 'compulsory' AND superseded_by IS NULL
"""


@dataclass(frozen=True)
class Clocks:
    """The clocks of the services, each with its error."""

    folder: Path

    def set(self, moment: datetime, errors: Mapping[str, float]) -> None:
        """From now on it is this moment, but for the errors."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        for service in SERVICES:
            draft = self.folder / f".{service}"
            draft.write_text(str(ahead + errors.get(service, 0)))
            draft.replace(self.folder / service)


@pytest.fixture(scope="module")
def clocks() -> Iterator[Clocks]:
    folder = Path(tempfile.mkdtemp(prefix="ais-lea-clocks-"))
    yield Clocks(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def system(clocks: Clocks) -> Iterator[System]:
    """The services behind the court's interface, with clocks that the test sets."""
    home = Path(tempfile.mkdtemp(prefix="ais-lea-system-"))
    home.chmod(0o755)
    clocks.set(noon(FIRST_DAY), {})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(services, "module_of", lambda _: "tests.faults.skewed")
        for name, value in {
            "LEA_TEST_CLOCKS": str(clocks.folder),
            "LEA_RETRY_DELAY": "0.2",
            "LEA_RETRY_MAX_DELAY": "0.5",
            "LEA_RETRY_POLL": "0.2",
            "LEA_TIMER_QUIET_PERIOD": "0.5",
        }.items():
            patched.setenv(name, value)
        with Stack(home, durable=False) as stack:
            stack.up(SERVICES)
            yield System(stack)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
async def operator(system: System) -> AsyncIterator[CommandClient]:
    async with CommandClient(system.stack.broker_url(OPERATOR), user=OPERATOR, timeout=PATIENCE) as client:
        yield client


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), MINSK)


def case(number: int, received: date) -> Script:
    """A proceeding whose debtor has got the resolution: the voluntary term runs."""
    random = Random(number)
    statement = register(random, Order(number, received, claims=money_claims(random)), "clocks")
    deciding = executor(random, statement.body)
    script = Script(number, received + timedelta(days=30), CALENDAR, deciding.id)
    decided = script.after(received, 2)
    script.intake(received, statement)
    script.intake(script.after(received, 1), intake.AssessStatement())
    script.intake(decided, intake.DecideOnStatement(executor=deciding, decision=Proposal.INITIATE))
    script.act(script.after(decided, 1), act.SendResolutionCopies(recipients=("recoverer", "debtor")))
    script.act(script.after(decided, 2), act.RecordService(method=ServiceMethod.HANDED_OVER))
    return script


async def days(system: System, service: str, query: str) -> dict[UUID, date]:
    """A day of each proceeding, which the query must give once."""
    async with system.connected(service) as connection:
        rows = await connection.fetch(query)
    assert max(Counter(row[0] for row in rows).values(), default=1) == 1, "something happened twice"
    return {row[0]: row[1] for row in rows}


async def test_every_expired_term_moves_its_proceeding_on_and_nothing_happens_twice(
    system: System, operator: CommandClient, clocks: Clocks
) -> None:
    received, expected = FIRST_DAY, dict[UUID, date]()
    for place, skew in enumerate(SKEWS):
        scripts = [case(100 * place + number, received) for number in range(1, CASES + 1)]
        clocks.set(noon(served := scripts[0].steps[-1].day), {})
        played = await play(scripts, operator, FixedClock(noon(served)))
        assert not played.refused, played.refused[0]
        proceedings = {script.proceeding for script in scripts}

        async def set_(of: set[UUID] = proceedings) -> bool:
            return of <= (await days(system, "deadlines", DUE)).keys()

        await until(set_, f"the terms of round {place} run")
        known = await days(system, "deadlines", DUE)
        (due,) = {known[proceeding] for proceeding in proceedings}
        midnight = datetime.combine(due + timedelta(days=1), time(), MINSK)
        expected |= dict.fromkeys(proceedings, due + timedelta(days=1))

        clocks.set(midnight - timedelta(seconds=BEFORE_MIDNIGHT), skew)
        await asyncio.sleep(BEFORE_MIDNIGHT + 4)
        if min(skew.get("proceedings", 0), skew.get("deadlines", 0)) == -HOURS:
            assert not proceedings & (await days(system, "proceedings", STARTED)).keys(), skew
            clocks.set(midnight + timedelta(minutes=1), {})

        async def moved_on(of: Mapping[UUID, date] = dict(expected)) -> bool:
            return await days(system, "proceedings", STARTED) == of

        await until(moved_on, f"every proceeding of round {place} has gone on: {skew}")
        assert await days(system, "deadlines", EXPIRED) == expected
        clocks.set(midnight + timedelta(hours=4), {})
        received = CALENDAR.next_working(due + timedelta(days=2))

    async def shown() -> bool:
        return await days(system, "court_query", IN_THE_MODEL) == expected

    await until(shown, "the court sees compulsory execution in every proceeding")
    for service in ("intake", "proceedings", "deadlines"):
        async with system.connected(service) as connection:
            assert await connection.fetchval("SELECT count(*) FROM deferred_message") == 0, service
    async with httpx.AsyncClient() as client:
        counted = REFUSED.findall((await client.get(f"{system.stack.url('proceedings')}/metrics")).text)
    assert counted
    assert {float(value) for value in counted} == {0.0}, "no command of a policy was refused"
