"""Statements on initiation: registered, assessed and decided in one flow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from contracts.commands.intake import RegisterStatement
from contracts.events.intake import Proposal
from contracts.identifiers import derived_id
from contracts.problems import Problem
from contracts.queries.intake import (
    ShowStatementDocument,
    StatementOpening,
    StatementPreview,
    StatementStatus,
    StatementView,
)
from contracts.queries.proceedings import ActView, CorrectionView, Draft
from contracts.recording import Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person, Role
from services.desk.inputs.importing import LARGEST_JSON, LARGEST_YAML, Unreadable, fields_in, imported
from services.desk.inputs.nodes import Choices
from services.desk.inputs.references import references
from services.desk.inputs.typed import Typed
from services.desk.pages.acting import Acting, Place
from services.desk.pages.parts import NotFound, acts_of, changes_of, client_for, pages_of, pdf, see
from services.desk.rendering import language_of
from shared.act_fields import ActFields
from shared.clerk_client import ClerkClient, QueryRefused
from shared.confirmed import Confirmed
from shared.law.names import Language, article_in, in_language

router = APIRouter(prefix="/statements")

REGISTER, ASSESS, DECIDE = "register-statement", "assess-statement", "decide-on-statement"
_NEXT = {StatementStatus.REGISTERED: ASSESS, StatementStatus.ASSESSED: DECIDE}
"""What comes next, for who may do it."""
_READERS = frozenset(Role) - {Role.OPERATOR, Role.ACCOUNTANT}
_CLERKS = frozenset({Role.REGISTRAR, Role.EXECUTOR, Role.HEAD})


@dataclass(frozen=True)
class StatementPlace(Place):
    """A statement that is on record."""

    client: ClerkClient
    body: str
    number: str
    kind: str = "statement"

    @property
    def address(self) -> str:  # type: ignore[override]
        return f"/statements/{self.body}/{quote(self.number, safe='')}"

    async def preview(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID
    ) -> StatementPreview:
        asked = self.client.preview_on_statement(self.body, self.number, command, day, recording, id=command_id)
        return await asked

    async def draft(self, command: Command, day: date, recording: Recording | None) -> Draft:
        return await self.client.draft_on_statement(self.body, self.number, command, day, recording)

    async def send(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID, confirmed: Confirmed | None
    ) -> Accepted | Rejected:
        stream = (await self.client.statement(self.body, self.number)).id
        return await self.client.send(stream, command, day, recording, id=command_id, confirmed=confirmed)

    async def opening(self, act: str, _day: date) -> StatementOpening | None:
        return opening_of(await self.client.statement(self.body, self.number), act)

    async def choices(self, acts: ActFields) -> Choices:
        return references(acts, await self.acts())

    async def acts(self) -> Sequence[ActView]:
        return (await self.client.statement(self.body, self.number)).acts

    async def corrections(self) -> Sequence[CorrectionView]:
        return (await self.client.statement(self.body, self.number)).corrections


@dataclass(frozen=True)
class Registry(Place):
    """Where a statement is registered: it has no number before it."""

    client: ClerkClient
    body: str
    number: str = ""
    kind: str = "statement"
    address: str = "/statements"

    async def acts(self) -> Sequence[ActView]:
        return ()

    async def corrections(self) -> Sequence[CorrectionView]:
        return ()

    async def preview(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID
    ) -> StatementPreview:
        number = command.registration_number if isinstance(command, RegisterStatement) else ""
        return await self.client.preview_on_statement(self.body, number, command, day, recording, id=command_id)

    async def send(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID, _: Confirmed | None
    ) -> Accepted | Rejected:
        stream = derived_id(command_id, "statement")
        return await self.client.send(stream, command, day, recording, id=command_id)


@dataclass(frozen=True)
class Registering(Acting):
    """The registration of a statement."""

    def recorded(self, command: Command, command_id: UUID) -> Response:
        number = command.registration_number if isinstance(command, RegisterStatement) else ""
        return see(f"/statements/{self.given['body']}/{quote(number, safe='')}?recorded={command_id}")


@router.get("")
async def find(request: Request, person: Working, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """A statement by its registration number; registering one."""
    _check(person, _READERS)
    wanted = q.strip()
    if wanted and person.body is not None:
        try:
            await client_for(request, person).statement(person.body, wanted)
        except (QueryRefused, ValueError):
            pass
        else:
            return see(f"/statements/{person.body}/{quote(wanted, safe='')}")
    return pages_of(request)(
        request, "statements.html", {"q": wanted, "clerk": is_clerk(person), "problem": None, "text": ""}
    )


@router.get("/acts/register-statement")
async def new(request: Request, person: Working) -> Response:
    """The form of a new statement."""
    return await _registering(request, person).form()


@router.post("/import")
async def import_(request: Request, person: Working) -> Response:
    """The form of a new statement, filled in from a file or from pasted text. Nothing is recorded."""
    acting = _registering(request, person)
    text = await _text(await request.form())
    try:
        values = fields_in(text)
        typed = imported(acting.widgets, values)
    except Unreadable as error:
        return _unreadable(request, text, str(error))
    unknown = sorted(str(name) for name in values if name not in RegisterStatement.model_fields)
    return await acting.form(typed, tuple(_unknown(name) for name in unknown[:10]))


@router.post("/acts/register-statement/preview")
async def preview_new(request: Request, person: Working) -> Response:
    """What the registration would do. Nothing is recorded."""
    return await _registering(request, person).preview()


@router.post("/acts/register-statement/record")
async def record_new(request: Request, person: Working) -> Response:
    """Register the statement."""
    return await _registering(request, person).record()


@router.get("/{body}/{number:path}/acts/{act}")
async def show_act(request: Request, person: Working, body: str, number: str, act: str) -> Response:
    """The form of an act on a statement; the decision is proposed as the assessment has it."""
    acting = await _acting(request, person, body, number, act)
    if act != DECIDE:
        return await acting.form()
    view = await client_for(request, person).statement(body, number)
    return await acting.form(_proposed(view, person, language_of(request)))


@router.post("/{body}/{number:path}/acts/{act}/preview")
async def preview_act(request: Request, person: Working, body: str, number: str, act: str) -> Response:
    """What the act would do. Nothing is recorded."""
    return await (await _acting(request, person, body, number, act)).preview()


@router.post("/{body}/{number:path}/acts/{act}/draft")
async def draft(request: Request, person: Working, body: str, number: str, act: str) -> Response:
    """The refusal or return that the act would make, as a draft. Nothing is recorded."""
    return await (await _acting(request, person, body, number, act)).draft()


@router.post("/{body}/{number:path}/acts/{act}/record")
async def record_act(request: Request, person: Working, body: str, number: str, act: str) -> Response:
    """Record the act."""
    return await (await _acting(request, person, body, number, act)).record()


@router.get("/{body}/{number:path}/documents/{resolution:path}")
async def document(request: Request, person: Working, body: str, number: str, resolution: str) -> Response:
    """The PDF of a refusal or return. Raises NotFound."""
    view = await view_of(request, person, body, number)
    if resolution not in {each.number for each in view.resolutions if each.documents}:
        raise NotFound
    file = await client_for(request, person).statement_document(ShowStatementDocument(resolution=resolution))
    return pdf(resolution, file.content)


@router.get("/{body}/{number:path}")
async def show(request: Request, person: Working, body: str, number: str) -> Response:
    """A statement with what is lacking, what to do next, and its acts. Raises NotFound."""
    view = await view_of(request, person, body, number)
    client = client_for(request, person)
    recorded = request.query_params.get("recorded")
    known = {str(each.id) for each in view.acts} | {str(each.id) for each in view.corrections}
    next_act = _NEXT.get(view.status)
    opening = opening_of(view, next_act) if next_act else None
    values: dict[str, Any] = {
        "view": view,
        "assessment": view.assessment or view.expected,
        "expected": view.assessment is None and view.expected is not None,
        "place": StatementPlace(client, body, number),
        "recorded": recorded,
        "waiting": recorded is not None and recorded not in known,
        "changes": changes_of(request),
        "may_act": is_clerk(person),
        "correctable": frozenset(
            each.act for each in acts_of(request).rule_set.intake.corrections.corrections.values()
        ),
        "next": next_act if opening and opening.open else None,
    }
    return pages_of(request)(request, "statement.html", values)


def _registering(request: Request, person: Person) -> Registering:
    """The registration by a person of a body. Raises NotFound."""
    check_clerk(person)
    place = Registry(client_for(request, person), person.body or "")
    return Registering(request, person, place, REGISTER, {"body": person.body})


async def _acting(request: Request, person: Person, body: str, number: str, act: str) -> Acting:
    """The act of a person of the body of the statement. Raises NotFound."""
    check_clerk(person)
    acts = acts_of(request)
    if act not in acts.rows or acts.service_of(act) != "intake" or act == REGISTER:
        raise NotFound
    opening = opening_of(await view_of(request, person, body, number), act)
    if opening is None or not (opening.open or opening.recordable):
        raise NotFound
    return Acting(request, person, StatementPlace(client_for(request, person), body, number), act)


async def view_of(request: Request, person: Person, body: str, number: str) -> StatementView:
    """A statement that a person may read. Raises NotFound."""
    check_reader(person)
    if person.body not in (None, body):
        raise NotFound
    try:
        return await client_for(request, person).statement(body, number)
    except (QueryRefused, ValueError):
        raise NotFound from None


def opening_of(view: StatementView, act: str) -> StatementOpening | None:
    """Whether the person may do an act; none where there is no such act."""
    return next((each for each in view.openings if each.act == act), None)


def is_clerk(person: Person) -> bool:
    """Whether a person acts on statements."""
    return person.role in _CLERKS


def check_reader(person: Person) -> None:
    """Whether a person may read statements. Raises NotFound."""
    _check(person, _READERS)


def check_clerk(person: Person) -> None:
    """Whether a person may act on statements. Raises NotFound."""
    _check(person, _CLERKS)


def _check(person: Person, roles: frozenset[Role]) -> None:
    if person.role not in roles:
        raise NotFound


def _proposed(view: StatementView, person: Person, language: Language) -> Typed:
    """The decision that the assessment proposes, with ground and reasons as it found them."""
    typed: Typed = {}
    if person.executor:
        typed |= {"data.executor.id": [person.code], "data.executor.full_name": [person.full_name]}
    if view.assessment is None:
        return typed
    proposal = view.assessment.proposal
    typed["data.decision"] = [proposal.value]
    found = [each for each in view.assessment.findings if each.proposal is proposal]
    if proposal is not Proposal.INITIATE and found:
        same = [each for each in found if each.ground == found[0].ground]
        reasons = " ".join(f"{article_in(each.article, language)}: {in_language(each.text, language)}" for each in same)
        typed |= {"data.ground": [found[0].ground], "data.reasons": [reasons[:2000]]}
    return typed


async def _text(sent: FormData) -> str:
    """What was pasted, or the file that was chosen."""
    file = sent.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return (await file.read(LARGEST_JSON)).decode("utf-8-sig", errors="replace")
    text = sent.get("text", "")
    return text if isinstance(text, str) else ""


def _unknown(name: str) -> Problem:
    return Problem(code="unknown-field", rule="extra-forbidden", detail="Extra inputs are not permitted", field=name)


def _unreadable(request: Request, text: str, why: str) -> Response:
    values = {"q": "", "clerk": True, "problem": why[:300], "text": text[:LARGEST_YAML]}
    return pages_of(request)(request, "statements.html", values, status=422)
