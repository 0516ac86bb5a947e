"""Money of a debtor in several proceedings, on a real database: distributed in one transaction (Art. 404)."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest

from contracts.envelope import CommandEnvelope
from contracts.events.distribution import ConsolidatedDebtorDistributed, ConsolidatedDebtorJoined
from contracts.identifiers import consolidated_debtor_of, new_id
from contracts.queries.base import QueryEnvelope
from contracts.queries.proceedings import (
    Preview,
    PreviewAct,
    ProceedingView,
    ShowProceeding,
    TriedDistributions,
    TryDistributions,
)
from contracts.replies import Accepted, Rejected, Reply
from services.proceedings.application import application
from services.proceedings.book_checks import check_books
from services.proceedings.books import sums
from services.proceedings.domain.journal import Journal
from services.proceedings.information import owed_elsewhere
from services.proceedings.queries import ProceedingQueries
from shared.books import Account
from shared.clock import FixedClock
from shared.decider import Rejection
from tests.engines import NewDatabase
from tests.unit.proceedings.harness import Fields, command_of, named

DAY, TODAY = date(2026, 6, 1), date(2026, 6, 15)
CLOCK = FixedClock(datetime(2026, 6, 15, 9, tzinfo=UTC))
FIVE: dict[UUID, Any] = {
    UUID(int=number): claim
    for number, claim in enumerate(
        (
            {"type": "harm-to-life-or-health", "sum": "1200.00 BYN"},
            {"type": "employment-claim", "sum": "2500.00 BYN"},
            {"type": "tax-or-duty", "sum": "4000.00 BYN"},
            {"type": "compulsory-insurance", "sum": "1000.01 BYN"},
            "700.00 BYN",
        ),
        start=41,
    )
}
HOLDER = UUID(int=41)
PAID = UUID(int=410)
DISTRIBUTION = UUID(int=411)


class Proceedings:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.application = application(CLOCK)

    async def handle(self, *asked: tuple[UUID, Fields]) -> list[Reply]:
        """Carry out commands in one batch."""
        commands = [_command(stream, spec) for stream, spec in asked]
        return await self.application.handle_in_transaction(self.pool, commands)

    async def accepted(self, *asked: tuple[UUID, Fields]) -> None:
        """Carry out commands that are in order."""
        for reply in await self.handle(*asked):
            assert isinstance(reply, Accepted), reply

    async def held(self, account: Account) -> list[Decimal]:
        """What an account holds for each proceeding."""
        async with self.pool.acquire() as connection:
            found = await sums(connection, list(FIVE))
        return [
            -sum((amount for key, amount in found[id_].items() if key.account is account), Decimal()) for id_ in FIVE
        ]

    async def in_order(self) -> None:
        """The books say what follows from the events."""
        async with self.pool.acquire() as connection, connection.transaction():
            assert not (await check_books(connection)).faults


_REPLACED = {"command": "name-successor", "day": TODAY, "role": "debtor", "successor": "entrepreneur", "basis": TODAY}


@pytest.fixture
async def proceedings(migrated_database: NewDatabase) -> AsyncIterator[Proceedings]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as pool:
        found = Proceedings(pool)
        await found.accepted(
            *(
                (id_, {"command": "initiate-proceeding", "day": DAY, "case": {"claims": [claim], "immediate": True}})
                for id_, claim in FIVE.items()
            )
        )
        await found.accepted(*((id_, {"command": "consolidate-proceeding", "day": DAY}) for id_ in FIVE))
        yield found


def _command(stream: UUID, spec: Fields) -> CommandEnvelope[Any]:
    fields = {key: value for key, value in spec.items() if key != "case"}
    return command_of({"attests": None, **fields}, spec.get("case", {}), new_id()).model_copy(update={"stream": stream})


def _paid(amount: str, day: date = TODAY) -> tuple[UUID, Fields]:
    return HOLDER, {
        "command": "record-payment",
        "day": day,
        "payment": str(PAID),
        "sum": f"{amount} BYN",
        "source": "debtor",
    }


def _resolved(day: date = TODAY) -> tuple[UUID, Fields]:
    return HOLDER, {
        "command": "resolve-distribution",
        "day": day,
        "distribution": str(DISTRIBUTION),
        "payment": str(PAID),
    }


async def _of_debtor(proceedings: Proceedings, body: str = "0101") -> list[Any]:
    debtor = consolidated_debtor_of(body, "unp", "191234563")
    async with proceedings.pool.acquire() as connection:
        return [event.data for event in await proceedings.application.store.load(connection, debtor)]


async def test_five_recoverers_share_by_queues(proceedings: Proceedings) -> None:
    await proceedings.accepted(_paid("7000.00"))
    assert await proceedings.held(Account.UNALLOCATED) == [7000, 0, 0, 0, 0]
    await proceedings.accepted(_resolved())
    in_third = [Decimal("2639.99"), Decimal("660.01")]
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == [1200, 2500, *in_third, 0]
    assert await proceedings.held(Account.UNALLOCATED) == [0, 0, 0, 0, 0]
    events = await _of_debtor(proceedings)
    assert [type(each) for each in events] == [*[ConsolidatedDebtorJoined] * 5, ConsolidatedDebtorDistributed]
    await proceedings.in_order()


async def test_a_preview_says_whether_it_is_open_and_writes_nothing(proceedings: Proceedings) -> None:
    await proceedings.accepted(_paid("1320.00"))
    asked = PreviewAct(
        number="0101-2026-000001", command="lea.proceedings.resolve-distribution.v1", day=TODAY,
        data={"distribution": str(DISTRIBUTION), "payment": str(named(str(PAID)))}, actor="executor:0101-017",
    )  # fmt: skip
    query = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="executor:0101-017", data=asked)
    async with proceedings.pool.acquire() as connection:
        found = await ProceedingQueries(proceedings.application.store, CLOCK).answer(connection, query)
    assert isinstance(found, Preview)
    assert found.outcome == "accepted"
    assert found.division is not None
    assert [sum(claim.sum.amount for claim in share.claims) for share in found.division.shares] == [1200, 120, 0, 0, 0]
    assert found.division.explanation
    assert await proceedings.held(Account.UNALLOCATED) == [1320, 0, 0, 0, 0]


async def _tried(proceedings: Proceedings, *money: tuple[str, date], **more: Any) -> TriedDistributions:
    sums = [{"sum": {"amount": amount, "currency": "933"}, "day": day} for amount, day in money]
    asked = TryDistributions.model_validate({"number": "0101-2026-000001", "money": sums, **more})
    query = QueryEnvelope[Any](id=new_id(), source="/lea/test", type=asked.type, actor="executor:0101-017", data=asked)
    async with proceedings.pool.acquire() as connection:
        found = await ProceedingQueries(proceedings.application.store, CLOCK).answer(connection, query)
    assert isinstance(found, TriedDistributions)
    return found


async def test_shares_of_money_that_did_not_come_are_shown_and_nothing_is_written(proceedings: Proceedings) -> None:
    events = await _count(proceedings)
    found = await _tried(proceedings, ("7000.00", TODAY), ("1320.00", TODAY), ("7000.00", DAY))
    credited = [[sum(claim.sum.amount for claim in share.claims) for share in each.shares] for each in found.tried]
    in_third = [Decimal("2639.99"), Decimal("660.01")]
    # Each sum for itself: what was tried first takes nothing from the next.
    assert credited == [[1200, 2500, *in_third, 0], [1200, 120, 0, 0, 0], [1200, 2500, *in_third, 0]]
    assert all(each.explanation for each in found.tried)
    assert await _count(proceedings) == events
    # It is what a resolution then divides.
    await proceedings.accepted(_paid("7000.00"), _resolved())
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == credited[0]


async def test_shares_go_by_what_is_on_record_of_their_day(proceedings: Proceedings) -> None:
    direct = {"command": "confirm-direct-payment", "payment": str(new_id()), "sum": "1000.00 BYN"}
    paper = {"kind": "statement", "dated": date(2026, 6, 10), "author": "Alfa"}
    await proceedings.accepted(
        (HOLDER, {**direct, "day": date(2026, 6, 10), "paper": paper, "recording": {"paper": paper}})
    )
    found = await _tried(proceedings, ("1000.00", date(2026, 6, 9)), ("1000.00", TODAY))
    credited = [[sum(claim.sum.amount for claim in share.claims) for share in each.shares] for each in found.tried]
    assert credited == [[1000, 0, 0, 0, 0], [200, 800, 0, 0, 0]]


async def test_money_of_one_document_is_tried_by_nobody(proceedings: Proceedings) -> None:
    alone = UUID(int=60)
    await proceedings.accepted(
        (alone, {"command": "initiate-proceeding", "day": DAY, "case": {"claims": ["5.00 BYN"]}})
    )
    with pytest.raises(Rejection) as refused:
        await _tried(proceedings, ("7000.00", TODAY), number="0101-2026-000006")
    assert [problem.code for problem in refused.value.problems] == ["proceeding-not-consolidated"]
    with pytest.raises(Rejection) as refused:
        await _tried(proceedings, ("7000.00", DAY - timedelta(days=1)))
    assert [problem.field for problem in refused.value.problems] == ["money"]


async def _count(proceedings: Proceedings) -> int:
    async with proceedings.pool.acquire() as connection:
        found: int = await connection.fetchval("SELECT count(*) FROM event")
    return found


async def test_a_distribution_recorded_late_enters_on_its_day(proceedings: Proceedings) -> None:
    day = date(2026, 6, 3)
    await proceedings.accepted(_paid("1320.00", day))
    holder, asked = _resolved(day)
    paper = {"kind": "resolution", "dated": day, "author": "0101"}
    await proceedings.accepted((holder, {**asked, "recording": {"paper": paper, "attestations": []}}))
    async with proceedings.pool.acquire() as connection:
        before = await sums(connection, [HOLDER], as_of=date(2026, 6, 2))
        after = await sums(connection, [HOLDER], as_of=day)
    owed = [
        sum((amount for key, amount in each[HOLDER].items() if key.account is Account.OUTSTANDING), Decimal())
        for each in (before, after)
    ]
    assert owed == [1200, 0]
    await proceedings.in_order()


async def test_annulled_money_waits_and_what_was_paid_out_stays(proceedings: Proceedings) -> None:
    await proceedings.accepted(_paid("7000.00"), _resolved())
    paid_out = {"command": "order-payout", "day": TODAY, "payout": str(new_id()), "payable": "recoverer-payable"}
    await proceedings.accepted((UUID(int=42), {**paid_out, "sum": "2000.00 BYN"}))
    ruling = {"kind": "ruling", "dated": TODAY, "author": "Economic Court of Minsk"}
    annulled = {"command": "annul-distribution", "day": TODAY, "distribution": str(DISTRIBUTION), "paper": ruling}
    await proceedings.accepted((HOLDER, annulled))
    assert await proceedings.held(Account.UNALLOCATED) == [5000, 0, 0, 0, 0]
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == [0, 0, 0, 0, 0]
    again = {**_resolved()[1], "distribution": str(new_id())}
    await proceedings.accepted((HOLDER, again))
    await proceedings.in_order()


async def test_what_one_claims_alone_is_not_distributed(proceedings: Proceedings) -> None:
    alone = {"command": "end-consolidation", "day": TODAY, "cause": "other-debtor"}
    await proceedings.accepted(_paid("100.00"))
    (reply,) = await proceedings.handle((HOLDER, {**alone, "cause": "one-proceeding-left"}))
    assert isinstance(reply, Rejected)
    assert [problem.code for problem in reply.problems] == ["others-joined"]
    others = [id_ for id_ in FIVE if id_ != HOLDER]
    await proceedings.accepted(*((id_, command) for id_ in others for command in (_REPLACED, alone)))
    (reply,) = await proceedings.handle(_resolved())
    assert isinstance(reply, Rejected)
    assert [problem.code for problem in reply.problems] == ["one-document-alone"]
    await proceedings.accepted((HOLDER, {**alone, "cause": "one-proceeding-left"}))
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == [100, 0, 0, 0, 0]


async def test_nobody_else_states_a_share(proceedings: Proceedings) -> None:
    share = {
        "command": "enter-share",
        "day": TODAY,
        "payment": str(uuid5(DISTRIBUTION, "x")),
        "sum": "1.00 BYN",
        "distribution": str(DISTRIBUTION),
        "holder": "0101-2026-000001",
        "source": "debtor",
        "bears_fee": False,
        "actor": "accountant:0101-003",
    }
    (reply,) = await proceedings.handle((HOLDER, share))
    assert isinstance(reply, Rejected)
    assert [problem.code for problem in reply.problems] == ["share-not-by-distribution"]


async def test_a_proceeding_that_was_separated_since_takes_part_in_a_correction(proceedings: Proceedings) -> None:
    """It shared the money on the day of the resolution (Art. 343(4), 406)."""
    await proceedings.accepted(_paid("1100.00", TODAY - timedelta(5)), _resolved(TODAY - timedelta(4)))
    before = await proceedings.held(Account.RECOVERER_PAYABLE)
    separated = list(FIVE)[1]
    apart = {"command": "end-consolidation", "day": TODAY, "cause": "other-debtor"}
    for id_ in (separated, HOLDER):
        await proceedings.accepted((id_, _REPLACED), (id_, apart))
    slip = {"command": "correct-distribution", "day": TODAY, "distribution": str(DISTRIBUTION), "reason": "a slip"}
    await proceedings.accepted((HOLDER, {**slip, "attests": ["slip-shown"]}))
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == before
    annulled = {"command": "annul-distribution", "day": TODAY, "distribution": str(DISTRIBUTION)}
    await proceedings.accepted(
        (HOLDER, {**annulled, "paper": {"kind": "ruling", "dated": str(TODAY), "author": "Court"}})
    )
    # The holder shares its money with nobody now: it pays its own claims.
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == [Decimal("1100.00"), *[0] * 4]
    await proceedings.in_order()


@pytest.mark.parametrize(("left_behind", "pays"), [(False, True), (True, True), (True, False)])
async def test_a_proceeding_taken_up_by_another_body_shares_its_money_there(
    proceedings: Proceedings, *, left_behind: bool, pays: bool
) -> None:
    """The consolidated debtor is one of a body (Art. 404): its proceedings there, and no others (Art. 354(2)).

    `left_behind`: an earlier release left it with that of the body before; `pays`: the money comes to it.
    """
    there, case = UUID(int=51), {"claims": [FIVE[HOLDER]], "immediate": True, "body": "0201"}
    await proceedings.accepted((there, {"command": "initiate-proceeding", "day": DAY, "case": case}))
    await proceedings.accepted((there, {"command": "consolidate-proceeding", "day": DAY, "case": case}))
    transfer: Fields = {"day": DAY + timedelta(1), "transfer": "brest"}
    letter = {"kind": "letter", "dated": str(DAY), "author": "Police"}
    executor = {"id": "0201-017", "full_name": "Kovalev Ivan Petrovich"}
    await proceedings.accepted(
        (
            HOLDER,
            {"command": "establish-other-place", "found": "debtor-moved", "place": "x", "paper": letter} | transfer,
        ),
        (HOLDER, {"command": "transfer-proceeding", "body": "0201", "reason": "the debtor moved"} | transfer),
        (HOLDER, {"command": "send-file", "way": "registered-mail", "inventory": "file"} | transfer),
        (HOLDER, {"command": "take-up-proceeding", "executor": executor, "case": case} | transfer),
    )
    if left_behind:
        async with proceedings.pool.acquire() as connection:
            await connection.execute(
                "UPDATE consolidated_proceeding SET debtor = $2 WHERE proceeding = $1",
                HOLDER,
                consolidated_debtor_of("0101", "unp", "191234563"),
            )
    by_it = {True: HOLDER, False: there}[pays]
    await proceedings.accepted(*((by_it, command | {"case": case}) for _, command in (_paid("100.00"), _resolved())))
    joined, taken_up, distributed = await _of_debtor(proceedings, "0201")
    assert [joined.proceeding, taken_up.proceeding] == [there, HOLDER]
    assert {share.proceeding: share.sum.amount for share in distributed.shares} == {there: 50, HOLDER: 50}
    apart = {"command": "end-consolidation", "day": TODAY, "cause": "other-debtor"}
    *others, last = (id_ for id_ in FIVE if id_ != HOLDER)
    await proceedings.accepted(
        *((id_, command) for id_ in others for command in (_REPLACED, apart)),
        (last, {**apart, "cause": "one-proceeding-left"}),
    )
    await proceedings.in_order()


async def test_a_document_in_another_currency_shares_by_the_official_rate(proceedings: Proceedings) -> None:
    """The earlier queues are paid in full; in the last one, debts share by what they cost (Art. 369(2))."""
    abroad, case = UUID(int=61), {"claims": ["200.00 EUR"], "immediate": True}
    await proceedings.accepted((abroad, {"command": "initiate-proceeding", "day": DAY, "case": case}))
    await proceedings.accepted((abroad, {"command": "consolidate-proceeding", "day": DAY}))
    await proceedings.accepted(_paid("9400.01"))
    holder, resolved = _resolved()
    (reply,) = await proceedings.handle((holder, resolved))
    assert isinstance(reply, Rejected)
    assert [problem.code for problem in reply.problems] == ["rates-unfit"]
    rate = {"currency": "978", "units": 1, "roubles": "3.5000", "day": str(TODAY), "source": "National Bank"}
    found = await _tried(proceedings, ("9400.01", TODAY), rates=[rate])
    await proceedings.accepted((holder, {**resolved, "rates": [rate]}))
    whole = [Decimal(sum_) for sum_ in ("1200", "2500", "4000", "1000.01")]
    assert await proceedings.held(Account.RECOVERER_PAYABLE) == [*whole, 350]
    (share,) = [each for each in found.tried[0].shares if each.proceeding == abroad]
    (claim,) = share.claims
    assert claim.sum.amount == 350
    assert claim.repays is not None
    assert claim.repays.amount == 100
    async with proceedings.pool.acquire() as connection:
        legs = (await sums(connection, [abroad]))[abroad]
    assert sum(amount for key, amount in legs.items() if key.account is Account.OUTSTANDING) == 100
    await proceedings.in_order()


async def test_what_is_owed_elsewhere_is_what_the_same_recoverer_has_open_against_the_debtor(
    proceedings: Proceedings,
) -> None:
    """The difference of Art. 383(9) is lower by the debts of other proceedings that go on, and by no debt to others."""
    for id_, more in (
        (UUID(int=62), {"recoverer": "citizen 3140462K000VF7", "claims": ["5.00 BYN"]}),
        (UUID(int=63), {"debtor": "citizen 3140462K000VF7", "claims": ["7.00 BYN"]}),
        (UUID(int=64), {"claims": ["9.00 EUR"], "body": "0201"}),
    ):
        await proceedings.accepted((id_, {"command": "initiate-proceeding", "day": DAY, "case": more}))
    fixed = {"property": "car", "sum": "5000.00 BYN", "other_debts": "1000.00 BYN", "difference": "3000.00 BYN"}
    command = _command(HOLDER, {"command": "fix-difference", "day": TODAY, **fixed})
    read: list[int] = []

    async def load(ids: Collection[UUID]) -> Mapping[UUID, Journal]:
        read.append(len(ids))
        streams = await proceedings.application.states(connection, ids)
        return {id_: state for id_, state in streams.items() if state is not None}

    async with proceedings.pool.acquire() as connection:
        found = await owed_elsewhere(connection, [command], load)
    assert [(sum_.amount, sum_.currency) for sum_ in found[command.id]] == [(Decimal("8200.01"), "933"), (9, "978")]
    assert read == [1, len(FIVE) + 1]


async def test_a_surplus_goes_back_once_no_other_document_of_the_debtor_is_open_at_the_body(
    proceedings: Proceedings,
) -> None:
    """Nobody joined them: what one document left is not the debtor's while another is open (Art. 403-404)."""
    one, other, elsewhere = (UUID(int=number) for number in (71, 72, 73))
    citizen = {"debtor": "citizen 3140462K000VF7", "claims": ["100.00 BYN"]}
    for id_, case in ((one, citizen), (other, citizen), (elsewhere, {**citizen, "body": "0201"})):
        await proceedings.accepted((id_, {"command": "initiate-proceeding", "day": DAY, "case": case}))
    paid = {"command": "record-payment", "day": TODAY, "source": "debtor"}
    surplus = {"command": "order-payout", "day": TODAY, "payable": "surplus-payable", "sum": "20.00 BYN"}
    await proceedings.accepted((one, {**paid, "payment": str(UUID(int=711)), "sum": "150.00 BYN"}))
    (reply,) = await proceedings.handle((one, {**surplus, "payout": str(UUID(int=712))}))
    assert isinstance(reply, Rejected)
    assert [(problem.code, problem.detail) for problem in reply.problems] == [
        ("surplus-of-other-documents", "open against the debtor: 0101-2026-000007")
    ]
    await proceedings.accepted((other, {**paid, "payment": str(UUID(int=713)), "sum": "100.00 BYN"}))
    await proceedings.accepted((one, {**surplus, "payout": str(UUID(int=712))}))


async def test_who_shares_no_money_is_named_until_both_are_joined(proceedings: Proceedings) -> None:
    """On the proceeding, and where a payment is previewed: the queues are those of all documents (Art. 404)."""
    one, other, elsewhere, ended = (UUID(int=number) for number in (74, 75, 76, 77))
    citizen = {"debtor": "citizen 3140462K000VF7", "claims": ["100.00 BYN"]}
    for id_, case in ((one, citizen), (other, citizen), (elsewhere, {**citizen, "body": "0201"}), (ended, citizen)):
        await proceedings.accepted((id_, {"command": "initiate-proceeding", "day": DAY, "case": case}))
    waived = {"command": "terminate-proceeding", "day": TODAY, "ground": "terminate-waived"}
    await proceedings.accepted((ended, {**waived, "attests": ["parties-notified", "recovery-waived"]}))
    number, of_other = "0101-2026-000006", "0101-2026-000007"
    asked = ShowProceeding(number=number)
    payment = PreviewAct(
        number=number, command="lea.proceedings.record-payment.v1", day=TODAY, actor="executor:0101-017",
        data={"payment": str(new_id()), "sum": {"amount": "10.00", "currency": "933"}, "source": "debtor"},
    )  # fmt: skip

    async def named_by(query: ShowProceeding | PreviewAct) -> Any:
        sent = QueryEnvelope[Any](
            id=new_id(), source="/lea/test", type=query.type, actor="executor:0101-017", data=query
        )
        async with proceedings.pool.acquire() as connection:
            found = await ProceedingQueries(proceedings.application.store, CLOCK).answer(connection, sent)
        assert isinstance(found, ProceedingView | Preview)
        return found.not_joined_with

    assert [await named_by(asked), await named_by(payment)] == [(of_other,), (of_other,)]
    await proceedings.accepted((one, {"command": "consolidate-proceeding", "day": TODAY}))
    assert await named_by(asked) == (of_other,)
    await proceedings.accepted((other, {"command": "consolidate-proceeding", "day": TODAY}))
    assert await named_by(asked) is None
