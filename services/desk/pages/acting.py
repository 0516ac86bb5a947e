"""Making and recording acts: a form from the act's row, what would follow, and the record of it.

The steps are the same for acts in a proceeding and on a statement; a `Place` is where they differ.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.queries.intake import StatementOpening, StatementPreview
from contracts.queries.proceedings import ActView, CorrectionView, Draft, Opening, Preview
from contracts.recording import Recording
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from services.desk.access.audit import record_command
from services.desk.access.dependencies import address_of
from services.desk.domain.people import Person
from services.desk.inputs.attestable import always_demanded, briefly, missing, offered
from services.desk.inputs.nodes import Choices, Layout, Node
from services.desk.inputs.recordings import PREFIX as OF_RECORDING
from services.desk.inputs.recordings import (
    SHOWN,
    choices_of_recording,
    chosen,
    offering,
    recording_widgets,
    row_of,
    with_rows,
)
from services.desk.inputs.references import references
from services.desk.inputs.typed import Typed
from services.desk.inputs.widgets import Widget, widgets_of, without
from services.desk.pages.act_forms import Filled, Inputs, Stated, command_of, confirmed_of, filled, id_of, text_of
from services.desk.pages.parts import NotFound, acts_of, pages_of, pdf, see, today_of
from services.desk.rendering import language_of
from shared.act_fields import ActFields
from shared.clerk_client import ClerkClient, QueryRefused
from shared.confirmed import Confirmed
from shared.law.rule_sets.parts.acts import ActRow


class Place(ABC):
    """Where acts are recorded."""

    address: str
    """Of its page."""
    number: str
    kind: str
    """`proceeding` or `statement`."""

    @abstractmethod
    async def acts(self) -> Sequence[ActView]:
        """The acts that are on record."""

    @abstractmethod
    async def corrections(self) -> Sequence[CorrectionView]:
        """Their corrections, made and proposed."""

    @abstractmethod
    async def preview(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID
    ) -> Preview | StatementPreview:
        """What a command would do. Raises QueryRefused."""

    async def draft(self, _: Command, _day: date, _recording: Recording | None) -> Draft:
        """The resolution that a command would make. Raises QueryRefused, or NotFound where none is made."""
        raise NotFound

    @abstractmethod
    async def send(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID, confirmed: Confirmed | None
    ) -> Accepted | Rejected:
        """The reply to a command."""

    async def opening(self, _act: str, _day: date) -> Opening | StatementOpening | None:
        """Whether the act is open to the person; none where that is not known before it is stated."""
        return None

    async def choices(self, _acts: ActFields) -> Choices:
        """What fields can refer to."""
        return {}


@dataclass(frozen=True)
class ProceedingPlace(Place):
    """A proceeding."""

    client: ClerkClient
    number: str
    kind: str = "proceeding"

    @property
    def address(self) -> str:  # type: ignore[override]
        return f"/proceedings/{quote(self.number, safe='')}"

    async def preview(self, command: Command, day: date, recording: Recording | None, command_id: UUID) -> Preview:
        return await self.client.preview(self.number, command, day, recording, id=command_id)

    async def draft(self, command: Command, day: date, recording: Recording | None) -> Draft:
        return await self.client.draft(self.number, command, day, recording)

    async def send(
        self, command: Command, day: date, recording: Recording | None, command_id: UUID, confirmed: Confirmed | None
    ) -> Accepted | Rejected:
        stream = (await self.client.show(self.number)).id
        return await self.client.send(stream, command, day, recording, id=command_id, confirmed=confirmed)

    async def opening(self, act: str, day: date) -> Opening | None:
        openings = await self.client.open_acts(self.number, day)
        return next((each for each in openings.acts if each.act == act), None)

    async def choices(self, acts: ActFields) -> Choices:
        return references(acts, await self.acts())

    async def acts(self) -> Sequence[ActView]:
        return (await self.client.history(self.number)).acts

    async def corrections(self) -> Sequence[CorrectionView]:
        return (await self.client.history(self.number)).corrections


@dataclass(frozen=True)
class Acting:
    """One act of a person at a place."""

    request: Request
    person: Person
    place: Place
    act: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """Fields that the page states itself."""

    template = "act.html"

    @property
    def widgets(self) -> tuple[Widget, ...]:
        return without(widgets_of(acts_of(self.request), self.act), *self.given)

    @property
    def recording_widgets(self) -> tuple[Widget, ...]:
        """The inputs for the recording, of papers for whatever conditions."""
        return recording_widgets(self._row.effective)

    @property
    def inputs(self) -> Inputs:
        """The inputs of the form."""
        return Inputs(self.widgets, self.recording_widgets, self._demanded)

    @property
    def _row(self) -> ActRow:
        return acts_of(self.request).rows[self.act]

    @property
    def _demanded(self) -> tuple[str, ...]:
        return always_demanded(acts_of(self.request).rule_set, self._row)

    async def form(self, typed: Typed | None = None, problems: Sequence[Problem] = ()) -> Response:
        """The form, empty or with what is proposed."""
        return await self._form(Filled(today_of(self.request), typed or {}, {}), problems)

    async def preview(self) -> Response:
        """What the act would do. Nothing is recorded."""
        sent = await self.request.form()
        form = filled(self.inputs, sent, today_of(self.request))
        if add := text_of(sent, "add"):
            return await self._form(form, add=add)
        command_id = new_id()
        made = self._command(form, command_id)
        if made.command is None:
            return await self._form(form, made.problems)
        try:
            shown = await self.place.preview(made.command, form.day, made.recording, command_id)
        except QueryRefused as refused:
            return await self._form(form, refused.problems)
        if shown.outcome == "refused":
            return await self._form(form, shown.problems)
        values = {"preview": shown, "sent": form.hidden, "id": command_id, "command": made.command}
        return pages_of(self.request)(
            self.request, f"{self.place.kind}_preview.html", {**self._shared(), "day": form.day, **values}
        )

    async def draft(self) -> Response:
        """The resolution that the act would make, as a draft. Nothing is recorded."""
        form = filled(self.inputs, await self.request.form(), today_of(self.request))
        made = self._command(form, new_id())
        if made.command is None:
            return await self._form(form, made.problems)
        try:
            drafted = await self.place.draft(made.command, form.day, made.recording)
        except QueryRefused as refused:
            return await self._form(form, refused.problems)
        return pdf(f"draft-{self.act}", drafted.content)

    async def record(self) -> Response:
        """Record the act: once, however often the form is sent."""
        sent = await self.request.form()
        form, command_id = filled(self.inputs, sent, today_of(self.request)), id_of(sent)
        made = self._command(form, command_id)
        if made.command is None:
            return await self._form(form, made.problems)
        reply = await sent_by(
            self.request, self.person, self.place, self.act, made.command, form.day, made.recording, command_id,
            confirmed_of(sent),
        )  # fmt: skip
        if isinstance(reply, Rejected):
            return await self._form(form, reply.problems)
        return self.recorded(made.command, command_id)

    def recorded(self, _: Command, command_id: UUID) -> Response:
        """The page of the place, which says that it is recorded."""
        return see(f"{self.place.address}?recorded={command_id}")

    def _command(self, form: Filled, command_id: UUID) -> Stated:
        acts, actor = acts_of(self.request), self.person.actor
        return command_of(acts, self.act, self.inputs, form, command_id, actor, self.given)

    async def _form(self, form: Filled, problems: Sequence[Problem] = (), add: str = "") -> Response:
        acts, today = acts_of(self.request), today_of(self.request)
        opening = await self.place.opening(self.act, today)
        choices = choices_of_recording(await self.place.choices(acts), form.day)
        recording, placed = self._with_papers(form, problems)
        layout = Layout({**form.typed, **recording}, placed, choices, add, getattr(opening, "grounds", ()))
        nodes = layout.nodes(self.widgets)
        stated = self._recording_nodes(layout, form, recording, choices)
        values: dict[str, Any] = {
            "row": self._row,
            "today": today,
            "day": form.day,
            "opening": opening,
            "inputs": nodes,
            "problems": problems,
            "elsewhere": layout.elsewhere,
            "recording": stated,
            "papers_first": bool(self._demanded),
        }
        return pages_of(self.request)(
            self.request, self.template, {**self._shared(), **values}, status=422 if problems else 200
        )

    def _with_papers(self, form: Filled, problems: Sequence[Problem]) -> tuple[Typed, tuple[Problem, ...]]:
        """What was typed, with a row for each paper that is asked for, and the problems, each at its row."""
        law, english = acts_of(self.request).rule_set, language_of(self.request) == "en"
        wanted = [missing(law, each) for each in problems]
        recording = with_rows(form.recording, (*self._demanded, *filter(None, wanted)))

        def placed(problem: Problem, condition: str | None) -> Problem:
            if condition is None:
                return problem
            row = f"{SHOWN}.{row_of(recording, condition)}.paper"
            detail = problem.detail if english else briefly(law, problem, condition)
            return problem.model_copy(update={"field": row, "detail": detail})

        return recording, tuple(map(placed, problems, wanted))

    def _recording_nodes(self, layout: Layout, form: Filled, recording: Typed, choices: Choices) -> Mapping[str, Node]:
        """The inputs for the recording, by their names; an act that cannot follow another is not asked which."""
        rule_set = acts_of(self.request).rule_set
        conditions = dict.fromkeys((*offered(rule_set, self._row, self.widgets, form.typed), *chosen(recording)))
        widgets = offering(self.recording_widgets, tuple(conditions))
        fitting = [each for each in widgets if each.name != "after" or choices.get("after")]
        return {node.widget.name: node for node in layout.nodes(fitting, OF_RECORDING)}

    def _shared(self) -> dict[str, Any]:
        return {
            "place": self.place,
            "act": self.act,
            "heading": None,
            "action": f"{self.place.address}/acts/{quote(self.act)}",
        }


async def sent_by(
    request: Request,
    person: Person,
    place: Place,
    act: str,
    command: Command,
    day: date,
    recording: Recording | None,
    command_id: UUID,
    confirmed: Confirmed | None,
) -> Accepted | Rejected:
    """Send a command of the person, and note it in the audit trail."""
    await record_command(request, person.account, act, place.number, command_id, address_of(request))
    return await place.send(command, day, recording, command_id, confirmed)
