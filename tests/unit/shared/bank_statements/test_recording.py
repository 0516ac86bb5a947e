"""Entries looked up and recorded, with replies of services that a test gives."""

from datetime import date
from typing import cast
from uuid import UUID

import pytest

from contracts.commands.accounts import ReceiveUnidentified
from contracts.identifiers import accounts_of, new_id
from contracts.queries import proceedings as queries
from shared.bank_statements.choices import NOTHING, UNIDENTIFIED, Choice, Step
from shared.bank_statements.entries import BankEntry, BankStatement
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.matching import Match, Outcome, Remark
from shared.bank_statements.recording import Became, StatementRecorder
from shared.clerk_client import ClerkClient
from shared.messaging.client import NoReply
from tests.unit.shared.bank_statements.records import REFUSAL, Services, acts
from tests.unit.shared.bank_statements.test_matching import (
    BODY,
    DEBIT,
    FIRST,
    MEASURE,
    ORDERED,
    PAYER,
    SECOND,
    TAKEN,
    TAKEN_BACK,
    TO_CONFIRM,
    entry,
    held,
    payment,
    recorded,
    row,
)

STATEMENT = BankStatement(
    format="camt.053", number="223", dated=date(2026, 11, 19), account="BY20OLMP", bank="OLMPBY2X", entries=()
)
BACK = DEBIT.model_copy(update={"kind": "debit-reversed"})


def client(services: Services) -> ClerkClient:
    return cast("ClerkClient", services)


async def matches(services: Services, *entries: BankEntry) -> list[Match]:
    return await StatementMatcher(client(services), acts(), BODY).matches(entries)


def recorder(services: Services) -> StatementRecorder:
    return StatementRecorder(client(services), acts(), BODY, STATEMENT)


async def test_entries_are_looked_up_by_what_they_name() -> None:
    services = Services(documents={"155EIP26-1": SECOND}, debtors={"291234572": [FIRST], "100000007": [FIRST, SECOND]})
    found = await matches(
        services,
        entry(place="1", order="1", purpose=f"debt, {FIRST}"),
        entry(place="2", order="2", purpose="document 155eip26-1"),
        entry(place="3", order="3", identifier={"kind": "unp", "value": "291234572"}),
        entry(place="4", order="4", identifier=PAYER),
        entry(place="5", order="5", purpose="gift"),
        entry(place="6", order="6", identifier={"kind": "unp", "value": "191234560"}),
        entry(place="7", order="7", purpose="0401-2026-000009"),
        entry(place="8", order="7", purpose="0401-2026-000009"),
    )
    assert [(each.outcome.value, each.chosen) for each in found] == [
        ("exact", payment(FIRST)),
        ("exact", payment(SECOND)),
        ("exact", payment(FIRST)),
        ("proposed", NOTHING),
        ("unmatched", UNIDENTIFIED),
        ("unmatched", UNIDENTIFIED),
        ("unmatched", UNIDENTIFIED),
        ("known", NOTHING),
    ]
    assert found[-1].remarks == (Remark.REPEATED,)


async def test_nothing_is_asked_of_what_is_on_record() -> None:
    services = Services(orders=[recorded()], unidentified_=[held("5.00", "215")])
    found = await matches(services, entry(place="1", purpose=FIRST), entry("credit", "5.00", place="2", order="215"))
    assert [(each.outcome, each.known_in) for each in found] == [(Outcome.KNOWN, FIRST), (Outcome.KNOWN, BODY)]
    assert services.asked == []


async def test_debits_and_reversals_are_looked_up_in_their_proceedings() -> None:
    services = Services(orders=[recorded()], acts={FIRST: (ORDERED,)})
    paid_out = DEBIT.model_copy(update={"purpose": f"to the recoverer, {FIRST}"})
    found = await matches(services, paid_out, TAKEN_BACK.model_copy(update={"place": "2"}))
    assert [each.chosen for each in found] == [TO_CONFIRM, Choice(Step.REVERSAL, FIRST, thing=MEASURE)]
    services.acts[FIRST] = (TAKEN,)
    [again] = await matches(services, TAKEN_BACK)
    assert (again.outcome, again.known_in) == (Outcome.KNOWN, FIRST)


async def test_every_step_is_one_command() -> None:
    services, cause = Services(orders=[recorded(amount="300.00")]), new_id()
    taken = TAKEN_BACK.model_copy(update={"place": "3", "order": "214"})
    chosen = [
        (entry(place="1", order="1", identifier=PAYER, bank="OLMPBY2X"), payment(FIRST)),
        (entry(place="2", order="2", name="OJSC", purpose="<b>gift</b>"), UNIDENTIFIED),
        (taken, Choice(Step.REVERSAL, FIRST, thing=MEASURE)),
        (DEBIT.model_copy(update={"place": "4"}), TO_CONFIRM),
        (DEBIT.model_copy(update={"place": "5", "order": "5"}), Choice(Step.RETURN_DEBITED, thing=MEASURE)),
        (BACK.model_copy(update={"place": "6"}), Choice(Step.PAYOUT_CAME_BACK, FIRST, thing=MEASURE)),
        (BACK.model_copy(update={"place": "7", "order": "7"}), Choice(Step.RETURN_CAME_BACK, thing=MEASURE)),
        (entry(place="8", order="8"), NOTHING),
    ]  # fmt: skip
    noted: list[tuple[str, str, UUID]] = []

    async def note(act: str, where: str, command: UUID) -> None:
        noted.append((act, where, command))

    results = await recorder(services).record(chosen, cause, note)
    assert [each.became.value for each in results] == ["recorded"] * 7 + ["left"]
    assert [command.type.split(".")[2] for _, command, *_ in services.sent] == [
        "record-payment", "receive-unidentified", "record-bank-reversal", "confirm-payout",
        "confirm-unidentified-return", "return-payout", "undo-unidentified-return",
    ]  # fmt: skip
    assert [(act, id_) for act, _, id_ in noted] == [
        (command.type.split(".")[2], id_) for _, command, _, _, id_ in services.sent
    ]
    assert {stream for stream, *_ in services.sent} == {row(FIRST).id, accounts_of(BODY)}
    assert {day for _, _, day, *_ in services.sent} == {date(2026, 11, 19)}
    paid, received, reversed_, confirmed, *_ = (command for _, command, *_ in services.sent)
    assert (paid.source, paid.measure, paid.bank_order.bank, paid.bank_order.payer.value) == (
        "debtor", None, "OLMPBY2X", "100000007",
    )  # fmt: skip
    assert (received.payer, received.purpose) == ("OJSC", "<b>gift</b>")
    assert reversed_.sum.amount == 50
    assert confirmed.line == "223, 4"
    papers = [recording.paper for _, _, _, recording, _ in services.sent if recording]
    assert {(paper.kind, paper.number, paper.author) for paper in papers} == {("bank-statement", "223", "OLMPBY2X")}
    again = await recorder(services).record(chosen[:1], cause)
    assert again[0].became is Became.RECORDED
    assert services.sent[-1][1:] == services.sent[0][1:]


async def test_what_the_bank_took_back_whole_names_no_sum() -> None:
    services = Services(orders=[recorded(amount="50.00")])
    await recorder(services).record([(TAKEN_BACK, Choice(Step.REVERSAL, FIRST, thing=MEASURE))], new_id())
    assert services.sent[0][1].sum is None


async def test_what_the_statement_leaves_out_of_unidentified_money() -> None:
    services = Services()
    await recorder(services).record(
        [(entry(account="BY13"), UNIDENTIFIED), (entry(place="2", order="2"), UNIDENTIFIED)], new_id()
    )
    texts = [(each.payer, each.purpose) for _, each, *_ in services.sent if isinstance(each, ReceiveUnidentified)]
    assert texts == [("BY13", "-"), ("-", "-")]


async def test_what_is_on_record_is_not_sent_again() -> None:
    services = Services(orders=[recorded()])
    [result] = await recorder(services).record([(entry(), payment(SECOND))], new_id())
    assert (result.became, result.where, services.sent) == (Became.KNOWN, FIRST, [])


async def test_after_a_command_without_reply_nothing_is_sent() -> None:
    services = Services(replies={"2": "rejected", "3": NoReply("silence")})
    chosen = [(entry(place=str(number), order=str(number)), payment(FIRST)) for number in range(1, 6)]
    results = await recorder(services).record([*chosen, (entry(place="6", order="6"), NOTHING)], new_id())
    assert [each.became.value for each in results] == [
        "recorded", "refused", "unanswered", "not-sent", "not-sent", "left",
    ]  # fmt: skip
    assert results[1].problems == (REFUSAL,)
    assert len(services.sent) == 3


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (payment("0101-2026-000009"), "statement-entry-proceeding"),
        (payment("0401-2026-000001"), "statement-entry-proceeding"),
        (payment("0101-2026-000003"), "statement-entry-proceeding"),
        (Choice(Step.PAYMENT, FIRST, "lottery"), "invalid-field"),
    ],
)
async def test_what_cannot_be_recorded(choice: Choice, code: str) -> None:
    services = Services()
    services.proceedings["0401-2026-000001"] = row("0401-2026-000001")
    services.proceedings["0101-2026-000003"] = row("0101-2026-000003", "completed-fulfilled")
    [result] = await recorder(services).record([(entry(), choice)], new_id())
    assert (result.became, [problem.code for problem in result.problems]) == (Became.REFUSED, [code])
    tried = await recorder(services).try_(entry(), choice)
    assert [problem.code for problem in tried.problems] == [code]
    assert services.sent == []


async def test_what_would_be_recorded_is_tried_and_not_sent() -> None:
    services = Services()
    of_first, of_second, of_account, of_nothing = [
        await recorder(services).try_(entry(), choice)
        for choice in (payment(FIRST), payment(SECOND), UNIDENTIFIED, NOTHING)
    ]
    assert of_first.preview is not None
    assert of_second.problems == (REFUSAL,)
    assert (of_account.preview, of_account.where, of_nothing.where) == (None, BODY, "")
    assert services.sent == []


async def test_a_broker_that_is_away_is_not_hidden() -> None:
    class Away(Services):
        async def bank_orders(self, _: object) -> queries.BankOrders:
            raise NoReply("away")

    with pytest.raises(NoReply):
        await matches(Away(), entry())
    with pytest.raises(NoReply):
        await recorder(Away()).record([(entry(), UNIDENTIFIED)], new_id())
