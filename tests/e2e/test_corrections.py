"""A correction through the whole system: the card, the limits and the feed of changes follow it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx

from contracts.commands import corrections
from contracts.envelope import CommandEnvelope
from contracts.events.corrections import StatedAct
from contracts.events.proceedings import DebtorServed, ProceedingInitiated
from contracts.identifiers import new_id
from contracts.recording import Paper
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.demo.script import Script
from shared.clock import day_of
from shared.messaging.client import CommandClient
from tests.e2e.conftest import CASES, Office
from tests.e2e.test_court_answers import ask, by_document, card, statement
from tests.system import System

BASIS = Paper(kind="notice", number="14-2/118", dated=day_of(datetime.now(UTC)), author="Belpochta")


@dataclass(frozen=True)
class Records:
    """Where records are put right by two people."""

    operator: CommandClient
    system: System
    proceeding: UUID
    executor: str
    """The number of the executor who has it."""

    async def send(self, data: Command, actor: str) -> Accepted | Rejected:
        """Send a command about a correction today."""
        now = datetime.now(UTC)
        command = CommandEnvelope[Any](
            id=new_id(), source="/lea/test", type=data.type, stream=self.proceeding, effective_date=day_of(now),
            actor=actor, correlation_id=self.proceeding, issued_at=now, data=data,
        )  # fmt: skip
        return await self.operator.send(command)

    async def approved(self, data: Command) -> None:
        """A correction that one person proposes and another approves."""
        one, other = f"executor:{self.executor}", f"executor:{self.executor[:4]}-900"
        proposed = await self.send(data, one)
        assert isinstance(proposed, Accepted), proposed
        approval = corrections.ApproveCorrection(correction=proposed.command_id)
        refused = await self.send(approval, one)
        assert isinstance(refused, Rejected)
        assert [problem.code for problem in refused.problems] == ["second-person-needed"]
        assert isinstance(await self.send(approval, other), Accepted)
        await self.system.settle()

    async def act(self, event_type: str) -> tuple[UUID, bytes]:
        """The act that an event of a type recorded: the id of its command; and the data of the event."""
        async with self.system.connected("proceedings") as connection:
            row = await connection.fetchrow(
                "SELECT causation_id, data FROM event WHERE stream = $1 AND type = $2", self.proceeding, event_type
            )
        return row["causation_id"], row["data"]

    async def limits(self, *names: str) -> dict[str, list[str]]:
        """How limits of these names stand."""
        async with self.system.connected("deadlines") as connection:
            rows = await connection.fetch(
                "SELECT limit_id, standing FROM limit_standing WHERE stream = $1 ORDER BY changed_at", self.proceeding
            )
        return {name: [row["standing"] for row in rows if row["limit_id"] == name] for name in names}


async def test_the_service_on_the_debtor_never_happened(
    court: httpx.AsyncClient, office: Office, operator: CommandClient, system: System
) -> None:
    script, records = await _begun(office, operator, system, after=CASES + 60)
    before = await card(court, by_document(script))
    assert [status["code"] for status in before["statuses"]] == ["initiated", "voluntary-term"]
    assert await records.limits("voluntary-execution", "complaint-resolution") == {
        "voluntary-execution": ["running"],
        "complaint-resolution": ["running"],
    }
    place = await _changes(court, None)
    act, _ = await records.act(DebtorServed.type)
    await records.approved(corrections.StrikeEntry(act=act, reason="of another proceeding", basis=BASIS))
    after = await card(court, by_document(script))
    assert [status["code"] for status in after["statuses"]] == ["initiated"]
    assert await records.limits("voluntary-execution", "complaint-resolution") == {
        "voluntary-execution": ["closed"],
        "complaint-resolution": ["closed"],
    }
    changed = await _changes(court, place["next"])
    assert [each["number"] for each in changed["changes"]] == [before["number"]]


async def test_the_debtor_and_the_sum_were_typed_wrongly(
    court: httpx.AsyncClient, office: Office, operator: CommandClient, system: System
) -> None:
    script, records = await _begun(office, operator, system, after=CASES + 90)
    before = await card(court, by_document(script))
    act, recorded = await records.act(ProceedingInitiated.type)
    stated = ProceedingInitiated.model_validate_json(recorded).model_dump(mode="json", exclude=_NOT_STATED)
    stated["debtor"]["identifier"] = {"kind": "unp", "value": "591234569"}
    stated["claims"][0]["sum"] = {"amount": "17.50", "currency": before["claims"][0]["currency"]["code"]}
    data = StatedAct(type="lea.proceedings.initiate-proceeding.v1", data=stated)
    await records.approved(corrections.CorrectEntry(act=act, data=data, reason="typed wrongly", basis=BASIS))
    wrong = statement(script).debtor.identifier.model_dump(mode="json")
    right = {"kind": "unp", "value": "591234569"}
    look_ups = [{"by": "debtor", "identifier": identifier} for identifier in (wrong, right)]
    found = (await ask(court, look_ups))["results"]
    assert before["number"] not in [each["number"] for each in found[0]["proceedings"]]
    [after] = found[1]["proceedings"]
    assert (after["number"], after["claims"][0]["amount"]) == (before["number"], "17.50")
    assert after["statuses"] == before["statuses"]


_NOT_STATED = {"number", "rule_set", "status"}
"""What the initiation gives the proceeding."""


async def _begun(office: Office, operator: CommandClient, system: System, after: int) -> tuple[Script, Records]:
    script = office.case_of_kind("the voluntary term runs", after)
    assert not (await office.play(script)).refused
    await system.settle()
    return script, Records(operator, system, script.proceeding, script.executor)


async def _changes(court: httpx.AsyncClient, after: str | None) -> dict[str, Any]:
    """The rest of the feed of changes, after a place in it."""
    headers = {"LEA-Legal-Ground": "case-at-hand", "LEA-Court-Case": "155EIP26", "LEA-Request-Id": str(uuid4())}
    parameters = {"limit": "1000", **({"after": after} if after else {})}
    answer = await court.get("/v1/changes", headers=headers, params=parameters)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    assert not page["more"]
    return page
