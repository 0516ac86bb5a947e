"""Looking up proceedings, statements, duties and time limits over the JSON interface: what the pages show."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.deadlines import LimitKey, Limits, ListLimits, Standing
from contracts.queries.outgoing import ListOutgoing, ListStatementOutgoing, OutgoingKey
from contracts.queries.proceedings import DutyKey, FindProceedings, ListDuties
from services.desk.api.callers import Reading, client_of_body
from services.desk.api.queries import After, Rows, Text, place_of, query_of
from services.desk.api.replies import answer
from services.desk.domain.people import Person, Role
from services.desk.domain.work import key_of_duty, key_of_limit
from services.desk.pages import proceedings, statements
from services.desk.pages.outgoing import asked_of, key_of
from services.desk.pages.paging import ActKey, NumberKey, ResolutionKey, turning
from services.desk.pages.parts import NotFound, client_for, today_of
from services.desk.pages.proceedings import client_in

router = APIRouter()


@router.get("/proceedings")
async def find(
    request: Request,
    person: Reading,
    number: Text = None,
    document: Text = None,
    issuer: Text = None,
    debtor: Text = None,
    recoverer: Text = None,
    limit: Rows = 100,
    after: After = None,
) -> Response:
    """Proceedings of one's body by number, execution document, or identifier of a party."""
    if person.role is Role.OPERATOR:
        raise NotFound
    parties = {"debtor": _identifier(debtor), "recoverer": _identifier(recoverer)}
    since = place_of(NumberKey, after)
    page = {"limit": limit, "after": since.number if since else None}
    asked = query_of(FindProceedings, number=number, document=document, issuer=issuer, **page, **parties)
    found = await client_for(request, person).find(asked)
    own = tuple(row for row in found.proceedings if row.read_at(person.body))
    last = NumberKey(number=found.proceedings[-1].number) if found.more and found.proceedings else None
    shown = found.model_copy(update={"proceedings": own, "contradicting": None})
    return answer(shown, turning(request, last).following)


@router.get("/proceedings/{number}")
async def show(request: Request, person: Reading, number: str) -> Response:
    """A proceeding as it stands."""
    return answer(await (await client_in(request, person, number)).show(number))


@router.get("/proceedings/{number}/history")
async def history(request: Request, person: Reading, number: str, limit: Rows = 500, after: After = None) -> Response:
    """The last acts of a proceeding in the order of their days, with corrections and revisions."""
    client, place = await client_in(request, person, number), place_of(ActKey, after)
    found = await client.history(number, limit=limit, before=place.id if place else None)
    first = ActKey(id=found.acts[0].id) if found.more and found.acts else None
    return answer(found, turning(request, first).following)


@router.get("/proceedings/{number}/open-acts")
async def open_acts(request: Request, person: Reading, number: str, day: date | None = None) -> Response:
    """Which acts are open to the person on a day, and why others are not."""
    return answer(await (await client_in(request, person, number)).open_acts(number, day or today_of(request)))


@router.get("/proceedings/{number}/limits")
async def limits_of(request: Request, person: Reading, number: str, limit: Rows = 500, after: After = None) -> Response:
    """The time limits of a proceeding."""
    client, place = await client_in(request, person, number), place_of(LimitKey, after)
    return _limits(request, await client.limits(ListLimits(number=number, explained=True, limit=limit, after=place)))


@router.get("/proceedings/{number}/documents")
async def documents(request: Request, person: Reading, number: str, limit: Rows = 500, after: After = None) -> Response:
    """The last resolutions of a proceeding in the order of their numbers."""
    client, place = await client_in(request, person, number), place_of(ResolutionKey, after)
    found = await client.documents(number, limit=limit, before=place.number if place else None)
    first = ResolutionKey(number=found.resolutions[0].number) if found.more and found.resolutions else None
    return answer(found, turning(request, first).following)


@router.get("/proceedings/{number}/documents/{resolution:path}")
async def document(request: Request, person: Reading, number: str, resolution: str) -> Response:
    """The document of a resolution, as PDF."""
    return await proceedings.document(request, person, number, resolution)


@router.get("/duties")
async def duties(
    request: Request, person: Reading, executor: Text = None, limit: Rows = 500, after: After = None
) -> Response:
    """Open duties of one's body, or of one of its executors."""
    asked = query_of(ListDuties, body=_body(person), executor=executor, limit=limit, after=place_of(DutyKey, after))
    found = await client_for(request, person).duties(asked)
    last = key_of_duty(found.duties[-1]) if found.more and found.duties else None
    return answer(found, turning(request, last).following)


@router.get("/limits")
async def limits(
    request: Request,
    person: Reading,
    executor: Text = None,
    standing: Standing | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    limit: Rows = 500,
    after: After = None,
) -> Response:
    """Time limits of one's body, or of one of its executors."""
    others = {"due_from": due_from, "due_to": due_to, "limit": limit, "after": place_of(LimitKey, after)}
    asked = query_of(ListLimits, body=_body(person), executor=executor, standing=standing, **others)
    return _limits(request, await client_for(request, person).limits(asked))


@router.get("/outgoing")
async def outgoing(
    request: Request, person: Reading, day: date, executor: Text = None, limit: Rows = 500, after: After = None
) -> Response:
    """What one's body sent on a day in its proceedings."""
    return await _outgoing(request, person, ListOutgoing, day, executor=executor, limit=limit, after=after)


@router.get("/outgoing/statements")
async def outgoing_of_statements(
    request: Request, person: Reading, day: date, executor: Text = None, limit: Rows = 500, after: After = None
) -> Response:
    """What one's body sent on a day about statements."""
    return await _outgoing(request, person, ListStatementOutgoing, day, executor=executor, limit=limit, after=after)


@router.get("/statements/{body}/{number:path}/documents/{resolution:path}")
async def statement_document(request: Request, person: Reading, body: str, number: str, resolution: str) -> Response:
    """The document of a refusal or return, as PDF."""
    return await statements.document(request, person, body, number, resolution)


@router.get("/statements/{body}/{number:path}")
async def statement(request: Request, person: Reading, body: str, number: str) -> Response:
    """A statement as it is on record."""
    return answer(await client_of_body(request, person, body).statement(body, number))


def _limits(request: Request, found: Limits) -> Response:
    last = key_of_limit(found.limits[-1]) if found.more and found.limits else None
    return answer(found, turning(request, last).following)


async def _outgoing(
    request: Request, person: Person, query: type[ListOutgoing], day: date, *, after: str | None, **others: Any
) -> Response:
    asked = query_of(query, **asked_of(person, day), after=place_of(OutgoingKey, after), **others)
    found = await client_for(request, person).outgoing(asked)
    return answer(found, turning(request, key_of(found)).following)


def _body(person: Person) -> str | None:
    """The body whose lists a person reads; none: of all. Raises NotFound."""
    if person.role is Role.OPERATOR:
        raise NotFound
    return person.body


def _identifier(text: str | None) -> dict[str, str] | None:
    """`unp:191234563`."""
    if text is None:
        return None
    kind, _, value = text.partition(":")
    return {"kind": kind, "value": value}
