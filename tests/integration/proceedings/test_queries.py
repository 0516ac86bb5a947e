"""Queries to the running service, through the broker: answered, refused, and without a trace in the store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import aio_pika
import pytest
from aio_pika import Message

from contracts.acts.order_payout import OrderPayout
from contracts.commands.corrections import ApproveCorrection, CorrectEntry, StrikeEntry
from contracts.commands.parties import NameSuccessor
from contracts.commands.proceedings import ImposeFee, RecordPayment
from contracts.events.corrections import StatedAct
from contracts.events.parties import PartyRole
from contracts.identifiers import new_id
from contracts.queries.base import QueryEnvelope, Refused, query_headers
from contracts.queries.outgoing import ListOutgoing, OutgoingKey
from contracts.queries.proceedings import (
    ActView,
    CorrectionView,
    DutyKey,
    FindProceedings,
    Identifier,
    ListDuties,
    ListPayables,
    ListTransactions,
    PayableKey,
    PayableView,
    Preview,
    PreviewAct,
    Reading,
    ShowBalances,
    ShowCaseload,
    ShowProceeding,
)
from contracts.recording import Paper, Recording
from contracts.replies import Accepted, Rejected
from contracts.values import Party, PartyKind, PersonIdentifier, PositiveMoney
from services.proceedings.projections import FORM
from shared.clerk_client import ClerkClient, QueryRefused
from shared.clock import SystemClock
from shared.confirmed import Confirmed
from shared.messaging.queue_names import QUERIES_EXCHANGE, REPLIES_EXCHANGE, reply_queue
from shared.messaging.senders import OPERATOR
from tests.engines import Database
from tests.integration.proceedings.running import DECIDED_ON, House, of
from tests.patience import PATIENCE, until
from tests.service_process import service_process

EXECUTOR = "executor:0101-017"
PAID = {
    "payment": "0197a3c0-7b1e-7c52-9d2f-3f1f0a6b8c11",
    "sum": {"amount": "400.00", "currency": "933"},
    "source": "debtor",
}
SERVED_ON, COMPULSORY_ON = date(2026, 3, 4), date(2026, 3, 14)


@pytest.fixture
async def clerk(service: str, vhost: str) -> AsyncIterator[ClerkClient]:
    async with ClerkClient(vhost, user=OPERATOR, source="/lea/test", actor=EXECUTOR, name="clerk") as client:
        yield client


async def _initiated(house: House, **case: Any) -> tuple[UUID, str]:
    proceeding = await house.decide_initiation(case)
    [initiated] = await house.events(proceeding, 1)
    return proceeding, initiated.data.number


async def _served(house: House, **case: Any) -> tuple[UUID, str]:
    proceeding, number = await _initiated(house, **case)
    await _accepted(house, proceeding, of("RecordService", method="handed-over"), SERVED_ON)
    return proceeding, number


async def _accepted(house: House, proceeding: UUID, command: Any, day: date) -> Accepted:
    reply = await house.send(proceeding, command, day)
    assert isinstance(reply, Accepted), reply
    return reply


async def test_a_proceeding_is_found_by_number_document_and_party(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house, body="0401")
    for asked in (
        FindProceedings(number=number),
        FindProceedings(number=number, document="155 eip26114 - 1", issuer="EC-MINSK"),
        FindProceedings(number=number, document="155ЕІР26114-1"),
        FindProceedings(number=number, debtor=Identifier(kind="unp", value="191234563")),
        FindProceedings(number=number, recoverer=Identifier(kind="unp", value="191234563")),
        FindProceedings(number=number, case="155еір 26114"),
        FindProceedings(body="0401", name="BET alf"),
    ):
        [row] = (await clerk.find(asked)).proceedings
        assert (row.id, row.number, row.status, row.since) == (proceeding, number, "compulsory", COMPULSORY_ON)
        assert (row.body, row.executor, row.document) == ("0401", "0401-017", "155EIP26114-1")
        assert row.debtor_identifier == Identifier(kind="unp", value="191234563")
    for other in (
        FindProceedings(document="155EIP26114-2"),
        FindProceedings(document="155EIP26114-1", issuer="EC-GOMEL"),
        FindProceedings(case="155EIP26115"),
        FindProceedings(name="eta"),
        FindProceedings(name="beta gamma"),
        FindProceedings(name="'&!:*"),
        FindProceedings(debtor=Identifier(kind="unp", value="191234576")),
        FindProceedings(debtor=Identifier(kind="personal-number", value="3120585A001PB9")),
    ):
        assert (await clerk.find(other)).proceedings == ()


async def test_a_proceeding_is_found_by_the_debtor_of_the_document_and_by_the_successor(
    house: House, clerk: ClerkClient
) -> None:
    proceeding, number = await _served(house)
    succession = NameSuccessor(
        role=PartyRole.DEBTOR,
        successor=Party(
            kind=PartyKind.LEGAL_PERSON, name="Gamma LLC", identifier=PersonIdentifier(kind="unp", value="291234572")
        ),
        basis=Paper(kind="ruling", dated=SERVED_ON, author="Economic Court of Minsk"),
    )
    old, new = (Identifier(kind="unp", value=value) for value in ("191234563", "291234572"))
    assert (await clerk.find(FindProceedings(number=number, debtor=new))).proceedings == ()
    await _accepted(house, proceeding, succession, SERVED_ON)
    for debtor in (old, new):
        [row] = (await clerk.find(FindProceedings(number=number, debtor=debtor))).proceedings
        assert (row.id, row.debtor) == (proceeding, (await clerk.show(number)).debtor.name)


async def test_what_went_out_on_a_day(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _initiated(house, body="0501")
    copies = of("SendResolutionCopies", recipients=["recoverer", "debtor"])
    mark = Paper(kind="postal-receipt", number="RR17BY", dated=SERVED_ON, author="Belpochta")
    reply = await house.send(proceeding, copies, SERVED_ON, recording=Recording(paper=mark))
    assert isinstance(reply, Accepted), reply
    asked = ListOutgoing(body="0501", day=SERVED_ON)
    papers = (await clerk.outgoing(asked)).papers
    assert [(each.act, each.number, each.recipient, each.what) for each in papers] == [
        (reply.command_id, number, recipient, "resolution") for recipient in ("debtor", "recoverer")
    ]
    assert {(each.about, each.executor, each.mark, each.delivered_on, each.receipt) for each in papers} == {
        ("initiate-proceeding", "0501-017", mark, None, None)
    }
    first = await clerk.outgoing(asked.model_copy(update={"limit": 1}))
    key = OutgoingKey(**first.papers[0].model_dump(include=set(OutgoingKey.model_fields)))
    assert first.more
    assert (await clerk.outgoing(asked.model_copy(update={"after": key}))).papers == papers[1:]
    for other in ({"body": "0502"}, {"day": DECIDED_ON}, {"executor": "0501-018"}):
        assert (await clerk.outgoing(asked.model_copy(update=other))).papers == ()


async def test_a_body_is_shown_in_numbers(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house, body="0201")
    paid = of("RecordPayment", payment=new_id(), sum="300.00 BYN", source="debtor")
    await _accepted(house, proceeding, paid, SERVED_ON)
    await _initiated(house, body="0201")
    shown = await clerk.caseload(ShowCaseload(body="0201", since=SERVED_ON.replace(day=1)))
    executor, month = f"{number[:4]}-017", SERVED_ON.replace(day=1)
    assert sum(each.proceedings for each in shown.executors) == 2
    assert {each.executor for each in shown.executors} == {executor}
    assert {each.executor for each in shown.duties} <= {executor}
    assert sum(each.proceedings for each in shown.initiated) == 2
    assert {each.month for each in (*shown.initiated, *shown.standing_since)} == {month}
    assert [(each.month, str(each.sum.amount)) for each in shown.recovered] == [(month, "300.00")]
    later = await clerk.caseload(ShowCaseload(body="0201", since=date(2026, 6, 1)))
    assert (later.standing_since, later.recovered, later.initiated) == ((), (), shown.initiated)
    mine = (await clerk.find(FindProceedings(executor=executor))).proceedings
    assert {row.executor for row in mine} == {executor}
    assert len(mine) == 2


async def test_a_long_list_says_that_there_are_more(house: House, clerk: ClerkClient) -> None:
    for _ in range(2):
        await _initiated(house, body="0501")
    found = await clerk.find(FindProceedings(document="155EIP26114-1", limit=1))
    assert (len(found.proceedings), found.more) == (1, True)


async def test_a_long_list_goes_on_after_its_last_row(house: House, clerk: ClerkClient) -> None:
    for _ in range(3):
        proceeding, _ = await _served(house, body="0701")
        await _accepted(house, proceeding, of("TerminateProceeding", ground="terminate-waived"), date(2026, 3, 10))
    body: dict[str, Any] = {"document": "155EIP26114-1", "body": "0701"}
    whole = (await clerk.find(FindProceedings(**body))).proceedings
    rows = [(await clerk.find(FindProceedings(**body, limit=1))).proceedings[0]]
    while (found := await clerk.find(FindProceedings(**body, limit=1, after=rows[-1].number))).proceedings:
        rows += found.proceedings
        assert found.more is (len(rows) < len(whole))
    assert tuple(rows) == whole
    assert len(rows) == 3
    duties = (await clerk.duties(ListDuties(body="0701"))).duties
    listed = [(await clerk.duties(ListDuties(body="0701", limit=1))).duties[0]]
    while len(listed) < len(duties):
        last = listed[-1]
        key = DutyKey(opened_on=last.opened_on, number=last.number, duty=last.duty, act=last.act)
        listed += (await clerk.duties(ListDuties(body="0701", limit=1, after=key))).duties
    assert tuple(listed) == duties
    kinds = {each.duty for each in duties}
    for kind in kinds:
        some = (await clerk.duties(ListDuties(body="0701", duties=(kind,)))).duties
        assert some == tuple(each for each in duties if each.duty == kind)


async def test_open_and_ended_proceedings_are_listed_apart(house: House, clerk: ClerkClient) -> None:
    ended, number = await _served(house, body="0501")
    await _accepted(house, ended, of("TerminateProceeding", ground="terminate-waived"), date(2026, 3, 10))
    _, other = await _served(house, body="0501")
    for open_, numbers in ((None, {number, other}), (True, {other}), (False, {number})):
        found = await clerk.find(FindProceedings(executor="0501-017", open=open_))
        assert {row.number for row in found.proceedings} & {number, other} == numbers


async def test_a_proceeding_is_shown_as_it_stands(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house)
    levy = new_id()
    await _accepted(house, proceeding, of("AddMeasure", measure=levy, code="ens-arrest-property"), SERVED_ON)
    paid = of("RecordPayment", payment=new_id(), sum="300.00 BYN", source="debtor")
    await _accepted(house, proceeding, paid, date(2026, 3, 5))
    view = await clerk.show(number)
    assert (view.id, view.version, view.served_on) == (proceeding, 9, SERVED_ON)
    assert [(entry.status.code, entry.day) for entry in view.statuses] == [
        ("initiated", DECIDED_ON),
        ("voluntary-term", SERVED_ON),
        ("compulsory", COMPULSORY_ON),
    ]
    [claim] = view.claims
    assert (str(claim.repaid and claim.repaid.amount), str(claim.balance and claim.balance.amount)) == (
        "300.00",
        "700.00",
    )
    [measure] = view.measures
    assert (measure.id, measure.history[-1].status) == (levy, "adopted")
    assert view.debtor.name == "Beta"


async def test_acts_are_listed_in_the_order_of_their_days_with_paper_and_revision(
    house: House, clerk: ClerkClient
) -> None:
    proceeding, number = await _served(house)
    paid = of("RecordPayment", payment=new_id(), sum="100.00 BYN", source="debtor")
    await _accepted(house, proceeding, paid, date(2026, 4, 1))
    paper = Paper(kind="resolution", number="17", dated=date(2026, 3, 6), author="0101-017")
    late = of("SuspendProceeding", ground="suspend-may-complaint-on-executor")
    reply = await clerk.send(proceeding, late, date(2026, 3, 6), Recording(paper=paper, reason="found in the file"))
    assert isinstance(reply, Accepted), reply
    shown = await clerk.history(number)
    assert [(act.act, act.day) for act in shown.acts] == [
        ("initiate-proceeding", DECIDED_ON),
        ("record-service", SERVED_ON),
        ("suspend-proceeding", date(2026, 3, 6)),
        ("record-payment", date(2026, 4, 1)),
    ]
    suspended = shown.acts[2]
    assert (suspended.id, suspended.actor, suspended.revision) == (reply.command_id, EXECUTOR, 1)
    assert suspended.recording is not None
    assert suspended.recording.paper == paper
    assert [(each.revision, each.cause, each.since) for each in shown.revisions] == [
        (1, reply.command_id, date(2026, 3, 6))
    ]


async def test_both_versions_of_a_corrected_act_remain(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house)
    payment, paid_on = new_id(), date(2026, 4, 1)
    paid = [
        RecordPayment.model_validate({**PAID, "payment": payment, "sum": {"amount": sum_, "currency": "933"}})
        for sum_ in ("2.00", "3.00")
    ]
    act = (await _accepted(house, proceeding, paid[0], paid_on)).command_id
    paper = Paper(kind="payment-order", number="5", dated=paid_on, author="bank")
    stated = StatedAct(type=RecordPayment.type, data=paid[1].model_dump(mode="json"))
    right = CorrectEntry(act=act, data=stated, reason="typed wrongly", basis=paper)
    correction = (await _accepted(house, proceeding, right, SystemClock().today())).command_id

    def sums(*readings: Reading | None) -> list[str]:
        return [reading.data["sum"]["amount"] for reading in readings if reading]

    async def seen() -> tuple[ActView, CorrectionView]:
        shown = await clerk.history(number)
        [view] = [each for each in shown.acts if each.id == act]
        return view, shown.corrections[-1]

    view, asked = await seen()
    assert (asked.standing, sums(asked.was, asked.reads)) == ("proposed", ["2.00", "3.00"])
    assert (sums(view.recorded_as), view.data["sum"]["amount"]) == ([], "2.00")
    head = clerk.acting_as("head:0101-001")
    approved = await head.send(proceeding, ApproveCorrection(correction=correction), SystemClock().today())
    assert isinstance(approved, Accepted), approved
    view, made = await seen()
    assert (made.standing, sums(made.was, made.reads)) == ("made", ["2.00", "3.00"])
    assert (sums(view.recorded_as), view.data["sum"]["amount"]) == (["2.00"], "3.00")

    strike = await clerk.send(
        proceeding, StrikeEntry(act=act, reason="of another case", basis=paper), SystemClock().today()
    )
    assert isinstance(strike, Accepted), strike
    await head.send(proceeding, ApproveCorrection(correction=strike.command_id), SystemClock().today())
    shown = await clerk.history(number)
    assert [sums(each.was, each.reads) for each in shown.corrections] == [["2.00", "3.00"], ["3.00"]]


async def test_the_initiation_is_shown_with_what_it_states(house: House, clerk: ClerkClient) -> None:
    _, number = await _initiated(house)
    [initiation] = (await clerk.history(number)).acts
    assert (initiation.data["number"], initiation.data["debtor"]["name"]) == (number, "Beta")
    assert initiation.recorded_as is None


async def test_a_preview_does_what_the_command_does_and_writes_nothing(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house)
    paid = RecordPayment.model_validate(PAID)
    before = await house.database.fetchval("SELECT count(*) FROM event")
    shown = await clerk.preview(number, paid, date(2026, 3, 5))
    assert (shown.outcome, shown.id) == ("accepted", proceeding)
    [claim] = shown.money
    assert str(claim.after.amount) == "600.00"
    assert await house.database.fetchval("SELECT count(*) FROM event") == before

    reply = await clerk.send(proceeding, paid, date(2026, 3, 5), confirmed=Confirmed(shown.version))
    assert isinstance(reply, Accepted)
    stale = await clerk.send(proceeding, ImposeFee(), date(2026, 3, 20), confirmed=Confirmed(shown.version))
    assert isinstance(stale, Rejected)
    assert stale.problems[0].code == "version-conflict"

    refused = await clerk.preview(number, paid, date(2026, 3, 5))
    assert (refused.outcome, refused.problems[0].code) == ("refused", "payment-already-recorded")
    future = await clerk.preview(number, ImposeFee(), SystemClock().today() + timedelta(days=1))
    assert future.problems[0].code == "effective-date-in-future"


async def test_a_command_that_lost_the_race_counts_while_it_does_what_was_confirmed(
    house: House, clerk: ClerkClient
) -> None:
    proceeding, number = await _served(house)
    first, second = (new_id() for _ in range(2))
    paid, again = (RecordPayment.model_validate({**PAID, "payment": new_id()}) for _ in range(2))
    day = date(2026, 3, 5)
    seen = {id_: await clerk.preview(number, data, day, id=id_) for id_, data in ((first, paid), (second, again))}
    confirmed = {id_: Confirmed(shown.version, shown.outcome_digest) for id_, shown in seen.items()}
    await _accepted(house, proceeding, of("AddMeasure", measure=new_id(), code="ens-arrest-property"), day)

    reply = await clerk.send(proceeding, paid, day, id=first, confirmed=confirmed[first])
    assert isinstance(reply, Accepted), reply
    assert await clerk.send(proceeding, paid, day, id=first, confirmed=confirmed[first]) == reply

    # The balance that the second person saw is another now.
    lost = await clerk.send(proceeding, again, day, id=second, confirmed=confirmed[second])
    assert isinstance(lost, Rejected)
    assert [problem.code for problem in lost.problems] == ["version-conflict"]


async def test_open_acts_have_reasons(house: House, clerk: ClerkClient) -> None:
    _, number = await _served(house)
    shown = {each.act: each for each in (await clerk.open_acts(number, SERVED_ON)).acts}
    assert shown["record-payment"].open
    assert [problem.code for problem in shown["impose-fee"].problems] == ["act-not-allowed-in-status"]
    assert shown["impose-fee"].problems[0].article == "Art. 402(1) ind. 3"
    with pytest.raises(QueryRefused, match="initiated on"):
        await clerk.open_acts(number, DECIDED_ON - timedelta(days=1))


async def test_duties_are_open_until_the_course_has_them_no_more(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house, body="0601")
    await _accepted(house, proceeding, of("TerminateProceeding", ground="terminate-waived"), date(2026, 3, 10))
    paid = of("RecordPayment", payment=new_id(), sum="100.00 BYN", source="debtor")
    irregular = await _accepted(house, proceeding, paid, date(2026, 3, 12))
    for asked in (ListDuties(number=number), ListDuties(body="0601"), ListDuties(executor="0601-017")):
        duties = (await clerk.duties(asked)).duties
        assert {each.duty for each in duties} == {
            "send-resolution-copies", "send-document-away", "settle-held-money", "review-irregular-act"
        }  # fmt: skip
        [duty] = [each for each in duties if each.problems]
        assert (duty.number, duty.duty, duty.act) == (number, "review-irregular-act", irregular.command_id)
        assert duty.problems[0].code == "proceeding-finished"
    earlier = (await clerk.duties(ListDuties(body="0601", opened_until=date(2026, 3, 11)))).duties
    assert {each.duty for each in earlier} == {"send-resolution-copies", "send-document-away"}
    assert irregular.command_id in {each.act for each in (await clerk.show(number)).duties}


async def test_an_unknown_number_or_malformed_data_is_refused(house: House, clerk: ClerkClient) -> None:
    with pytest.raises(QueryRefused, match="no proceeding has the number") as refused:
        await clerk.show("0101-1999-000001")
    assert [(each.code, each.field) for each in refused.value.problems] == [("proceeding-unknown", "number")]
    _, number = await _initiated(house)
    odd = PreviewAct(
        number=number, command=RecordPayment.type, data={"payment": "no id"}, day=SERVED_ON, actor=EXECUTOR
    )
    with pytest.raises(QueryRefused) as malformed:
        await clerk._ask(odd, Preview)
    assert {each.field for each in malformed.value.problems} == {"payment", "sum", "source"}


async def test_only_permitted_senders_are_answered(service: str, vhost: str) -> None:
    async with await aio_pika.connect(vhost) as connection:
        channel = await connection.channel()
        name = reply_queue(OPERATOR, str(new_id()))
        replies = await channel.declare_queue(name, exclusive=True)
        await replies.bind(REPLIES_EXCHANGE, name)
        queries = await channel.get_exchange(QUERIES_EXCHANGE, ensure=False)
        query = QueryEnvelope[Any](
            id=new_id(),
            source="/lea/test",
            type=ShowProceeding.type,
            actor=EXECUTOR,
            data=ShowProceeding(number="0101-1999-000001"),
        )

        async def ask(sender: str, **changes: str) -> None:
            asked = query.model_copy(update={**changes})
            body = asked.data.model_dump_json().encode()
            message = Message(body, headers={**query_headers(asked)}, correlation_id="1", reply_to=name, user_id=sender)
            await queries.publish(message, query.type)

        # A subscriber or another service gets no answer, whoever it says it is.
        for stranger in ("lea_subscriber_bank", "lea_intake", "tester"):
            await ask(stranger)
        for changes in ({"actor": "policy:voluntary-term"}, {"source": "/lea/deadlines"}, {}):
            await ask(OPERATOR, **changes)
        answers: list[Refused] = []
        async with asyncio.timeout(PATIENCE), replies.iterator(no_ack=True) as arriving:
            while len(answers) < 3:
                answers.append(Refused.model_validate_json((await anext(arriving)).body))
        assert [(each.problems[0].code, each.problems[0].field) for each in answers] == [
            ("sender-not-permitted", "actor"),
            ("sender-not-permitted", "source"),
            ("proceeding-unknown", "number"),
        ]


async def test_proceedings_of_older_releases_are_added_at_the_start(
    database: Database, house: House, clerk: ClerkClient, vhost: str, tmp_path: Path
) -> None:
    proceeding, number = await _served(house, body="0301")
    await _accepted(house, proceeding, of("TerminateProceeding", ground="terminate-waived"), date(2026, 3, 10))
    paid = of("RecordPayment", payment=new_id(), sum="100.00 BYN", source="debtor")
    await _accepted(house, proceeding, paid, date(2026, 3, 12))
    [row], duties = (
        (await clerk.find(FindProceedings(number=number))).proceedings,
        await clerk.duties(ListDuties(body="0301")),
    )
    assert (await clerk.find(FindProceedings(number=number, case="155EIP26114"))).proceedings == (row,)
    sent = await clerk.outgoing(ListOutgoing(body="0301", day=SERVED_ON))
    assert [(each.number, each.recipient, each.delivered_on) for each in sent.papers] == [(number, "debtor", SERVED_ON)]
    await database.execute("DELETE FROM proceeding_index")
    await database.execute("DELETE FROM open_duty")
    await database.execute("DELETE FROM outgoing")
    assert (await clerk.find(FindProceedings(number=number))).proceedings == ()
    async with _another(database, vhost, tmp_path):
        await until(lambda: _found(clerk, number), "the index is complete")
        assert (await clerk.find(FindProceedings(number=number))).proceedings == (row,)
        assert await clerk.duties(ListDuties(body="0301")) == duties
        assert await clerk.outgoing(ListOutgoing(body="0301", day=SERVED_ON)) == sent
    old = "UPDATE proceeding_index SET form = $1, debtor = 'of an older form' WHERE number = $2"
    await database.execute(old, FORM - 1, number)
    async with _another(database, vhost, tmp_path):
        await until(lambda: _is(clerk, number, row.debtor), "the row is written anew")


@asynccontextmanager
async def _another(database: Database, vhost: str, folder: Path) -> AsyncIterator[None]:
    """One more process of the service, which starts as a new release does."""
    settings = {"LEA_DATABASE_URL": database.url, "LEA_BROKER_URL": vhost}
    async with service_process("services.proceedings.main", folder / "log", settings):
        yield


async def _found(clerk: ClerkClient, number: str) -> bool:
    return bool((await clerk.find(FindProceedings(number=number))).proceedings)


async def _is(clerk: ClerkClient, number: str, debtor: str) -> bool:
    [row] = (await clerk.find(FindProceedings(number=number))).proceedings
    return row.debtor == debtor


async def test_the_books_of_a_proceeding_and_what_was_posted(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house)
    await _accepted(house, proceeding, RecordPayment.model_validate(PAID), COMPULSORY_ON)
    found = await clerk.balances(ShowBalances(number=number, as_of=COMPULSORY_ON))
    held = {(each.book, each.account): (each.side, str(each.sum.amount)) for each in found.balances}
    assert held["debt", "outstanding"] == ("debit", "600.00")
    assert held["custody", "bank"] == ("debit", "400.00")
    [initiation, payment] = (await clerk.transactions(ListTransactions(number=number))).transactions
    assert {leg.book for leg in initiation.legs} == {"debt"}
    assert {leg.book for leg in payment.legs} == {"debt", "custody"}
    with pytest.raises(QueryRefused, match="no proceeding has the number"):
        await clerk.balances(ShowBalances(number="0101-1998-999999"))


async def test_money_for_which_no_payout_is_ordered(house: House, clerk: ClerkClient) -> None:
    proceeding, number = await _served(house, body="0601")
    await _accepted(house, proceeding, RecordPayment.model_validate(PAID), COMPULSORY_ON)

    async def of_the_proceeding(asked: ListPayables) -> list[PayableView]:
        """Other proceedings of the body have money, too."""
        return [each for each in (await clerk.payables(asked)).payables if each.number == number]

    [payable] = await of_the_proceeding(ListPayables(body="0601"))
    assert (payable.number, payable.payable, str(payable.sum.amount), payable.changed_on) == (
        number, "recoverer-payable", "400.00", COMPULSORY_ON,
    )  # fmt: skip
    part = OrderPayout(
        payout=new_id(),
        payable="recoverer-payable",
        sum=PositiveMoney(amount=Decimal("150.00"), currency="933"),
    )
    await _accepted(house, proceeding, part, COMPULSORY_ON)
    asked = ListPayables(body="0601")
    [left] = await of_the_proceeding(asked)
    assert str(left.sum.amount) == "250.00"
    assert len((await clerk.payables(asked.model_copy(update={"limit": 1}))).payables) == 1
    after = PayableKey(number=number, payable="recoverer-payable", currency="933")
    assert not await of_the_proceeding(asked.model_copy(update={"after": after}))
    assert not await of_the_proceeding(ListPayables(body="0602"))
