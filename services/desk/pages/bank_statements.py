"""Statements of the bank: a file is read, its entries are matched, previewed and recorded, some at a time.

What the file was and what became of its entries is kept (`statement_files.py`). The entries that are left, with their
names and purposes, stand in the page alone, signed, for the form that follows.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from contracts.canonical import DigitsOfAnotherScript, canonical_proceeding_number
from contracts.events.proceedings import PaymentSource
from contracts.identifiers import new_id
from services.desk.access.audit import record_command
from services.desk.access.dependencies import Working, address_of
from services.desk.access.forms import FormRefused, Forms
from services.desk.domain.people import Person
from services.desk.domain.statement_files import TakenStatement, on_record, settled
from services.desk.pages.act_forms import id_of, text_of
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import NotFound, acts_of, client_for, now_of, pages_of
from services.desk.pages.taken_statements import body_of, files_of
from services.desk.statement_files import StatementKey, key_of
from shared.bank_statements.choices import NOTHING, Choice, NoChoice, Step
from shared.bank_statements.entries import LARGEST_FILE, BankEntry, BankStatement, EntryKind
from shared.bank_statements.faults import SIZE, StatementFault
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.matching import Match
from shared.bank_statements.reading import read_statement
from shared.bank_statements.recording import Became, Result, StatementRecorder
from shared.csv_tables import Encoding

router = APIRouter(prefix="/money/statements")

AT_ONCE = 20
"""Entries of one page."""
KEPT_AT_MOST = 180_000
"""Characters of what a page keeps: the form that brings it back has a bounded body."""
FILES = 25
"""Files that were taken in, on a page at most: it stays small."""


class Kept(BaseModel):
    """What a page keeps for the form that follows."""

    taken: UUID
    """The file."""
    statement: BankStatement
    """With the entries that are left."""


class Line(NamedTuple):
    """An entry on a page."""

    entry: BankEntry
    match: Match
    chosen: Choice
    typed: str = ""
    """The number of a proceeding that was typed."""


@router.get("")
async def show(request: Request, person: Working) -> Response:
    """The form that takes a file, and the files that were taken in."""
    body = body_of(person)
    found = await files_of(request).listed(body, FILES, key_in(request, StatementKey))
    return _page(request, taken=found.statements, turn=turning(request, key_of(found)))


@router.post("")
async def upload(request: Request, person: Working) -> Response:
    """The entries of a file, with what they are matched to. No act is recorded."""
    body = body_of(person)
    sent = await request.form()
    try:
        name, content = await _file(sent)
        statement = read_statement(content, _encoding(sent))
    except StatementFault as fault:
        return _page(request, problems=fault.problems, status=422)
    files = files_of(request)
    began = now_of(request)
    known = await _matcher(request, person, body).known(statement.entries)
    taken = await files.take(body, name, content, statement, person.account)
    passed = [(entry, known[entry.place]) for entry in statement.entries if entry.place in known]
    found = [on_record(entry, match.known_in, body) for entry, match in passed]
    await files.settle(body, taken.id, found, person.account, began)
    rest = statement.model_copy(update={"entries": tuple(e for e in statement.entries if e.place not in known)})
    kept = Kept(taken=taken.id, statement=rest)
    return await _choosing(request, person, body, kept, passed=passed, before=taken.before)


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
    statement = _kept(request, sent).statement
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
    kept, form_id = _kept(request, sent), id_of(sent)
    statement = kept.statement
    recorder = StatementRecorder(client_for(request, person), acts_of(request), body, statement)
    chosen = [(entry, _chosen(sent, entry)) for entry in statement.entries[:AT_ONCE]]
    results = await recorded(request, person, body, kept.taken, recorder, chosen, form_id)
    if any(each.became is Became.UNANSWERED for each in results):
        return _page(request, results=results, interrupted=True, of_file=kept.taken)
    # What was refused comes again at the end: another choice may do.
    refused = tuple(each.entry for each in results if each.became is Became.REFUSED)
    rest = statement.model_copy(update={"entries": (*statement.entries[AT_ONCE:], *refused)})
    return await _choosing(request, person, body, Kept(taken=kept.taken, statement=rest), results=results)


async def recorded(
    request: Request,
    person: Person,
    body: str,
    taken: UUID,
    recorder: StatementRecorder,
    chosen: Sequence[tuple[BankEntry, Choice]],
    cause: UUID,
) -> list[Result]:
    """Record entries of a file, and keep what became of them."""
    files = files_of(request)
    began = now_of(request)
    results = await recorder.record(chosen, cause, partial(_noted, request, person))
    became = [found for each in results if (found := settled(each, body))]
    await files.settle(body, taken, became, person.account, began)
    return results


async def _choosing(
    request: Request,
    person: Person,
    body: str,
    kept: Kept,
    *,
    passed: Sequence[tuple[BankEntry, Match]] = (),
    results: Sequence[Result] = (),
    before: TakenStatement | None = None,
    sent: FormData | None = None,
) -> Response:
    """The first entries that are left, with a choice for each."""
    statement = kept.statement
    entries = statement.entries[:AT_ONCE]
    sealed = _forms(request).sealed(request, kept.model_dump(mode="json", exclude_none=True))
    if len(sealed) > KEPT_AT_MOST:
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
        "kept": sealed,
        "left": left,
        "of_file": kept.taken,
        "before": before,
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
        "of_file": None,
        "before": None,
        "taken": None,
        "turn": None,
        "encodings": list(Encoding),
        **values,
    }
    return pages_of(request)(request, "bank_statement.html", shown, status=status)


async def _file(sent: FormData) -> tuple[str, bytes]:
    """The name and the content of the file that was chosen."""
    file = sent.get("file")
    if not isinstance(file, UploadFile):
        return "", b""
    return file.filename or "", await file.read(LARGEST_FILE + 1)


def _encoding(sent: FormData) -> Encoding:
    text = text_of(sent, "encoding")
    return Encoding(text) if text in set(Encoding) else Encoding.UTF_8


def _kept(request: Request, sent: FormData) -> Kept:
    """What the page before kept. Raises FormRefused."""
    try:
        return Kept.model_validate(_forms(request).opened(request, text_of(sent, "statement")))
    except ValidationError:  # a page of an earlier release
        raise FormRefused from None


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


async def _noted(request: Request, person: Person, act: str, where: str, command: UUID) -> None:
    """Note a command in the audit trail, before it is sent."""
    await record_command(request, person.account, act, where, command, address_of(request))


def _matcher(request: Request, person: Person, body: str) -> StatementMatcher:
    return StatementMatcher(client_for(request, person), acts_of(request), body)


def _forms(request: Request) -> Forms:
    forms: Forms = request.app.state.forms
    return forms
