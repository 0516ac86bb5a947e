"""Finding proceedings, and a proceeding on one page."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.queries.deadlines import ListLimits
from contracts.queries.proceedings import NAME_AT_LEAST, FindProceedings, ProceedingRows, ShowDocument
from contracts.values import IdentifierKind
from services.desk.access.dependencies import Working
from services.desk.domain.people import Person, Role
from services.desk.pages.paging import NumberKey, key_in, latest, turning
from services.desk.pages.parts import NotFound, changes_of, client_for, pages_of, pdf, today_of
from shared.clerk_client import ClerkClient, QueryRefused

router = APIRouter()

_ROWS = 80
"""On a page at most: it stays small."""
_LATEST = 25
"""Acts, resolutions, time limits and things on the page of a proceeding, of each."""
Typed = Annotated[str, Query(max_length=100)]
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
    today = today_of(request)
    view, history, documents, limits, openings = await asyncio.gather(
        client.show(number),
        client.history(number),
        client.documents(number),
        client.limits(ListLimits(number=number, explained=True)),
        client.open_acts(number, today),
    )
    recorded = request.query_params.get("recorded")
    known = {str(each.id) for each in history.acts} | {str(each.id) for each in history.corrections}
    waiting = recorded is not None and recorded not in known
    values: dict[str, Any] = {"recorded": recorded, "waiting": waiting, "may_act": may_act(person)}
    values["sees_disclosures"] = sees_disclosures(person)
    acts, acts_turn = latest(request, history.acts, "acts", lambda act: act.id, _LATEST)
    resolutions, resolutions_turn = latest(
        request, documents.resolutions, "resolutions", lambda each: each.number, _LATEST
    )
    shown, limits_turn = latest(request, limits.limits, "limits", lambda limit: limit.id, _LATEST)
    values |= {"view": view, "history": history, "openings": openings, "acts": acts, "acts_turn": acts_turn}
    things, things_turn = latest(request, view.things or (), "things", lambda each: each.id, _LATEST)
    values |= {"things": things, "things_turn": things_turn}
    values |= {"resolutions": resolutions, "resolutions_turn": resolutions_turn}
    values |= {"limits": shown, "limits_turn": limits_turn, "changes": changes_of(request)}
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
