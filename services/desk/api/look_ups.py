"""Looking up proceedings, statements, duties and time limits over the JSON interface: what the pages show."""

from base64 import b64decode
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.queries.deadlines import ListLimits, Standing
from contracts.queries.proceedings import FindProceedings, ListDuties, ShowDocument
from services.desk.api.callers import Reading, client_of_body
from services.desk.api.replies import answer, invalid
from services.desk.domain.people import Person, Role
from services.desk.pages.parts import NotFound, client_for, today_of
from services.desk.pages.proceedings import client_in

router = APIRouter()

Text = Annotated[str | None, Query(max_length=100)]
Rows = Annotated[int, Query(ge=1, le=1000)]


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
) -> Response:
    """Proceedings of one's body by number, execution document, or identifier of a party."""
    if person.role is Role.OPERATOR:
        raise NotFound
    parties = {"debtor": _identifier(debtor), "recoverer": _identifier(recoverer)}
    asked = _asked(FindProceedings, number=number, document=document, issuer=issuer, limit=limit, **parties)
    found = await client_for(request, person).find(asked)
    own = tuple(row for row in found.proceedings if row.read_at(person.body))
    return answer(found.model_copy(update={"proceedings": own, "contradicting": None}))


@router.get("/proceedings/{number}")
async def show(request: Request, person: Reading, number: str) -> Response:
    """A proceeding as it stands."""
    return answer(await (await client_in(request, person, number)).show(number))


@router.get("/proceedings/{number}/history")
async def history(request: Request, person: Reading, number: str) -> Response:
    """The acts of a proceeding in the order of their days, with corrections and revisions."""
    return answer(await (await client_in(request, person, number)).history(number))


@router.get("/proceedings/{number}/open-acts")
async def open_acts(request: Request, person: Reading, number: str, day: date | None = None) -> Response:
    """Which acts are open to the person on a day, and why others are not."""
    return answer(await (await client_in(request, person, number)).open_acts(number, day or today_of(request)))


@router.get("/proceedings/{number}/limits")
async def limits_of(request: Request, person: Reading, number: str) -> Response:
    """The time limits of a proceeding."""
    return answer(await (await client_in(request, person, number)).limits(ListLimits(number=number)))


@router.get("/proceedings/{number}/documents")
async def documents(request: Request, person: Reading, number: str) -> Response:
    """The resolutions of a proceeding."""
    return answer(await (await client_in(request, person, number)).documents(number))


@router.get("/proceedings/{number}/documents/{resolution:path}")
async def document(request: Request, person: Reading, number: str, resolution: str) -> Response:
    """The document of a resolution, as PDF."""
    client = await client_in(request, person, number)
    if resolution not in {each.number for each in (await client.documents(number)).resolutions if each.documents}:
        raise NotFound
    file = await client.document(ShowDocument(resolution=resolution))
    return Response(b64decode(file.content), media_type="application/pdf", headers={"cache-control": "no-store"})


@router.get("/duties")
async def duties(request: Request, person: Reading, executor: Text = None, limit: Rows = 500) -> Response:
    """Open duties of one's body, or of one of its executors."""
    asked = _asked(ListDuties, body=_body(person), executor=executor, limit=limit)
    return answer(await client_for(request, person).duties(asked))


@router.get("/limits")
async def limits(
    request: Request,
    person: Reading,
    executor: Text = None,
    standing: Standing | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    limit: Rows = 500,
) -> Response:
    """Time limits of one's body, or of one of its executors."""
    days = {"due_from": due_from, "due_to": due_to}
    asked = _asked(ListLimits, body=_body(person), executor=executor, standing=standing, limit=limit, **days)
    return answer(await client_for(request, person).limits(asked))


@router.get("/statements/{body}/{number:path}")
async def statement(request: Request, person: Reading, body: str, number: str) -> Response:
    """A statement as it is on record."""
    return answer(await client_of_body(request, person, body).statement(body, number))


def _asked(query: type[Any], **fields: object) -> Any:
    """A query of these fields. Raises Refused."""
    try:
        return query.model_validate(fields)
    except ValidationError as error:
        raise invalid(error) from None


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
