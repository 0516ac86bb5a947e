"""Debtors who share one debt, on a real database: what one repays lowers what the others owe, in one transaction."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import CommandEnvelope
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid
from contracts.events.proceedings import PaymentReceived
from contracts.identifiers import new_id
from contracts.replies import Accepted, Reply
from services.court_query.domain.proceeding import evolve
from services.proceedings.application import application
from services.proceedings.books import sums
from services.proceedings.domain.common_debt import group_of
from shared.books import Account
from shared.clock import FixedClock
from shared.court_card.card import cards
from shared.database import Pool
from tests.engines import NewDatabase
from tests.integration.proceedings.running import House, of
from tests.unit.proceedings.harness import Fields, command_of

FIRST, SECOND, THIRD = UUID(int=31), UUID(int=32), UUID(int=33)
DAY, TODAY = date(2026, 6, 1), date(2026, 6, 15)
CASE: Fields = {"claims": ["1000.00 BYN"], "immediate": True, "liability": {"kind": "joint"}}


class Proceedings:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.application = application(FixedClock(datetime(2026, 6, 15, 9, tzinfo=UTC)))

    async def handle(self, *asked: tuple[UUID, Fields]) -> list[Reply]:
        """Carry out commands in one batch."""
        commands = [_command(stream, spec) for stream, spec in asked]
        return await self.application.handle_in_transaction(self._pool, commands)

    async def accepted(self, *asked: tuple[UUID, Fields]) -> None:
        """Carry out commands that are in order."""
        for reply in await self.handle(*asked):
            assert isinstance(reply, Accepted), reply

    async def balances(self, *proceedings: UUID) -> list[Decimal]:
        """What is left of the claims by the debt book."""
        async with self._pool.acquire() as connection:
            found = await sums(connection, proceedings)
        return [
            sum((amount for key, amount in found[id_].items() if key.account is Account.OUTSTANDING), Decimal())
            for id_ in proceedings
        ]

    async def paid_out(self, *proceedings: UUID) -> Decimal:
        """What belongs to the recoverer by the custody book."""
        async with self._pool.acquire() as connection:
            found = await sums(connection, proceedings)
        legs = [(key.account, amount) for each in found.values() for key, amount in each.items()]
        return -sum((amount for account, amount in legs if account is Account.RECOVERER_PAYABLE), Decimal())

    async def events(self, stream: UUID) -> list[Any]:
        """The data of the events of a stream."""
        async with self._pool.acquire() as connection:
            return [event.data for event in await self.application.store.load(connection, stream)]


@pytest.fixture
async def proceedings(migrated_database: NewDatabase) -> AsyncIterator[Proceedings]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as pool:
        yield Proceedings(pool)


def begin(**case: Any) -> Fields:
    return {"command": "initiate-proceeding", "day": DAY, "case": {**CASE, **case}}


def pay(amount: str, day: date = TODAY) -> Fields:
    return {
        "command": "record-payment",
        "payment": str(new_id()),
        "sum": f"{amount} BYN",
        "source": "debtor",
        "day": day,
    }


def _command(stream: UUID, spec: Fields) -> CommandEnvelope[Any]:
    fields = {key: value for key, value in spec.items() if key != "case"}
    return command_of(fields, spec.get("case", CASE), new_id()).model_copy(update={"stream": stream})


async def test_one_pays_all_and_nothing_is_left_of_the_other(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()), (SECOND, begin(debtor="citizen")))
    await proceedings.accepted((SECOND, pay("1000.00")))
    assert await proceedings.balances(FIRST, SECOND) == [0, 0]
    assert await proceedings.paid_out(FIRST, SECOND) == 1000
    initiation = (await proceedings.events(FIRST))[0]
    group = await proceedings.events(group_of(initiation) or FIRST)
    assert [each.type for each in group] == [DebtorGroupJoined.type, DebtorGroupJoined.type, DebtorGroupRepaid.type]
    assert group[-1].left == ()


async def test_a_number_that_two_orders_against_one_debtor_state_is_noted(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()))
    await proceedings.accepted((SECOND, begin(document_number="155EIP26114-2")), (THIRD, begin(debtor="citizen")))
    begun = [(await proceedings.events(id_))[0] for id_ in (FIRST, SECOND, THIRD)]
    assert [each.same_obligation_in for each in begun] == [None, begun[0].number, None]


async def test_one_who_joins_later_owes_what_is_left(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()))
    await proceedings.accepted((FIRST, pay("400.00", DAY)))
    await proceedings.accepted((SECOND, {**begin(debtor="citizen"), "day": date(2026, 6, 3)}))
    assert await proceedings.balances(FIRST, SECOND) == [600, 600]


async def test_two_who_pay_at_once_pay_once(proceedings: Proceedings) -> None:
    await proceedings.accepted(
        (FIRST, begin()), (SECOND, begin(debtor="citizen")), (THIRD, begin(debtor="entrepreneur"))
    )
    await asyncio.gather(*(proceedings.accepted((stream, pay("700.00"))) for stream in (THIRD, FIRST, SECOND)))
    assert await proceedings.balances(FIRST, SECOND, THIRD) == [0, 0, 0]
    assert await proceedings.paid_out(FIRST, SECOND, THIRD) == 1000
    received = [each for id_ in (FIRST, SECOND, THIRD) for each in await proceedings.events(id_)]
    surplus = [each.surplus.amount for each in received if isinstance(each, PaymentReceived)]
    assert sorted(surplus) == [0, 400, 700]


async def test_a_batch_with_both_is_decided_one_after_the_other(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()), (SECOND, begin(debtor="citizen")))
    await proceedings.accepted((SECOND, pay("700.00")), (FIRST, pay("700.00")))
    assert await proceedings.balances(FIRST, SECOND) == [0, 0]
    [paid] = [each for each in await proceedings.events(FIRST) if isinstance(each, PaymentReceived)]
    assert [paid.surplus.amount, paid.repayments[0].sum.amount] == [400, 300]


async def test_a_payment_recorded_late_comes_first_and_the_later_one_is_surplus(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()), (SECOND, begin(debtor="citizen")))
    await proceedings.accepted((FIRST, pay("1000.00", date(2026, 6, 10))))
    await proceedings.accepted((SECOND, pay("600.00", date(2026, 6, 5))))
    assert await proceedings.balances(FIRST, SECOND) == [0, 0]
    assert await proceedings.paid_out(FIRST) == 400
    assert await proceedings.paid_out(SECOND) == 600


async def test_locks_are_taken_in_the_order_of_ids(proceedings: Proceedings) -> None:
    other = {"liability": {"kind": "joint", "obligation": 2}}
    fourth = UUID(int=34)
    await proceedings.accepted((FIRST, begin()), (SECOND, begin(debtor="citizen")), (THIRD, begin(**other)),
                               (fourth, begin(debtor="citizen", **other)))  # fmt: skip
    both = [(FIRST, THIRD), (fourth, SECOND)]
    await asyncio.gather(
        *(proceedings.accepted(*((stream, pay("10.00")) for stream in batch)) for batch in both for _ in range(5))
    )
    assert await proceedings.balances(FIRST, SECOND, THIRD, fourth) == [900, 900, 900, 900]


async def test_nobody_else_states_what_another_debtor_repaid(proceedings: Proceedings) -> None:
    await proceedings.accepted((FIRST, begin()))
    share = {"command": "record-repayment-by-another-debtor", "payment": "p", "act": "a", "group": "g", "repaid": [],
             "what": "record-payment",
             "debtor": "0101-2026-000002", "day": DAY, "actor": "executor:0101-017"}  # fmt: skip
    [reply] = await proceedings.handle((FIRST, share))
    assert [problem.code for problem in reply.problems] == ["share-stated-by-another"]  # type: ignore[union-attr]


async def test_through_the_broker_to_the_card(house: House) -> None:
    proceedings = [
        await house.decide_initiation({**CASE, "debtor": debtor, "document_number": f"GROUP-{place}"}, on=DAY)
        for place, debtor in enumerate(("legal-person", "citizen"))
    ]
    for each in proceedings:
        await house.events(each, 2)
    replies = await asyncio.gather(
        *(
            house.send(each, of("RecordPayment", payment=new_id(), sum="600.00 BYN", source="debtor"), TODAY)
            for each in proceedings
        )
    )
    assert all(isinstance(reply, Accepted) for reply in replies), replies
    for each in proceedings:
        card = await _card(house, each)
        assert [(claim["repaid"], claim["balance"]) for claim in card["claims"]] == [("1000.00", "0.00")]


async def _card(house: House, proceeding: UUID) -> Any:
    """The court's card of the events as they are published: the initiation, its status, a payment and a share."""
    await house.events(proceeding, 4)
    folded = None
    for event in house.heard[proceeding]:
        folded = evolve(folded, event)
    assert folded is not None
    return json.loads(cards(folded.course)["en"])
