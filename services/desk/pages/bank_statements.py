"""Statements of the bank: a file is read, its entries are matched, previewed and recorded, some at a time.

Nothing of it is stored here: a page keeps the entries that are left, signed, for the form that follows.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from contracts.canonical import DigitsOfAnotherScript, canonical_proceeding_number
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import new_id
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.access.forms import Forms
from services.desk.domain.people import Person, Role
from services.desk.pages.act_forms import id_of, text_of
from services.desk.pages.parts import NotFound, acts_of, client_for, pages_of
from shared.bank_statements.choices import NOTHING, Choice, NoChoice, Step
from shared.bank_statements.entries import LARGEST_FILE, BankEntry, BankStatement, EntryKind
from shared.bank_statements.faults import SIZE, StatementFault
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.matching import Match
from shared.bank_statements.reading import read_statement
from shared.bank_statements.recording import Became, Result, StatementRecorder
from shared.csv_tables import Encoding

router = APIRouter(prefix="/money/statements")

ROLES = frozenset({Role.ACCOUNTANT, Role.HEAD})
"""Who keeps the deposit account of a body."""
AT_ONCE = 20
"""Entries of one page."""
KEPT_AT_MOST = 180_000
"""Characters of what a page keeps: the form that brings it back has a bounded body."""


class Line(NamedTuple):
    """An entry on a page."""

    entry: BankEntry
    match: Match
    chosen: Choice
    typed: str = ""
    """The number of a proceeding that was typed."""


@router.get("")
async def show(request: Request, person: Working) -> Response:
    """The form that takes the file."""
    body_of(person)
    return _page(request)


@router.post("")
async def upload(request: Request, person: Working) -> Response:
    """The entries of a file, with what they are matched to. Nothing is recorded."""
    body = body_of(person)
    sent = await request.form()
    try:
        statement = read_statement(await _content(sent), _encoding(sent))
    except StatementFault as fault:
        return _page(request, problems=fault.problems, status=422)
    known = await _matcher(request, person, body).known(statement.entries)
    rest = statement.model_copy(update={"entries": tuple(e for e in statement.entries if e.place not in known)})
    passed = [(entry, known[entry.place]) for entry in statement.entries if entry.place in known]
    return await _choosing(request, person, body, rest, passed=passed)


@router.post("/choose")
async def choose(request: Request, person: Working) -> Response:
    """Back from the preview: the same entries with what was chosen."""
    body = body_of(person)
    sent = await request.form()
    return await _choosing(request, person, body, _kept(request, sent), sent=sent)


@router.post("/preview")
async def preview(request: Request, person: Working) -> Response:
    """What recording the entries of the page would do. Nothing is recorded."""
    body = body_of(person)
    sent = await request.form()
    statement = _kept(request, sent)
    recorder = StatementRecorder(client_for(request, person), acts_of(request), body, statement)
    chosen = [(entry, _chosen(sent, entry)) for entry in statement.entries[:AT_ONCE]]
    tried = [await recorder.try_(entry, choice) for entry, choice in chosen if choice != NOTHING]
    values = {
        "tried": tried,
        "left": len(chosen) - len(tried),
        "hidden": [(f"choice.{entry.place}", str(choice)) for entry, choice in chosen],
        "kept": text_of(sent, "statement"),
        "id": new_id(),
    }
    return pages_of(request)(request, "bank_statement_preview.html", values)


@router.post("/record")
async def record(request: Request, person: Working) -> Response:
    """Record the entries of the page, each by one command: once, however often the form is sent."""
    body = body_of(person)
    sent = await request.form()
    statement, form_id = _kept(request, sent), id_of(sent)
    recorder = StatementRecorder(client_for(request, person), acts_of(request), body, statement)
    chosen = [(entry, _chosen(sent, entry)) for entry in statement.entries[:AT_ONCE]]
    results = await recorder.record(chosen, form_id, partial(noted, request, person))
    if any(each.became is Became.UNANSWERED for each in results):
        return _page(request, results=results, interrupted=True)
    # What was refused comes again at the end: another choice may do.
    refused = tuple(each.entry for each in results if each.became is Became.REFUSED)
    rest = statement.model_copy(update={"entries": (*statement.entries[AT_ONCE:], *refused)})
    return await _choosing(request, person, body, rest, results=results)


def body_of(person: Person) -> str:
    """The body whose deposit account a person keeps. Raises NotFound."""
    if person.role not in ROLES or person.body is None:
        raise NotFound
    return person.body


async def _choosing(
    request: Request,
    person: Person,
    body: str,
    statement: BankStatement,
    *,
    passed: Sequence[tuple[BankEntry, Match]] = (),
    results: Sequence[Result] = (),
    sent: FormData | None = None,
) -> Response:
    """The first entries that are left, with a choice for each."""
    entries = statement.entries[:AT_ONCE]
    kept = _forms(request).sealed(request, statement.model_dump(mode="json", exclude_none=True))
    if len(kept) > KEPT_AT_MOST:
        detail = "a page takes fewer entries: split the file, or import it with lea money import"
        return _page(request, problems=[SIZE.at(None, detail)], status=422)
    matches = await _matcher(request, person, body).matches(entries)
    lines = [
        Line(
            entry,
            match,
            match.chosen if sent is None else _chosen(sent, entry),
            text_of(sent, f"number.{entry.place}") if sent is not None else "",
        )
        for entry, match in zip(entries, matches, strict=True)
    ]
    left = len(statement.entries) - len(entries)
    values: dict[str, Any] = {
        "statement": statement,
        "lines": lines,
        "passed": passed,
        "results": results,
        "kept": kept,
        "left": left,
    }
    return _page(request, **values)


def _page(request: Request, status: int = 200, **values: Any) -> Response:
    shown: Mapping[str, Any] = {
        "problems": (),
        "results": (),
        "passed": (),
        "lines": (),
        "statement": None,
        "kept": "",
        "left": 0,
        "interrupted": False,
        "encodings": list(Encoding),
        **values,
    }
    return pages_of(request)(request, "bank_statement.html", shown, status=status)


async def _content(sent: FormData) -> bytes:
    """The file that was chosen. Raises StatementFault."""
    file = sent.get("file")
    return await file.read(LARGEST_FILE + 1) if isinstance(file, UploadFile) else b""


def _encoding(sent: FormData) -> Encoding:
    text = text_of(sent, "encoding")
    return Encoding(text) if text in set(Encoding) else Encoding.UTF_8


def _kept(request: Request, sent: FormData) -> BankStatement:
    """The statement that the page before kept. Raises FormRefused."""
    return BankStatement.model_validate(_forms(request).opened(request, text_of(sent, "statement")))


def _chosen(sent: FormData, entry: BankEntry) -> Choice:
    """What was chosen for an entry: a number that was typed, else that of the list. Raises NotFound."""
    if (typed := text_of(sent, f"number.{entry.place}")) and entry.kind is EntryKind.CREDIT:
        return Choice(Step.PAYMENT, _number(typed), PaymentSource.DEBTOR.value)
    try:
        return Choice.read(text_of(sent, f"choice.{entry.place}") or Step.NOTHING.value)
    except NoChoice:
        raise NotFound from None


def _number(typed: str) -> str:
    """The number in its written form; what is none stays, to be refused."""
    try:
        number = canonical_proceeding_number(typed)
    except DigitsOfAnotherScript:
        number = typed
    return number.replace(":", "")[:40] or "-"


async def noted(request: Request, person: Person, act: str, where: str, command: UUID) -> None:
    """Note a command in the audit trail, before it is sent."""
    await record_command(request, person.account, act, where, command, address_of(request))


def _matcher(request: Request, person: Person, body: str) -> StatementMatcher:
    return StatementMatcher(client_for(request, person), acts_of(request), body)


def _forms(request: Request) -> Forms:
    forms: Forms = request.app.state.forms
    return forms
