"""Markup in every text that a service, a bank or a person states is shown as text: field by field."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.queries.held import HeldLine, HeldMessages, HeldMessageView
from contracts.queries.intake import StatementTask, StatementTasks
from contracts.replies import Accepted, Rejected
from contracts.values import Money
from services.desk.domain.people import Person, Role
from services.desk.domain.statement_files import EntryStanding, TakenEntry, TakenStatement
from services.desk.inputs.widgets import widgets_of
from services.desk.pages import copies
from shared.act_fields import ActFields
from shared.bank_statements.choices import Step
from shared.bank_statements.entries import BankEntry, EntryKind
from tests.unit.desk import running, test_correction_pages, test_held_pages, test_substitute_pages
from tests.unit.desk.conftest import Desk, partly
from tests.unit.desk.console import Console
from tests.unit.desk.running import NOW
from tests.unit.desk.test_bank_statement_pages import FILE, on_record, posted, sent_by, uploaded
from tests.unit.desk.test_correction_pages import COST, ENTRY, NUMBER
from tests.unit.desk.test_markup import ESCAPED, MARKUP, names
from tests.unit.desk.test_work_pages import duty, listed, task
from tests.unit.shared.bank_statements.records import Services as Bank
from tests.unit.shared.bank_statements.test_matching import BODY

__all__ = ["on_record"]

M = TypeVar("M", bound=BaseModel)
PROBLEM = Problem(code=MARKUP, rule=MARKUP, detail=MARKUP, field=MARKUP, article=MARKUP)


def texts_of(model: BaseModel) -> list[str]:
    """The fields that hold a text; codes of a closed list hold a member of it."""
    return [name for name in type(model).model_fields if type(getattr(model, name, None)) is str]


def marked(model: M, *kept: str) -> Iterator[tuple[str, M]]:
    """The model with markup in one of its texts after the other; `kept` are codes that name what is shown."""
    for name in texts_of(model):
        if name not in kept:
            yield name, model.model_copy(update={name: MARKUP})


def check(page: str, about: object) -> bool:
    """Whether the markup is on the page, as text."""
    assert "<script>alert" not in page, about
    assert MARKUP not in page, about
    return ESCAPED in page


@pytest.mark.parametrize("kind", ["strike-entry", "correct-entry", "correct-slip", "annul-act"])
async def test_what_is_typed_into_a_correction(desk: Desk, acts: ActFields, kind: str) -> None:
    test_correction_pages.known(desk)
    recording = ("reason", "paper.kind", "paper.number", "paper.dated", "paper.author")
    typed = dict.fromkeys(names(widgets_of(acts, "record-cost")), MARKUP)
    typed |= dict.fromkeys((f"recording.{name}" for name in recording), MARKUP)
    typed |= dict.fromkeys(("day", "data.by", "data.since", "reason"), MARKUP)
    for field in (None, *typed):
        sent = typed if field is None else {**test_correction_pages.PAPER, field: MARKUP}
        for step in ("preview", "record"):
            path = f"{test_correction_pages.PAGE}/{kind}/{step}"
            answer = await desk.client.post(path, data={"csrf_token": desk.token, "id": str(new_id()), **sent})
            shown = check(answer.text, (field, step))
            assert shown or field is not None, step


async def test_what_a_correction_on_record_states(desk: Desk) -> None:
    test_correction_pages.known(desk)
    proposal = {
        "id": COST, "kind": "correct-entry", "act": ENTRY, "standing": "proposed", "actor": "head:0101",
        "recorded_at": "2026-11-03T09:00:00Z", "reason": "typed twice",
        "was": {"day": "2026-11-03", "data": {"kind": "sale"}},
        "reads": {"day": "2026-11-03", "data": {"kind": MARKUP}},
    }  # fmt: skip
    whole = test_correction_pages.history(corrections=[proposal])
    path = f"/proceedings/{NUMBER}/proposals/{COST}"
    for name, correction in marked(whole.corrections[0], "standing"):
        desk.services.replies["history"] = whole.model_copy(update={"corrections": (correction,)})
        assert check(await desk.get(path), name), name
    for name, act in marked(whole.acts[0], "act"):
        desk.services.replies["history"] = whole.model_copy(update={"acts": (act,)})
        check(await desk.get(path), name)
    desk.services.replies["history"] = whole
    for answer in ("approve", "reject"):
        for reply in (None, Rejected(problems=(PROBLEM,))):
            desk.services.replies["send"] = reply or Accepted(command_id=new_id(), stream=new_id(), version=1)
            sent = {"csrf_token": desk.token, "id": str(new_id()), "reason": MARKUP}
            page = (await desk.client.post(f"{path}/{answer}", data=sent)).text
            assert check(page, answer) or reply is None


async def test_what_is_typed_into_the_form_of_a_substitute() -> None:
    refused = running.Services(Rejected(problems=(PROBLEM,)))
    for services, fields in ((running.Services(), None), (refused, test_substitute_pages.FORM)):
        async with running.desk(services, "head:0101") as client:
            page = (await client.get(test_substitute_pages.PAGE)).text
            hidden = test_substitute_pages._hidden(page)
            for name in test_substitute_pages.FORM:
                typed = {**test_substitute_pages.FORM, name: MARKUP} if fields is None else fields
                check((await client.post(test_substitute_pages.PAGE, data={**hidden, **typed})).text, name)
            end = f"{test_substitute_pages.PAGE}/{new_id()}/end"
            check((await client.post(end, data={**hidden, "until": MARKUP})).text, "until")
            query = {"recorded": MARKUP}
            check((await client.get(test_substitute_pages.PAGE, params=query)).text, "recorded")


async def test_the_names_of_people_who_stand_in() -> None:
    class Named(running.Trail):
        async def fetch(self, *_: object) -> list[dict[str, str]]:
            return [{"code": running.EXECUTOR, "full_name": MARKUP}, {"code": running.OTHER, "full_name": MARKUP}]

    async with running.desk(running.Services(), "head:0101") as client:
        client._transport.app.state.pool = Named()  # type: ignore[attr-defined]
        assert check((await client.get(test_substitute_pages.PAGE)).text, "full_name")


def due(desk: Desk, row: queries.DutyView | StatementTask) -> None:
    """This row alone, of whatever form."""

    def duties(asked: queries.ListDuties) -> queries.Duties:
        found = (row,) if isinstance(row, queries.DutyView) and row.duty in (asked.duties or ()) else ()
        return queries.Duties.model_construct(duties=found, more=False)

    tasks = (row,) if isinstance(row, StatementTask) else ()
    desk.services.replies |= {
        "duties": duties,
        "statement_tasks": StatementTasks.model_construct(tasks=tasks, more=False),
    }


async def test_what_rows_of_copies_state(desk: Desk) -> None:
    known = ("duty", "body")
    one, served = duty("send-resolution-copies", ("debtor",)), duty("serve-initiation")
    sent, back = task("send-decision-copies", ("debtor",)), task("send-refused-document", ("recoverer",))
    shown = set[str]()
    for each in (one, served):
        for name, row in marked(each, *known):
            due(desk, row)
            shown |= {name} if check(await desk.get("/copies"), name) else set()
    for about in (sent, back):
        for name, of_statement in marked(about, *known):
            due(desk, of_statement)
            shown |= {name} if check(await desk.get("/copies"), name) else set()
    assert {"number", "registration_number"} <= shown
    listed(desk, (one.model_copy(update={"whom": (MARKUP,)}),), (), (sent.model_copy(update={"whom": (MARKUP,)}),))
    assert check(await desk.get("/copies"), "whom")


async def test_what_is_typed_and_refused_of_copies(desk: Desk) -> None:
    one, served, about = (
        duty("send-resolution-copies"),
        duty("serve-initiation"),
        task("send-decision-copies", ("debtor",)),
    )
    listed(desk, (one, served), (), (about,))
    desk.services.replies |= {
        "show": partly(queries.ProceedingView, id=new_id()),
        "statement": partly(queries.ProceedingView, id=new_id()),
        "send": Rejected(problems=(PROBLEM,)),
    }
    for path, row in (
        ("sent", copies.row_of(one)),
        ("delivered", copies.row_of(served)),
        ("decisions-sent", copies.row_of_task(about)),
    ):
        for typed in ({"row": MARKUP}, {"day": MARKUP}, {"method": MARKUP}, {"row": row, "method": "registered-mail"}):
            sent = {"csrf_token": desk.token, "id": str(new_id()), **typed}
            answer = await desk.client.post(f"/copies/{path}", data=sent)
            assert check(answer.text, (path, typed)) or "registered-mail" not in typed.values(), path


async def test_what_a_held_message_states() -> None:
    operator = Console(test_held_pages.Services(), Role.OPERATOR)
    line, decision = test_held_pages.LINE, test_held_pages.PROPOSAL
    shown = set[str]()
    async with operator.client:

        async def look(message: HeldLine, decided: Any, name: str) -> None:
            view = HeldMessageView.model_construct(message=message, headers={"x": "y"}, decisions=(decided,), body=None)
            found = HeldMessages.model_construct(messages=(message,), total=1, decisions=(decided,), decisions_total=1)

            async def held(*_: object) -> HeldMessages:
                return found

            operator.services.view = view
            operator.services.held_messages = held  # type: ignore[method-assign, assignment]
            for path in (test_held_pages.LIST, test_held_pages.MESSAGE):
                if check((await operator.get(path)).text, (path, name)):
                    shown.add(name)

        for name, message in marked(line):
            await look(message, decision, name)
        for name, decided in marked(decision, "action"):
            await look(line, decided, f"decision.{name}")
        assert {"problem", "type", "consumer", "decision.reason", "decision.actor"} <= shown
        view = HeldMessageView(message=line, headers={MARKUP: MARKUP}, decisions=(decision,))
        operator.services.view = view
        assert check((await operator.get(test_held_pages.MESSAGE)).text, "headers")


async def test_what_is_typed_and_refused_of_held_messages() -> None:
    operator = Console(test_held_pages.Services(), Role.OPERATOR)
    operator.services.refusal = PROBLEM
    async with operator.client:
        for path in ("drop", "pass-over", "withdraw/5"):
            for reason in (MARKUP, MARKUP * 100):
                page = (await operator.post(f"{test_held_pages.MESSAGE}/{path}", reason=reason)).text
                assert check(page, path) or len(reason) > len(MARKUP)
        for fields in ({"message": MARKUP, "reason": "x"}, {"message": "17", "reason": MARKUP * 100}):
            check((await operator.post(f"{test_held_pages.LIST}/deadlines/retry", **fields)).text, fields)
        check((await operator.get(test_held_pages.LIST, reason=MARKUP)).text, "reason")
        check((await operator.get(test_held_pages.MESSAGE, done=MARKUP)).text, "done")


COLUMNS = ("order", "name", "account", "purpose")
"""Of a file in CSV: those that hold any text."""


@pytest.mark.parametrize(
    "column", [*COLUMNS, "date", "order_date", "amount", "currency", "direction", "identifier", "bank"]
)
async def test_what_an_entry_of_the_bank_states(desk: Desk, on_record: Bank, column: str) -> None:
    cells = {"date": "2026-11-19", "order": "214", "amount": "5.00", "direction": "credit", column: MARKUP}
    content = f"{';'.join(cells)}\n{';'.join(_quoted(cell) for cell in cells.values())}\n".encode()
    page = (await desk.client.post(
        "/money/statements", data={"csrf_token": desk.token}, files={"file": (MARKUP, content)}
    )).text  # fmt: skip
    shown = check(page, column)
    if column not in COLUMNS:
        assert "Nothing of the file is recorded." in page
        return
    assert shown or column == "account"
    on_record.replies = {MARKUP: "rejected", "214": "rejected"}
    preview = await posted(desk, "preview", sent_by(page))
    check(preview, column)
    check(await posted(desk, "choose", sent_by(preview)), column)
    recorded = await posted(desk, "record", sent_by(preview))
    check(recorded, column)
    [address] = set(FILE.findall(recorded))
    for path in (address, "/money/statements"):
        assert check(await desk.get(path), column), "the name of the file stands there"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


async def test_what_is_typed_about_an_entry_of_the_bank(desk: Desk, on_record: Bank) -> None:
    kept = sent_by(await uploaded(desk, b"date,order,amount,direction\n2026-11-19,214,5.00,credit\n"))
    for step in ("choose", "preview", "record"):
        for typed in ({"number.2": MARKUP}, {"choice.2": MARKUP}, {"statement": MARKUP}, {"id": MARKUP}):
            sent = {"csrf_token": desk.token, **kept, "id": str(new_id()), **typed}
            page = (await desk.client.post(f"/money/statements/{step}", data=sent)).text
            shown = check(page, (step, typed))
            assert shown or step != "choose" or "number.2" not in typed


SUM = Money.model_validate({"amount": "5.00", "currency": "933"})
STATEMENT = TakenStatement(
    id=new_id(), name="19.csv", digest="0" * 64, format="csv", number="223", account="BY20", bank="OLMPBY2X", entries=1,
    taken_by="petrova", taken_at=NOW, opening=SUM, closing=SUM,
)  # fmt: skip
TAKEN = TakenEntry(
    ordinal=1, place="2", kind=EntryKind.CREDIT, order="214", booked_on=NOW.date(),
    sum={"amount": "5.00", "currency": "933"}, standing=EntryStanding.REFUSED, step=Step.PAYMENT, found_in=NUMBER,
    problems=(PROBLEM,), settled_by="petrova", settled_at=NOW,
)  # fmt: skip


async def test_what_is_kept_of_a_statement(desk: Desk) -> None:
    desk.person = Person("petrova", "Petrova", Role.ACCOUNTANT, BODY)
    shown = set[str]()

    async def look(statement: TakenStatement, entry: TakenEntry, name: str) -> None:
        desk.files.files = {(BODY, STATEMENT.id): statement}
        desk.files.entries = {STATEMENT.id: {entry.place: entry}}
        for path in (f"/money/statements/{STATEMENT.id}", "/money/statements"):
            if check(await desk.get(path), (path, name)):
                shown.add(name)

    clean = TAKEN.model_copy(update={"problems": ()})
    for name, statement in marked(STATEMENT, "format"):
        await look(statement, clean, name)
    for name, entry in marked(clean):
        await look(STATEMENT, entry, f"entry.{name}")
    await look(STATEMENT, TAKEN, "problems")
    assert shown == {
        "name", "number", "account", "bank", "taken_by", "digest", "entry.place", "entry.order", "entry.found_in",
        "entry.settled_by", "problems",
    }  # fmt: skip


def test_every_text_of_an_entry_of_the_bank_is_a_column() -> None:
    texts = {name for name, field in BankEntry.model_fields.items() if "str" in str(field.annotation)}
    assert texts <= {"place", *COLUMNS, "bank"}


async def test_a_head_sees_the_names_of_copies_as_text(desk: Desk) -> None:
    desk.person = replace(desk.person, full_name=MARKUP)
    listed(desk, ())
    assert check(await desk.get("/copies"), "full_name")
