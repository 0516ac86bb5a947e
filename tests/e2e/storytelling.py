"""Whole stories of `stories/*.yaml`, played on the real system: a statement, the acts, and what is known at the end.

story       its name
received    how many working days before today the statement came in
debtor      legal-person | entrepreneur | citizen
claims      sums such as "1000.00 BYN", or types of claims that are not for money
debtors     several debtors under one decision: for each name how it is liable
recoverers  several recoverers of one debtor: for each name the `claims`
acts        each with `at`, the working days after the statement came in (as many as `received` is today), `of` which
            debtor, and what the command states as in the cases of tests/unit/proceedings; `settled`: all that followed
            from the acts before is done first; `as` and ids are names within the story; `of` is the recoverer where
            there are several
then        what the court is answered, which resolutions of today became documents, what the books hold (debits;
            credits with a minus), and which duties are open; of several debtors or recoverers by name
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from contracts.commands import intake
from contracts.documents import Claim, Liability
from contracts.envelope import CommandEnvelope
from contracts.events.intake import Proposal
from contracts.replies import Accepted
from contracts.values import PartyKind
from infra.demo.script import Script
from infra.demo.statements import Order, executor, register
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.plain_yaml import read_table
from tests.e2e.conftest import Office
from tests.system import System
from tests.unit.proceedings.harness import _EVENT_IDS, ACTORS, Fields, command_of, initiation_of, named

CALENDAR = belarus()
BEFORE_ACTS = ("at", "of", "settled")
ONLY = "debtor"
"""The name of the debtor where there is one."""
FIRST_NUMBER = 8000
"""Cases of the demo have lower numbers."""


@dataclass(frozen=True)
class Story:
    """A story, with the proceedings that it is about."""

    name: str
    spec: Fields
    scripts: Mapping[str, Script]

    def day(self, at: int | str) -> date:
        """The working day after the statement came in, or the calendar day after it: `the day after 10`."""
        if isinstance(at, str):
            return self.day(int(at.removeprefix("the day after "))) + timedelta(days=1)
        received = next(iter(self.scripts.values())).steps[0].day
        return SystemClock().today() if at == self.spec["received"] else CALENDAR.nth_from(received, at + 1)

    def _dated(self, value: Any) -> Any:
        """What is stated, with days in place of `{at: 20}`."""
        if isinstance(value, dict):
            return self.day(value["at"]) if set(value) == {"at"} else {k: self._dated(v) for k, v in value.items()}
        return value

    def ends(self) -> Iterator[tuple[Script, Fields]]:
        """Each proceeding with what is known of it at the end."""
        several = bool(_several(self.spec))
        yield from ((script, self.spec["then"][who] if several else self.spec["then"])
                    for who, script in self.scripts.items())  # fmt: skip

    def command(self, place: int, spec: Fields) -> CommandEnvelope[Any]:
        """The command of an act."""
        script = self.scripts[spec.get("of", ONLY)]
        stated = {key: self._dated(value) for key, value in spec.items() if key not in BEFORE_ACTS}
        own = {key: f"{self.name}: {value}" for key, value in stated.items() if key in _EVENT_IDS and value}
        command = command_of(
            {"day": self.day(spec["at"]), **stated, **own},
            self.spec,
            named(f"{self.name}: {spec.get('as', place)}"),
        )
        actor = spec.get("actor", ACTORS.get(spec["command"], f"executor:{script.executor}"))
        if actor.startswith("head:"):
            actor = f"head:{script.executor[:4]}"
        changes = {"stream": script.proceeding, "correlation_id": script.statement, "issued_at": SystemClock().now()}
        return command.model_copy(update={"actor": actor, **changes})


def stories(folder: Path) -> list[Story]:
    """Every story of a folder."""
    return [_story(number, path) for number, path in enumerate(sorted(folder.glob("*.yaml")), start=1)]


async def tell(story: Story, operator: CommandClient, system: System) -> None:
    """Make the acts of a story, whose proceedings have begun."""
    for place, spec in enumerate(story.spec["acts"]):
        if spec.get("settled"):
            await system.settle()
        reply = await operator.send(story.command(place, spec))
        assert isinstance(reply, Accepted), (story.name, spec, reply)


async def begin(stories: list[Story], office: Office, system: System) -> None:
    """Register the statements and decide on them; wait until the proceedings have begun."""
    played = await office.play(*(script for story in stories for script in story.scripts.values()))
    assert not played.refused
    await system.settle()


async def books(system: System, proceeding: UUID) -> dict[str, str]:
    """What the accounts of custody hold for a proceeding: debits, credits with a minus."""
    async with system.connected("proceedings") as connection:
        rows = await connection.fetch(
            "SELECT account, sum(amount)::numeric(20, 2) AS amount FROM book_transaction AS posted"
            " JOIN book_leg ON transaction = posted.id JOIN book_account USING (account)"
            " WHERE proceeding = $1 AND book = 'custody' GROUP BY account HAVING sum(amount) <> 0",
            proceeding,
        )
    return {row["account"]: str(row["amount"]) for row in rows}


async def documents(system: System, proceeding: UUID) -> list[str]:
    """The events of a proceeding whose resolutions are there as documents."""
    async with system.connected("proceedings") as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT type, made_on, running FROM resolution JOIN event ON event.id = resolution.event"
            " JOIN document USING (act) WHERE resolution.proceeding = $1 ORDER BY made_on, running",
            proceeding,
        )
    return [row["type"].split(".")[2] for row in rows]


async def open_duties(system: System, proceeding: UUID) -> set[str]:
    """The duties that are open in a proceeding."""
    async with system.connected("proceedings") as connection:
        rows = await connection.fetch("SELECT DISTINCT duty FROM open_duty WHERE proceeding = $1", proceeding)
    return {row["duty"] for row in rows}


def _story(number: int, path: Path) -> Story:
    spec = read_table(path.read_text(encoding="utf-8"))
    scripts = {
        who: _script(spec, FIRST_NUMBER + 10 * number, place, how)
        for place, (who, how) in enumerate((_several(spec) or {ONLY: {}}).items())
    }
    return Story(path.stem, spec, scripts)


def _several(spec: Fields) -> Fields:
    """The debtors under one decision, or the recoverers of one debtor; none: one of both."""
    several: Fields = spec.get("debtors") or spec.get("recoverers") or {}
    return several


def _script(spec: Fields, number: int, place: int, how: Fields) -> Script:
    """The statement of a story up to the decision; several debtors are under one decision of the court."""
    today = SystemClock().today()
    received = CALENDAR.nth_before(today, spec["received"])
    claims = tuple(Claim.model_validate(claim) for claim in initiation_of({**spec, **how})["claims"])
    random = Random(number)
    order = Order(number, received, PartyKind(spec.get("debtor", "legal-person")), claims)
    statement = register(random, order, f"{today:%y%m%d}")
    party = "recoverer" if "claims" in how else "debtor"
    named_party = getattr(statement, party)
    own = {
        "document": statement.document.model_copy(update={"number": f"{statement.document.number}-{place}"}),
        party: named_party.model_copy(update={"name": f"{named_party.name} {place}"}),
        "registration_number": f"{statement.registration_number}-{place}",
        "liability": Liability(kind=how["liability"]) if "liability" in how else None,
    }
    statement = statement.model_copy(update=own)
    deciding = executor(random, statement.body)
    script = Script(number + place, today, CALENDAR, deciding.id, spec["story"])
    script.intake(received, statement)
    script.intake(script.after(received, 1), intake.AssessStatement())
    decided = script.after(received, 2)
    script.intake(decided, intake.DecideOnStatement(executor=deciding, decision=Proposal.INITIATE))
    script.intake(script.after(decided, 1), intake.SendDecisionCopies(recipients=("recoverer", "debtor")))
    return script
