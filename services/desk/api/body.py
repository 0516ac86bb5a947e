"""What the head of a body looks up over the JSON interface: its proceedings in numbers, and what is to be given out."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.intake import ListUndistributed, UndistributedKey
from contracts.queries.proceedings import ShowCaseload
from services.desk.api.callers import Reading, headed
from services.desk.api.queries import After, Rows, place_of, query_of
from services.desk.api.replies import answer
from services.desk.domain.figures import months
from services.desk.pages.distribution import key_of
from services.desk.pages.paging import turning
from services.desk.pages.parts import client_for, today_of

router = APIRouter()


@router.get("/caseload")
async def caseload(request: Request, person: Reading, since: date | None = None) -> Response:
    """The proceedings of one's body in numbers; statuses and money since a day, by default of twelve months."""
    asked = query_of(ShowCaseload, body=headed(person), since=since or months(today_of(request))[0])
    return answer(await client_for(request, person).caseload(asked))


@router.get("/statements/undistributed")
async def undistributed(request: Request, person: Reading, limit: Rows = 100, after: After = None) -> Response:
    """Statements of one's body that no executor has, and what each executor has in work."""
    asked = query_of(ListUndistributed, body=headed(person), limit=limit, after=place_of(UndistributedKey, after))
    found = await client_for(request, person).undistributed(asked)
    return answer(found, turning(request, key_of(found)).following)
