"""Money in the desk: unidentified receipts, books, where a payment would go."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from contracts.identifiers import accounts_of, derived_id, new_id
from contracts.queries import proceedings as queries
from contracts.replies import Accepted
from services.desk.domain.people import Role
from services.desk.pages import money, taken_statements
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import CODES
from tests.unit.desk.test_correction_pages import NUMBER, OTHER, known

RECEIPT, PAYOUT = new_id(), new_id()
SUM = {"amount": "50.00", "currency": "933"}
TYPED = {"data.sum.amount": "50.00", "data.sum.currency": "BYN"}
PAPER = {"data.paper.kind": "letter", "data.paper.dated": "2026-11-12", "data.paper.author": "Beta"}

STATEMENT = {f"data.statement.{name}": text for name, text in (
    ("kind", "bank-statement"), ("number", "31"), ("dated", "2026-10-31"), ("author", "Bank"),
)}  # fmt: skip


def held(desk: Desk) -> None:
    order = {"number": "<b>5", "dated": "2026-11-10"}
    sent = {"payout": PAYOUT, "sum": SUM, "ordered_on": "2026-11-12"}
    receipt = {
        "receipt": RECEIPT, "credited_on": "2026-11-10", "sum": SUM, "held": SUM, "payer": "Beta <i>",
        "purpose": "debt", "bank_order": order, "returns": [sent],
    }  # fmt: skip
    leg = {"book": "custody", "account": "deposit-account", "side": "debit", "sum": SUM, "effective_on": "2026-11-10"}
    posted = {
        "id": new_id(), "number": "0101", "causes": [new_id()], "recorded_at": "2026-11-10T09:00:00Z",
        "posted_on": "2026-11-10", "legs": [leg],
    }  # fmt: skip
    balance = {name: value for name, value in leg.items() if name != "effective_on"}
    desk.services.replies |= {
        "unidentified": queries.UnidentifiedMoney.model_validate({"receipts": [receipt]}),
        "balances": queries.Balances.model_validate({"balances": [balance]}),
        "transactions": queries.Transactions.model_validate({"transactions": [posted], "more": False}),
    }


async def test_the_money_of_a_body(desk: Desk) -> None:
    held(desk)
    page = await desk.get("/money?day=2026-11-10")
    assert "Beta &lt;i&gt;" in page
    assert f"/money/acts/identify-receipt?receipt={RECEIPT}" in page
    assert f"/money/acts/confirm-unidentified-return?payout={PAYOUT}" in page
    ((asked,),) = desk.services.calls("balances")
    assert (asked.body, asked.as_of.day) == ("0101", 10)
    for role, code in ((Role.AUDITOR, "x"), (Role.OPERATOR, "x")):
        desk.person = replace(desk.person, role=role, code=code)
        await desk.get("/money", status=404)
        await desk.post("/money/acts/receive-unidentified", {"id": str(new_id())}, status=404)


async def recorded(desk: Desk, act: str, sent: dict[str, Any]) -> tuple[UUID, Any]:
    known(desk)
    command_id = new_id()
    answer = await desk.post(f"/money/acts/{act}", {"id": str(command_id), "day": "2026-11-12", **sent}, status=303)
    assert answer.headers["location"].startswith("/money")
    stream, command, _ = desk.services.calls("send")[-1]
    assert stream == accounts_of("0101")
    assert command.body == "0101"
    return command_id, command


async def test_every_act_on_the_account(desk: Desk) -> None:
    desk.app.state.pool = None
    order = {"data.bank_order.number": "5", "data.bank_order.dated": "2026-11-10"}
    payday, passed_on = new_id(), new_id()
    of = {"data.payday": str(payday), "data.pledged_thing": "true", "data.passed_on": str(passed_on), "number": NUMBER}
    sent: dict[str, dict[str, Any]] = {
        "receive-unidentified": {**TYPED, **order, "data.payer": "Beta", "data.purpose": "debt"},
        "identify-receipt": {**TYPED, **PAPER, **of, "receipt": str(RECEIPT), "data.source": "debtor"},
        "return-unidentified": {**TYPED, **PAPER, "receipt": str(RECEIPT)},
        "confirm-unidentified-return": {"payout": str(PAYOUT)},
        "undo-unidentified-return": {"payout": str(PAYOUT), "data.reason": "the account is closed"},
        "strike-unidentified": {**PAPER, "receipt": str(RECEIPT), "data.reason": "it never came"},
        "close-period": {"data.until": "2026-10-31", **STATEMENT},
    }
    desk.person = replace(desk.person, role=Role.ACCOUNTANT, code="0101")
    assert sent.keys() == money._ACTS.keys()
    for act, fields in sent.items():
        await desk.get(f"/money/acts/{act}")
        command_id, command = await recorded(desk, act, fields)
        if act in money._CREATED:
            name = money._CREATED[act]
            assert getattr(command, name) == derived_id(command_id, name)
        if act == "identify-receipt":
            assert (command.receipt, command.proceeding) == (RECEIPT, OTHER)
            assert (command.payday, command.pledged_thing, command.passed_on) == (payday, True, passed_on)
    await desk.get("/money/acts/no-such-act", status=404)


async def test_a_registrar_sees_the_money_and_records_no_act_on_it(desk: Desk) -> None:
    held(desk)
    desk.person = replace(desk.person, role=Role.REGISTRAR, code=CODES[Role.REGISTRAR])
    page = await desk.get("/money")
    assert "Beta &lt;i&gt;" in page
    assert "/money/acts/" not in page
    for act in money._ACTS:
        await desk.get(f"/money/acts/{act}", status=404)
        await desk.post(f"/money/acts/{act}", {"id": str(new_id())}, status=404)


@pytest.mark.parametrize("roles", [taken_statements.ROLES, frozenset({Role.REGISTRAR})])
@pytest.mark.parametrize("role", Role)
async def test_the_link_to_bank_statements_is_for_who_has_the_page(
    desk: Desk, role: Role, roles: frozenset[Role], monkeypatch: pytest.MonkeyPatch
) -> None:
    held(desk)
    monkeypatch.setattr(taken_statements, "ROLES", roles)
    desk.person = replace(desk.person, role=role, code=CODES[role])
    await desk.get("/money/statements", status=200 if role in roles else 404)
    if desk.person.body is not None:
        assert ('href="/money/statements"' in await desk.get("/money")) == (role in roles)


@pytest.mark.parametrize("role", Role)
async def test_accountants_and_the_head_close_a_period(desk: Desk, role: Role) -> None:
    held(desk)
    desk.app.state.pool = None
    desk.person = replace(desk.person, role=role, code=CODES[role])
    address, closes = "/money/acts/close-period", role in (Role.ACCOUNTANT, Role.HEAD)
    if desk.person.body is not None:
        assert (f'href="{address}"' in await desk.get("/money")) == closes
    page = await desk.get(address, status=200 if closes else 404)
    if not closes:
        await desk.post(address, {"id": str(new_id()), "data.until": "2026-10-31", **STATEMENT}, status=404)
        assert not desk.services.calls("send")
        return
    assert all(label in page for label in ("Last day of the period", "Bank statement", "Paper on seized cash"))
    page = (await desk.post(address, {"id": str(new_id()), "data.until": "<b>"}, status=422)).text
    assert 'id="problem-data.until"' in page
    _, command = await recorded(desk, "close-period", {"data.until": "2026-10-31", **STATEMENT})
    assert (str(command.until), command.statement.number, command.cash) == ("2026-10-31", "31", None)


async def test_errors_stay_at_their_fields(desk: Desk) -> None:
    known(desk)
    sent = {"id": str(new_id()), "receipt": str(RECEIPT), "number": NUMBER, "data.sum.amount": "<b>"}
    page = (await desk.post("/money/acts/identify-receipt", sent, status=422)).text
    assert 'value="&lt;b&gt;"' in page
    assert 'id="problem-data.sum"' in page
    desk.services.replies["find"] = queries.ProceedingRows(proceedings=(), more=False)
    page = (await desk.post("/money/acts/identify-receipt", sent, status=422)).text
    assert "There is no such proceeding" in page
    assert not desk.services.calls("send")


async def test_where_a_payment_would_go(desk: Desk) -> None:
    known(desk)
    held(desk)
    nothing = {"amount": "0", "currency": "933"}
    allocation = {
        "costs": nothing, "fee": nothing, "surplus": nothing, "repayments": [{"claim": 1, "sum": SUM}],
        "explanation": ["step <one>"],
    }  # fmt: skip
    stated = {"id": OTHER, "number": NUMBER, "version": 3, "outcome": "accepted", "allocation": allocation}
    desk.services.replies["preview"] = queries.Preview.model_validate(stated)
    page = await desk.get(f"/proceedings/{NUMBER}/money?sum=50.00&currency=BYN")
    assert "step &lt;one&gt;" in page
    ((_, command, _),) = desk.services.calls("preview")
    assert (str(command.sum.amount), command.source.value) == ("50.00", "debtor")
    await desk.get(f"/proceedings/{NUMBER}/money?sum=<b>", status=422)
    desk.person = replace(desk.person, role=Role.HEAD, code="0401")
    await desk.get(f"/proceedings/{NUMBER}/money", status=404)
    desk.person = replace(desk.person, role=Role.HEAD, code="0101")
    desk.services.replies["send"] = Accepted(command_id=new_id(), stream=OTHER, version=4)
