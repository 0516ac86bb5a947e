"""Two joint debtors from their statements to the court: what one pays lowers what the other owes (Art. 331(2))."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from contracts.commands.proceedings import RecordPayment
from contracts.documents import Claim, Liability, LiabilityKind
from contracts.envelope import CommandEnvelope
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import new_id
from contracts.replies import Accepted
from contracts.values import PositiveMoney
from infra.demo.script import Script
from shared.clock import day_of
from shared.messaging.client import CommandClient
from tests.e2e.conftest import CASES, Office
from tests.e2e.test_court_answers import by_document, card, statement
from tests.system import System

DEBT = PositiveMoney(amount="1000.00", currency="933")


async def test_the_court_sees_one_debt(
    court: httpx.AsyncClient, office: Office, operator: CommandClient, system: System
) -> None:
    one = office.case_of_kind("the voluntary term runs", CASES + 120)
    first = _with(one, one, "1")
    second = _with(one, replace(one, number=one.number + 5000), "2")
    assert not (await office.play(first, second)).refused
    await system.settle()
    assert await _balances(court, first, second) == [("0.00", "1000.00"), ("0.00", "1000.00")]
    await _pay(operator, first, "300.00")
    await system.settle()
    assert await _balances(court, first, second) == [("300.00", "700.00"), ("300.00", "700.00")]
    await asyncio.gather(*(_pay(operator, each, "600.00") for each in (first, second)))
    await system.settle()
    assert await _balances(court, first, second) == [("1000.00", "0.00"), ("1000.00", "0.00")]


def _with(script: Script, of: Script, suffix: str) -> Script:
    """The steps of a script up to the decision, of one of two debtors under one court decision."""
    streams = {script.statement: of.statement, script.proceeding: of.proceeding}
    steps = [replace(step, stream=streams[step.stream]) for step in script.steps if step.stream == script.statement]
    registered = statement(script)
    debtor = registered.debtor.model_copy(update={"name": f"{registered.debtor.name} {suffix}"})
    stated = {
        "debtor": debtor,
        "registration_number": f"{registered.registration_number}-{suffix}",
        "document": registered.document.model_copy(update={"number": f"{registered.document.number}-{suffix}"}),
        "claims": (Claim(number=1, type="principal-debt", sum=DEBT),),
        "liability": Liability(kind=LiabilityKind.JOINT),
    }
    return replace(
        of, executor=script.executor, steps=[replace(steps[0], data=registered.model_copy(update=stated)), *steps[1:]]
    )


async def _pay(operator: CommandClient, script: Script, amount: str) -> None:
    now = datetime.now(UTC)
    data = RecordPayment(
        payment=new_id(), sum=PositiveMoney(amount=amount, currency="933"), source=PaymentSource.DEBTOR
    )
    command = CommandEnvelope[Any](
        id=new_id(), source="/lea/test", type=data.type, stream=script.proceeding, effective_date=day_of(now),
        actor=f"executor:{script.executor}", correlation_id=script.proceeding, issued_at=now, data=data,
    )  # fmt: skip
    reply = await operator.send(command)
    assert isinstance(reply, Accepted), reply


async def _balances(court: httpx.AsyncClient, *scripts: Script) -> list[tuple[str, str]]:
    cards = [await card(court, by_document(script)) for script in scripts]
    return [(claim["repaid"], claim["balance"]) for each in cards for claim in each["claims"]]
