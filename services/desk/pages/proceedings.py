"""Finding proceedings, and a proceeding on one page."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from contracts.queries.deadlines import LimitKey, Limits, ListLimits
from contracts.queries.proceedings import (
    NAME_AT_LEAST,
    Documents,
    FindProceedings,
    ProceedingRows,
    ResolutionNumber,
    ShowDocument,
)
from contracts.values import IdentifierKind
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person, Role
from services.desk.domain.work import key_of_limit
from services.desk.pages.paging import NumberKey, Turning, earlier, key_in, latest_places, turning
from services.desk.pages.parts import NotFound, changes_of, client_for, pages_of, pdf, today_of
from shared.clerk_client import ClerkClient, QueryRefused

router = APIRouter()

_ROWS = 80
"""On a page at most: it stays small."""
_LATEST = 15
"""Acts, resolutions, time limits and rows of what the proceeding is now, on its page, of each."""
_OF_VIEW = ("claims", "participants", "duties", "statuses", "measures", "things")
"""Lists of a proceeding as it stands."""
Typed = Annotated[str, Query(max_length=100)]
_RESOLUTION: TypeAdapter[str] = TypeAdapter(ResolutionNumber)
_KINDS = (IdentifierKind.UNP, IdentifierKind.PERSONAL_NUMBER)


@router.get("/proceedings")
async def find(request: Request, person: Working, q: Typed = "", name: Typed = "") -> Response:
    """Proceedings by number, execution document, court case or identifier of a party; by name to choose from."""
    _check_reader(person)
    wanted, named = q.strip(), name.strip()
    place, client = key_in(request, NumberKey), client_for(request, person)
    of_body = {"body": person.body, "after": place and place.number, "limit": _ROWS}
    found = await _found(client, wanted, of_body) if wanted else None
    if named and found is None:
        found = await _asked(client, name=named, **of_body)
    last = NumberKey(number=found.proceedings[-1].number) if found and found.more else None
    values = {"q": wanted, "name": named, "found": found, "turn": turning(request, last), "at_least": NAME_AT_LEAST}
    return pages_of(request)(request, "proceedings.html", values)


@router.get("/proceedings/{number}")
async def show(request: Request, person: Working, number: str) -> Response:
    """A proceeding as it stands, with its acts, documents and time limits. Raises NotFound."""
    client = await client_in(request, person, number)
    recorded = request.query_params.get("recorded")
    view, history, documents, limits, openings = await asyncio.gather(
        client.show(number),
        client.history(number, limit=_LATEST, before=_id(request, "acts"), known=_id(request, "recorded")),
        client.documents(number, limit=_LATEST, before=_resolution(request)),
        client.limits(latest_limits(request, number, _LATEST)),
        client.open_acts(number, today_of(request)),
    )
    values: dict[str, Any] = {
        "recorded": recorded,
        "waiting": recorded is not None and not history.known,
        "may_act": may_act(person),
        "sees_disclosures": sees_disclosures(person),
        "view": view,
        "history": history,
        "openings": openings,
        "acts": history.acts,
        "acts_turn": earlier(request, "acts", history.acts[0].id if history.more and history.acts else None),
        "resolutions": documents.resolutions,
        "resolutions_turn": _resolutions_turn(request, documents),
        "limits": limits.limits,
        "limits_turn": limits_turn(request, limits),
        "changes": changes_of(request),
    }
    for name in _OF_VIEW:
        rows: Sequence[Any] = getattr(view, name) or ()
        values[name], values[f"{name}_turn"] = latest_places(request, rows, name, _LATEST)
    return pages_of(request)(request, "proceeding.html", values)


@router.get("/proceedings/{number}/acts")
async def closed_acts(request: Request, person: Working, number: str) -> Response:
    """The acts that are not open today, each with the reasons. Raises NotFound."""
    client = await client_in(request, person, number)
    view, openings = await asyncio.gather(client.show(number), client.open_acts(number, today_of(request)))
    values = {"view": view, "openings": openings, "may_act": may_act(person)}
    return pages_of(request)(request, "closed_acts.html", values)


@router.get("/proceedings/{number}/documents/{resolution:path}")
async def document(request: Request, person: Working, number: str, resolution: str) -> Response:
    """The PDF of a resolution. Raises NotFound."""
    client = await client_in(request, person, number)
    listed = await client.documents(number)
    if resolution not in {each.number for each in listed.resolutions if each.documents}:
        raise NotFound
    file = await client.document(ShowDocument(resolution=resolution))
    return pdf(resolution, file.content)


def latest_limits(request: Request, number: str, at_most: int) -> ListLimits:
    """The latest time limits of a proceeding or statement, or those before the page that is shown."""
    return ListLimits(
        number=number, explained=True, limit=at_most, latest=True, before=key_in(request, LimitKey, "limits")
    )


def limits_turn(request: Request, found: Limits) -> Turning:
    """Where the time limits before these are shown."""
    return turning(request, key_of_limit(found.limits[0]) if found.more and found.limits else None, "limits")


def _resolutions_turn(request: Request, found: Documents) -> Turning:
    first = found.resolutions[0].number if found.more and found.resolutions else None
    return earlier(request, "resolutions", first)


def _id(request: Request, name: str) -> UUID | None:
    """The id that a parameter states; none where it states none."""
    try:
        return UUID(request.query_params.get(name, ""))
    except ValueError:
        return None


def _resolution(request: Request) -> str | None:
    """The resolution before which the page ends."""
    try:
        return _RESOLUTION.validate_python(request.query_params.get("resolutions"))
    except ValidationError:
        return None


def may_act(person: Person) -> bool:
    """Whether a person acts in proceedings of the body; who acts in which of them, the service says at each act."""
    return person.role not in (Role.AUDITOR, Role.OPERATOR)


def sees_disclosures(person: Person) -> bool:
    """Whether a person may see who asked service 3.11.01 about a proceeding, and for what."""
    return person.role in (Role.EXECUTOR, Role.HEAD, Role.AUDITOR)


async def client_in(request: Request, person: Person, number: str, *, acting: bool = False) -> ClerkClient:
    """The client of a person who may read the proceeding, or act in it. Raises NotFound."""
    _check_reader(person)
    client = client_for(request, person)
    row = next(iter((await _asked(client, number=number)).proceedings), None)
    if row is None or not row.read_at(person.body) or (acting and not may_act(person)):
        raise NotFound
    return client


def _check_reader(person: Person) -> None:
    """Operators run the system; what proceedings hold is not for them. Raises NotFound."""
    if person.role is Role.OPERATOR:
        raise NotFound


async def _found(client: ClerkClient, wanted: str, of_body: Mapping[str, Any]) -> ProceedingRows:
    """What one word of a person can mean: a number of a proceeding, document or court case, or an identifier."""
    parties: list[dict[str, Any]] = [
        {role: {"kind": kind, "value": wanted}} for kind in _KINDS for role in ("debtor", "recoverer")
    ]
    asked: list[dict[str, Any]] = [{"number": wanted}, {"document": wanted}, {"case": wanted}, *parties]
    answers = await asyncio.gather(*(_asked(client, **each, **of_body) for each in asked))
    rows = {row.id: row for answer in answers for row in answer.proceedings}
    ordered = tuple(sorted(rows.values(), key=lambda row: row.number))
    more = len(ordered) > _ROWS or any(answer.more for answer in answers)
    return ProceedingRows(proceedings=ordered[:_ROWS], more=more)


async def _asked(client: ClerkClient, **asked: object) -> ProceedingRows:
    """The answer; nothing where what is asked for cannot exist."""
    try:
        return await client.find(FindProceedings.model_validate(asked))
    except (ValidationError, QueryRefused):
        return ProceedingRows(proceedings=(), more=False)
