"""A stolen broker password of one service cannot forge cards; deleted exchanges are restored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import aio_pika
import httpx
import pytest
from aio_pika import DeliveryMode, Message
from prometheus_client.parser import text_string_to_metric_families

from contracts.envelope import event_headers
from contracts.events.edge import AccessLogSealed
from contracts.events.intake import DecisionCopiesSent
from contracts.events.proceedings import PaymentReceived, PaymentSource
from contracts.identifiers import new_id
from contracts.registry import Event
from contracts.values import Money, PositiveMoney
from infra.broker.names import ADMINISTRATOR
from infra.demo.scenarios import SCENARIOS
from shared.clock import SystemClock
from shared.messaging.deliveries import UNAUTHENTICATED
from shared.messaging.queue_names import COMMANDS_EXCHANGE, EVENTS_EXCHANGE, partition_exchange
from shared.messaging.senders import publisher_of
from tests.e2e.conftest import Office
from tests.e2e.test_court_answers import by_document, card
from tests.e2e.test_poison import _drop as drop
from tests.e2e.test_poison import assert_answers_complete, cases_of, held
from tests.patience import until
from tests.system import System

STOLEN_USER = publisher_of("intake")
UNDER = DecisionCopiesSent.type
"""A routing key that an attacker with intake's password may use."""


@dataclass(frozen=True)
class Forgery:
    """What a message claims to be."""

    source: str
    data: Event
    stream: UUID
    version: int


def _headers(forgery: Forgery) -> dict[str, Any]:
    now = SystemClock().now()
    return {
        **event_headers(
            id=new_id(),
            source=forgery.source,
            type=forgery.data.type,
            stream=forgery.stream,
            version=forgery.version,
            effective_date=SystemClock().today(),
            recorded_at=now,
            actor="executor:0101-001",
            correlation_id=new_id(),
            causation_id=new_id(),
        )
    }


async def _publish(system: System, forgeries: Sequence[Forgery]) -> None:
    async with await aio_pika.connect(system.stack.broker_url(STOLEN_USER)) as connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(EVENTS_EXCHANGE, ensure=False)
        for forgery in forgeries:
            message = Message(
                forgery.data.model_dump_json().encode(),
                headers=_headers(forgery),
                delivery_mode=DeliveryMode.PERSISTENT,
                user_id=STOLEN_USER,
            )
            await exchange.publish(message, UNDER)


async def _counted(system: System, service: str) -> float:
    """The number of unauthenticated messages that the service has counted."""
    async with httpx.AsyncClient() as asking:
        text = (await asking.get(f"{system.stack.url(service)}/metrics")).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "lea_messages_parked_total" and sample.labels["cause"] == UNAUTHENTICATED
    )


async def test_what_a_thief_forges_is_parked_and_the_court_is_told_the_truth(
    system: System, office: Office, court: httpx.AsyncClient
) -> None:
    (case,) = cases_of(office, "recent")
    assert not (await office.play(case)).refused
    await system.settle()
    proceeding = case.proceeding
    assert proceeding is not None
    async with system.connected("proceedings") as store:
        version = await store.fetchval("SELECT max(version) FROM event WHERE stream = $1", proceeding)
    nothing, ten = Money(amount=Decimal(0), currency="933"), PositiveMoney(amount=Decimal(10), currency="933")
    payment = PaymentReceived(
        payment=new_id(),
        sum=ten,
        source=PaymentSource.DEBTOR,
        costs=nothing,
        fee=nothing,
        repayments=(),
        surplus=Money(amount=Decimal(10), currency="933"),
        article="Art. 403",
        rule_set="epc-2021",
    )
    seal = AccessLogSealed(sequence=1, hash="00" * 32, at=SystemClock().now())
    forgeries = [
        # The next version of a stream, before its true event; a seal of the access log; a copy from intake itself.
        Forgery("/lea/proceedings", payment, proceeding, version + 1),
        Forgery("/lea/edge", seal, new_id(), 1),
        Forgery("/lea/deadlines", DecisionCopiesSent(recipients=("debtor",)), new_id(), 1),
    ]
    before = {service: await _counted(system, service) for service in ("proceedings", "deadlines")}
    before_forgery = await card(court, by_document(case))
    await _publish(system, forgeries)
    for service, counted in before.items():

        async def counts(service: str = service, counted: float = counted) -> bool:
            return await _counted(system, service) == counted + len(forgeries)

        await until(counts, f"{service} has counted the forgeries")
        kept = await held(system, service)
        assert {message.sender for message in kept} == {STOLEN_USER}
        assert all("is claimed by the user lea_intake" in message.problem for message in kept)
        assert not any(message.ordered for message in kept)
        await drop(system, service, kept)
    assert await card(court, by_document(case)) == before_forgery
    assert await held(system, "court_query", None) == []


@pytest.mark.parametrize(
    ("exchange", "service", "kind"),
    [
        (EVENTS_EXCHANGE, "court_query", "paid-at-once"),
        (COMMANDS_EXCHANGE, "intake", "no-property"),
        (partition_exchange("court_query"), "court_query", "levied-in-full"),
        (partition_exchange("deadlines"), "deadlines", "two-currencies"),
    ],
)
async def test_a_deleted_exchange_is_noticed_and_restored(
    system: System, office: Office, court: httpx.AsyncClient, exchange: str, service: str, kind: str
) -> None:
    case = office.case_of_kind(SCENARIOS[kind].summary, 300)
    await asyncio.to_thread(system.stack.stop, "topology")
    try:
        async with await aio_pika.connect(system.stack.broker_url(ADMINISTRATOR)) as connection:
            await (await connection.channel()).exchange_delete(exchange)
        await until(lambda: _says(system, service, exchange), "readiness names the exchange")
    finally:
        await asyncio.to_thread(system.stack.start, "topology")
    for each in ("intake", "proceedings", "deadlines", "court_query", "edge_worker"):
        await asyncio.to_thread(system.stack.wait_ready, each)
        await until(partial(_ready, system, each), f"{each} is ready")
    assert not (await office.play(case)).refused
    await system.settle()
    await assert_answers_complete(court, case)


async def _answer(system: System, service: str) -> tuple[int, str]:
    async with httpx.AsyncClient() as asking:
        answer = await asking.get(f"{system.stack.url(service)}/readyz")
    return answer.status_code, answer.text


async def _says(system: System, service: str, exchange: str) -> bool:
    status, text = await _answer(system, service)
    return status == httpx.codes.SERVICE_UNAVAILABLE and exchange in text


async def _ready(system: System, service: str) -> bool:
    return (await _answer(system, service))[0] == httpx.codes.OK
