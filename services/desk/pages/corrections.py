"""Corrections of acts that are on record: made or proposed by one person, approved or rejected by another.

The same in a proceeding and on a statement; which corrections there are, and which need a second person, the rows say.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.catalogue import COMMANDS
from contracts.commands.corrections import AnnulAct
from contracts.events.corrections import CorrectionKind
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.proceedings import ActView
from contracts.registry import Command, MalformedMessage
from contracts.replies import Rejected
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person
from services.desk.inputs.recordings import stated_of_recording
from services.desk.inputs.typed import Typed, stated, typed_from
from services.desk.inputs.widgets import Widget, widgets_in, widgets_of
from services.desk.pages.act_forms import Filled, Inputs, Stated, command_of, confirmed_of, id_of, text_of
from services.desk.pages.acting import Acting, Place, ProceedingPlace, sent_by
from services.desk.pages.parts import NotFound, acts_of, changes_of, client_for, pages_of, see, today_of
from services.desk.pages.proceedings import client_in
from services.desk.pages.statements import StatementPlace, check_clerk, view_of
from shared.clerk_client import QueryRefused
from shared.law.names import Names

router = APIRouter()

_IN_PROCEEDING, _ON_STATEMENT = "/proceedings/{number}", "/statements/{body}/{number:path}"
_ANNULMENT = ("by", "since")
_REPEATED = (CorrectionKind.CORRECT_ENTRY, CorrectionKind.CORRECT_SLIP)
"""Corrections that state the whole act anew."""
_WITHOUT_BASIS = (CorrectionKind.CORRECT_SLIP,)
_INPUTS = {"reason": "recording.reason", "basis": "recording.paper"}


class Kind(NamedTuple):
    """A correction that can be made."""

    kind: CorrectionKind
    name: Names
    second_person: bool


@dataclass(frozen=True)
class Correcting(Acting):
    """The correction of an act on record."""

    entry: ActView | None = None
    correction: CorrectionKind = CorrectionKind.STRIKE_ENTRY

    template = "correction.html"

    @property
    def _entry(self) -> ActView:
        if self.entry is None:
            raise NotFound
        return self.entry

    @property
    def widgets(self) -> tuple[Widget, ...]:
        if self.correction is CorrectionKind.ANNUL_ACT:
            return tuple(widget for widget in widgets_in(AnnulAct) if widget.name in _ANNULMENT)
        return widgets_of(acts_of(self.request), self.act) if self.correction in _REPEATED else ()

    @property
    def recording_widgets(self) -> tuple[Widget, ...]:
        """The reason, and the paper behind the correction."""
        wanted = ("reason",) if self.correction in _WITHOUT_BASIS else ("reason", "paper")
        of_act = (widget for widget in super().recording_widgets if widget.name in wanted)
        return tuple(replace(widget, required=widget.name == "reason") for widget in of_act)

    @property
    def _demanded(self) -> tuple[str, ...]:
        return ()

    async def empty(self) -> Response:
        """The form with the act as it is on record."""
        form = Filled(self._entry.day, typed_from(self.widgets, self._entry.data), {})
        return await self._form(form)

    def _command(self, form: Filled, _: UUID) -> Stated:
        today, actor = today_of(self.request), self.person.actor
        given = stated_of_recording(self.recording_widgets, form.recording, today, actor)
        data: dict[str, Any] = {"act": str(self._entry.id), "reason": given.get("reason", "")}
        if self.correction not in _WITHOUT_BASIS:
            data["basis"] = given.get("paper", {"dated": today.isoformat(), "author": actor})
        if self.correction is CorrectionKind.ANNUL_ACT:
            data |= stated(self.widgets, form.typed)
        elif self.correction in _REPEATED:
            again = self._again(form)
            if again.command is None:
                return again
            content = again.command.model_dump(mode="json", exclude_none=True)
            data |= {"day": form.day.isoformat(), "data": {"type": again.command.type, "data": content}}
        return _decoded(self.place, self.correction.value, data)

    def _again(self, form: Filled) -> Stated:
        """The act as it is to read; what it created keeps its id."""
        fields = {widget.name for widget in self.widgets}
        model = acts_of(self.request).model_of(self.act)
        kept = {
            name: each for name, each in self._entry.data.items() if name not in fields and name in model.model_fields
        }
        return command_of(acts_of(self.request), self.act, Inputs(self.widgets), form, self._entry.id, "", kept)

    def _with_papers(self, form: Filled, problems: Sequence[Problem]) -> tuple[Typed, tuple[Problem, ...]]:
        return form.recording, tuple(map(_at_input, problems))

    def _shared(self) -> dict[str, Any]:
        kinds = _kinds(self.request, self.place, self.act)
        return {
            "place": self.place,
            "act": self.act,
            "entry": self._entry,
            "correction": kinds[self.correction.value],
            "corrections": kinds.values(),
            "heading": kinds[self.correction.value].name,
            "with_day": self.correction in _REPEATED,
            "action": f"{self.place.address}/corrections/{self._entry.id}/{self.correction.value}",
        }


@router.get(f"{_ON_STATEMENT}/corrections/{{entry}}/{{kind}}")
@router.get(f"{_IN_PROCEEDING}/corrections/{{entry}}/{{kind}}")
async def show(request: Request, person: Working, number: str, entry: UUID, kind: str, body: str = "") -> Response:
    """The form of a correction."""
    return await (await _correcting(request, person, body, number, entry, kind)).empty()


@router.post(f"{_ON_STATEMENT}/corrections/{{entry}}/{{kind}}/preview")
@router.post(f"{_IN_PROCEEDING}/corrections/{{entry}}/{{kind}}/preview")
async def preview(request: Request, person: Working, number: str, entry: UUID, kind: str, body: str = "") -> Response:
    """What the correction would do. Nothing is recorded."""
    return await (await _correcting(request, person, body, number, entry, kind)).preview()


@router.post(f"{_ON_STATEMENT}/corrections/{{entry}}/{{kind}}/record")
@router.post(f"{_IN_PROCEEDING}/corrections/{{entry}}/{{kind}}/record")
async def record(request: Request, person: Working, number: str, entry: UUID, kind: str, body: str = "") -> Response:
    """Make or propose the correction."""
    return await (await _correcting(request, person, body, number, entry, kind)).record()


@router.get(f"{_ON_STATEMENT}/proposals/{{correction}}")
@router.get(f"{_IN_PROCEEDING}/proposals/{{correction}}")
async def show_proposal(request: Request, person: Working, number: str, correction: UUID, body: str = "") -> Response:
    """A proposed correction, and what would follow from its approval."""
    place = await _place(request, person, body, number)
    return await _proposal(request, place, correction)


@router.post(f"{_ON_STATEMENT}/proposals/{{correction}}/{{answer}}")
@router.post(f"{_IN_PROCEEDING}/proposals/{{correction}}/{{answer}}")
async def answer(
    request: Request,
    person: Working,
    number: str,
    correction: UUID,
    answer: str,
    body: str = "",
) -> Response:
    """Approve a proposed correction, or reject it."""
    place, sent = await _place(request, person, body, number), await request.form()
    name = {"approve": "approve-correction", "reject": "reject-correction"}.get(answer)
    if name is None:
        raise NotFound
    made = _decoded(place, name, _answered(correction, answer, sent))
    if made.command is None:
        return await _proposal(request, place, correction, made.problems)
    command_id = id_of(sent)
    reply = await sent_by(
        request, person, place, name, made.command, today_of(request), None, command_id, confirmed_of(sent)
    )
    if isinstance(reply, Rejected):
        return await _proposal(request, place, correction, reply.problems)
    return see(place.address)


def _answered(correction: UUID, answer: str, sent: FormData) -> dict[str, Any]:
    given = {"correction": str(correction)}
    return {**given, "reason": text_of(sent, "reason")} if answer == "reject" else given


async def _proposal(request: Request, place: Place, correction: UUID, problems: Sequence[Problem] = ()) -> Response:
    found = next((each for each in await place.corrections() if each.id == correction), None)
    if found is None:
        raise NotFound
    values: dict[str, Any] = {
        "place": place,
        "proposal": found,
        "entry": await _entry(place, found.act),
        "heading": acts_of(request).rule_set.procedures.corrections.corrections[found.kind.value].name,
        "id": new_id(),
        "changes": changes_of(request),
        "problems": problems,
        "preview": None,
    }
    approval = _decoded(place, "approve-correction", {"correction": str(correction)}).command
    if found.standing == "proposed" and approval is not None:
        try:
            values["preview"] = await place.preview(approval, today_of(request), None, values["id"])
        except QueryRefused as refused:
            values["problems"] = (*problems, *refused.problems)
    return pages_of(request)(request, "proposal.html", values, status=422 if problems else 200)


async def _correcting(request: Request, person: Person, body: str, number: str, entry: UUID, kind: str) -> Correcting:
    place = await _place(request, person, body, number)
    found = await _entry(place, entry)
    if found.act not in acts_of(request).rows or kind not in _kinds(request, place, found.act):
        raise NotFound
    return Correcting(request, person, place, found.act, {}, found, CorrectionKind(kind))


async def _entry(place: Place, act: UUID) -> ActView:
    found = next((each for each in await place.acts() if each.id == act), None)
    if found is None:
        raise NotFound
    return found


async def _place(request: Request, person: Person, body: str, number: str) -> Place:
    """Where a person may act. Raises NotFound."""
    if not body:
        return ProceedingPlace(await client_in(request, person, number, acting=True), number)
    check_clerk(person)
    await view_of(request, person, body, number)
    return StatementPlace(client_for(request, person), body, number)


def _kinds(request: Request, place: Place, act: str) -> Mapping[str, Kind]:
    """The corrections that there are of an act, by their names in commands."""
    law = acts_of(request).rule_set
    rows = law.procedures.corrections.corrections
    if place.kind == "proceeding":
        return {each.kind.value: Kind(each.kind, each.name, each.second_person) for each in rows.values()}
    return {
        each.correction: Kind(CorrectionKind(each.correction), rows[each.correction].name, each.second_person)
        for each in law.intake.corrections.corrections.values()
        if each.act == act
    }


def _decoded(place: Place, name: str, data: Mapping[str, Any]) -> Stated:
    service = "intake" if place.kind == "statement" else "proceedings"
    try:
        command: Command = COMMANDS.decode(f"lea.{service}.{name}.v1", json.dumps(data).encode())
    except MalformedMessage as error:
        return Stated(None, problems=tuple(error.problems))
    return Stated(command)


def _at_input(problem: Problem) -> Problem:
    """The reason and the basis are typed where an act has those of its recording."""
    first, dot, rest = (problem.field or "").partition(".")
    return problem.model_copy(update={"field": f"{_INPUTS[first]}{dot}{rest}"}) if first in _INPUTS else problem
