"""A sole trader is one person, whichever number a proceeding knows him by: on a real database."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.envelope import CommandEnvelope
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
)
from contracts.identifiers import consolidated_debtor_of, new_id
from contracts.queries.base import QueryEnvelope
from contracts.queries.proceedings import FindProceedings, ProceedingRows
from contracts.replies import Accepted, Rejected, Reply
from infra.demo.persons import payer_number, personal_number
from services.proceedings.application import application
from services.proceedings.book_checks import check_books
from services.proceedings.books import sums
from services.proceedings.queries import ProceedingQueries
from shared.books import Account
from tests.engines import NewDatabase
from tests.integration.proceedings.test_distributions import CLOCK, DAY, TODAY
from tests.unit.proceedings.harness import Fields, command_of

UNP, OTHER_UNP = "291234572", payer_number(70_002)
PERSONAL, OTHER_PERSONAL = "3140462K000VF6", personal_number("4150575A012PB")
ONE, TWO, THREE, FOUR, FIVE = (UUID(int=number) for number in range(51, 56))
BY_UNP, BY_PERSONAL = f"entrepreneur {UNP}", f"citizen {PERSONAL}"
BOTH, TURNED = f"entrepreneur {UNP} {PERSONAL}", f"citizen {PERSONAL} {UNP}"
OF_UNP, OF_PERSONAL = (
    consolidated_debtor_of("0101", "unp", UNP),
    consolidated_debtor_of("0101", "personal-number", PERSONAL),
)
JOINT = {"kind": "joint"}
PAID, DISTRIBUTION = "paid", "distribution"


class Proceedings:
    """The command side of proceedings on a database, without a broker."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.application = application(CLOCK)

    async def handle(self, *asked: tuple[UUID, Fields]) -> list[Reply]:
        """Carry out commands in one batch."""
        commands = [_command(stream, spec) for stream, spec in asked]
        return await self.application.handle_in_transaction(self.pool, commands)

    async def accepted(self, *asked: tuple[UUID, Fields]) -> UUID:
        """Carry out commands that are in order; the id of the last one."""
        replies = await self.handle(*asked)
        for reply in replies:
            assert isinstance(reply, Accepted), reply
        assert replies[-1].command_id
        return replies[-1].command_id

    async def correct(self, stream: UUID, act: UUID, **case: Any) -> None:
        """Correct the initiation, by two persons."""
        correction = await self.accepted(correction_of(stream, act, **case))
        approval = {"command": "approve-correction", "day": TODAY, "correction": correction}
        await self.accepted((stream, {**approval, "actor": "head:0101"}))

    async def debtors(self) -> dict[UUID, UUID]:
        """The consolidated debtor of each proceeding."""
        async with self.pool.acquire() as connection:
            return dict(map(tuple, await connection.fetch("SELECT proceeding, debtor FROM consolidated_proceeding")))

    async def events(self, stream: UUID) -> list[Any]:
        async with self.pool.acquire() as connection:
            return [event.data for event in await self.application.store.load(connection, stream)]

    async def held(self, account: Account, *proceedings: UUID) -> list[Decimal]:
        """What an account holds for each proceeding; of debts what is outstanding."""
        async with self.pool.acquire() as connection:
            found = await sums(connection, proceedings)
        sign = 1 if account is Account.OUTSTANDING else -1
        return [
            sign * sum((amount for key, amount in found[id_].items() if key.account is account), Decimal())
            for id_ in proceedings
        ]

    async def found(self, **asked: str) -> ProceedingRows:
        """Proceedings by the identifier of a party."""
        stated = {role: dict(zip(("kind", "value"), each.split(":"), strict=True)) for role, each in asked.items()}
        data = FindProceedings.model_validate(stated)
        query = QueryEnvelope[Any](
            id=new_id(), source="/lea/test", type=data.type, actor="executor:0101-017", data=data
        )
        async with self.pool.acquire() as connection:
            rows = await ProceedingQueries(self.application.store, CLOCK).answer(connection, query)
        assert isinstance(rows, ProceedingRows)
        return rows

    async def in_order(self) -> None:
        """The books say what follows from the events."""
        async with self.pool.acquire() as connection, connection.transaction():
            assert not (await check_books(connection)).faults


@pytest.fixture
async def proceedings(migrated_database: NewDatabase) -> AsyncIterator[Proceedings]:
    async with asyncpg.create_pool(migrated_database("proceedings").url, min_size=1, max_size=4) as pool:
        yield Proceedings(pool)


def begin(stream: UUID, **case: Any) -> tuple[UUID, Fields]:
    return stream, {"command": "initiate-proceeding", "day": DAY, "case": case_of(stream, case)}


def case_of(stream: UUID, case: Fields) -> Fields:
    return {"claims": ["1000.00 BYN"], "immediate": True, "document_number": f"D-{stream.int}", **case}


def correction_of(stream: UUID, act: UUID, **case: Any) -> tuple[UUID, Fields]:
    """What corrects the initiation, which was otherwise as `case` says."""
    basis = {"kind": "letter", "number": "17", "dated": TODAY, "author": "Recoverer"}
    return stream, {
        "command": "correct-entry",
        "day": TODAY,
        "act": act,
        "reason": "typed wrongly",
        "basis": basis,
        "data": {"command": "initiate-proceeding"},
        "case": case_of(stream, case),
    }


def consolidate(*streams: UUID) -> list[tuple[UUID, Fields]]:
    return [(stream, {"command": "consolidate-proceeding", "day": DAY}) for stream in streams]


def pay(stream: UUID, amount: str, name: str = PAID) -> tuple[UUID, Fields]:
    paid = {"command": "record-payment", "day": TODAY, "payment": name, "sum": f"{amount} BYN", "source": "debtor"}
    return stream, paid


def distribute(stream: UUID) -> tuple[UUID, Fields]:
    return stream, {
        "command": "resolve-distribution", "day": TODAY, "distribution": DISTRIBUTION, "payment": PAID
    }  # fmt: skip


def distribute_anew(stream: UUID) -> tuple[UUID, Fields]:
    return stream, {
        "command": "correct-distribution", "day": TODAY, "distribution": DISTRIBUTION, "reason": "one person",
        "attests": ["slip-shown"],
    }  # fmt: skip


def _command(stream: UUID, spec: Fields) -> CommandEnvelope[Any]:
    fields = {key: value for key, value in spec.items() if key != "case"}
    return command_of({"attests": None, **fields}, spec.get("case", {}), new_id()).model_copy(update={"stream": stream})


def codes(reply: Reply) -> list[str]:
    return [problem.code for problem in reply.problems] if isinstance(reply, Rejected) else []


async def test_proceedings_known_by_one_number_each_become_those_of_one_debtor(proceedings: Proceedings) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL))
    await proceedings.accepted(*consolidate(ONE, TWO))
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_PERSONAL}
    await proceedings.accepted(pay(ONE, "700.00"))
    [reply] = await proceedings.handle(distribute(ONE))
    assert codes(reply) == ["one-document-alone"]
    # Any record of a party joins them: here the person is a recoverer.
    act = await proceedings.accepted(begin(THREE, recoverer=BOTH))
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_UNP}
    assert [type(each) for each in await proceedings.events(OF_PERSONAL)] == [
        ConsolidatedDebtorJoined, ConsolidatedDebtorLeft
    ]  # fmt: skip
    await proceedings.accepted(distribute(ONE))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO) == [350, 350]
    await proceedings.in_order()
    await proceedings.correct(THREE, act, recoverer=BY_UNP)
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_PERSONAL}


@pytest.mark.parametrize("both", [BOTH, TURNED])
async def test_whoever_is_consolidated_later_joins_the_others(proceedings: Proceedings, both: str) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(THREE, debtor=both))
    await proceedings.accepted(*consolidate(THREE, TWO, ONE))
    assert await proceedings.debtors() == dict.fromkeys((ONE, TWO, THREE), OF_UNP)


async def test_a_late_join_is_distributed_anew(proceedings: Proceedings) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(FOUR, debtor=BY_UNP))
    await proceedings.accepted(*consolidate(ONE, TWO, FOUR), pay(ONE, "900.00"), distribute(ONE))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO, FOUR) == [450, 0, 450]
    await proceedings.accepted(begin(THREE, recoverer=BOTH))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO, FOUR) == [450, 0, 450]
    await proceedings.accepted(distribute_anew(ONE))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO, FOUR) == [300, 300, 300]
    await proceedings.in_order()


async def test_what_was_distributed_before_is_restated_after_the_move(proceedings: Proceedings) -> None:
    await proceedings.accepted(
        begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(FOUR, debtor=BY_PERSONAL)
    )
    await proceedings.accepted(*consolidate(ONE, TWO, FOUR), pay(TWO, "900.00"), distribute(TWO))
    act = await proceedings.accepted(begin(THREE, recoverer=BOTH))
    carried = [each for each in await proceedings.events(OF_UNP) if isinstance(each, ConsolidatedDebtorDistributed)]
    assert [(each.holder, each.entered) for each in carried] == [(TWO, (TWO, FOUR))]
    await proceedings.accepted(distribute_anew(TWO))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO, FOUR) == [300, 300, 300]
    # They part again: what the first has got is taken back by the next calculation.
    await proceedings.correct(THREE, act, recoverer=BY_UNP)
    await proceedings.accepted(distribute_anew(TWO))
    assert await proceedings.held(Account.RECOVERER_PAYABLE, ONE, TWO, FOUR) == [0, 450, 450]
    await proceedings.in_order()


@pytest.mark.parametrize("contradiction", [f"entrepreneur {UNP} {OTHER_PERSONAL}", f"legal-person {UNP}"])
async def test_a_contradiction_parts_them(proceedings: Proceedings, contradiction: str) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(THREE, debtor=BOTH))
    await proceedings.accepted(*consolidate(ONE, TWO, THREE))
    # Intake refuses it; where two are decided at once, the records are shown as contradicting each other.
    act = await proceedings.accepted(begin(FOUR, recoverer=contradiction))
    contested = consolidated_debtor_of("0101", "unp-and-personal-number", f"{UNP} {PERSONAL}")
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_PERSONAL, THREE: contested}
    rows = await proceedings.found(debtor=f"unp:{UNP}")
    assert [row.id for row in rows.proceedings] == [ONE, THREE]
    assert rows.contradicting == ("0101-2026-000003", "0101-2026-000004")
    rows = await proceedings.found(debtor=f"personal-number:{PERSONAL}")
    assert ([row.id for row in rows.proceedings], rows.contradicting) == (
        [TWO, THREE], ("0101-2026-000003", "0101-2026-000004")
    )  # fmt: skip
    await proceedings.correct(FOUR, act, recoverer=f"legal-person {OTHER_UNP}")
    assert await proceedings.debtors() == dict.fromkeys((ONE, TWO, THREE), OF_UNP)


async def test_proceedings_are_found_by_either_number(proceedings: Proceedings) -> None:
    await proceedings.accepted(
        begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(FOUR, recoverer=BY_PERSONAL)
    )

    async def by_each() -> list[list[UUID]]:
        asked = [{"debtor": f"unp:{UNP}"}, {"debtor": f"personal-number:{PERSONAL}"}, {"recoverer": f"unp:{UNP}"}]
        rows = [await proceedings.found(**each) for each in asked]
        assert [each.contradicting for each in rows] == [None] * 3
        return [[row.id for row in each.proceedings] for each in rows]

    assert await by_each() == [[ONE], [TWO], []]
    await proceedings.accepted(begin(THREE, debtor=BOTH))
    assert await by_each() == [[ONE, TWO, THREE], [ONE, TWO, THREE], [FOUR]]


async def test_joint_debtors_of_a_recoverer_who_is_known_by_one_number_each(proceedings: Proceedings) -> None:
    joint = {"liability": JOINT}
    await proceedings.accepted(
        begin(ONE, recoverer=BY_UNP, debtor="legal-person", **joint),
        begin(TWO, recoverer=BY_PERSONAL, debtor="citizen", **joint),
    )
    await proceedings.accepted(pay(ONE, "400.00"))
    assert await proceedings.held(Account.OUTSTANDING, ONE, TWO) == [600, 1000]
    act = await proceedings.accepted(begin(THREE, debtor=BOTH))
    assert await proceedings.held(Account.OUTSTANDING, ONE, TWO) == [600, 600]
    await proceedings.accepted(pay(TWO, "600.00", "rest"))
    assert await proceedings.held(Account.OUTSTANDING, ONE, TWO) == [0, 0]
    await proceedings.in_order()
    await proceedings.correct(THREE, act, debtor=BY_UNP)
    assert await proceedings.held(Account.OUTSTANDING, ONE, TWO) == [600, 400]
    await proceedings.in_order()


async def test_a_joint_debtor_begun_after_the_join_is_one_of_the_group(proceedings: Proceedings) -> None:
    joint = {"liability": JOINT}
    await proceedings.accepted(
        begin(ONE, recoverer=BY_PERSONAL, debtor="legal-person", **joint),
        begin(TWO, recoverer=TURNED, debtor="citizen", **joint),
        begin(THREE, recoverer=BY_UNP, debtor="entrepreneur", **joint),
        pay(ONE, "400.00"),
    )
    assert await proceedings.held(Account.OUTSTANDING, ONE, TWO, THREE) == [600, 600, 600]


async def test_a_successor_joins_and_contradicts_nobody(proceedings: Proceedings) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(THREE))
    await proceedings.accepted(*consolidate(ONE, TWO))
    succession = {"command": "name-successor", "day": TODAY, "role": "recoverer", "basis": TODAY}
    await proceedings.accepted((THREE, {**succession, "successor": BOTH}))
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_UNP}
    [reply] = await proceedings.handle((TWO, {**succession, "successor": f"entrepreneur {UNP} {OTHER_PERSONAL}"}))
    assert codes(reply) == ["identifiers-contradict"]
    assert isinstance(reply, Rejected)
    [problem] = reply.problems
    assert (problem.field, problem.article) == ("successor.second_identifier.value", "Art. 355(2) ind. 3")
    assert problem.detail == "proceeding 0101-2026-000003 names another person with this payer number"


async def test_a_correction_to_a_contradiction_is_refused(proceedings: Proceedings) -> None:
    await proceedings.accepted(begin(ONE, debtor=BOTH))
    act = await proceedings.accepted(begin(TWO, debtor=f"citizen {OTHER_PERSONAL}"))
    [reply] = await proceedings.handle(correction_of(TWO, act, debtor=f"citizen {OTHER_PERSONAL} {UNP}"))
    assert isinstance(reply, Rejected)
    assert [(each.code, each.field) for each in reply.problems] == [
        ("identifiers-contradict", "data.data.debtor.second_identifier.value")
    ]


async def test_a_join_and_a_consolidation_at_once(proceedings: Proceedings) -> None:
    await proceedings.accepted(begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL))
    await asyncio.gather(
        proceedings.accepted(begin(THREE, recoverer=BOTH)),
        proceedings.accepted(*consolidate(ONE)),
        proceedings.accepted(*consolidate(TWO)),
    )
    assert await proceedings.debtors() == {ONE: OF_UNP, TWO: OF_UNP}


async def test_namesakes_are_not_one_debtor(proceedings: Proceedings) -> None:
    await proceedings.accepted(
        begin(ONE, debtor=BY_UNP), begin(TWO, debtor=BY_PERSONAL), begin(THREE, debtor=f"entrepreneur {OTHER_UNP}")
    )
    names = {(await proceedings.events(each))[0].debtor.name for each in (ONE, TWO, THREE)}
    assert len(names) == 1
    await proceedings.accepted(*consolidate(ONE, TWO, THREE))
    assert len({*(await proceedings.debtors()).values()}) == 3
