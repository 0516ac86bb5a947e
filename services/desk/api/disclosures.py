"""What the court was answered about a proceeding, over the JSON interface."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.base import Contract
from contracts.queries.access_log import DisclosureLine, KnownState, ListDisclosures, LogPlace
from services.desk.api.callers import Reading
from services.desk.api.queries import After, Rows, place_of, query_of
from services.desk.api.replies import answer
from services.desk.pages.disclosures import LAST_DAYS, key_of, states_of
from services.desk.pages.paging import turning
from services.desk.pages.parts import NotFound, today_of
from services.desk.pages.proceedings import client_in, sees_disclosures

router = APIRouter()


class AnswerShown(DisclosureLine):
    """An answer of service 3.11.01 about a proceeding, with the status that it showed."""

    state: KnownState | None = None
    """None where the read model did not know the proceeding then, or no longer holds what it knew."""


class AnswersShown(Contract):
    """What consumers were answered about a proceeding, the latest first."""

    answers: tuple[AnswerShown, ...]
    more: bool


@router.get("/proceedings/{number}/disclosures")
async def disclosures(
    request: Request,
    person: Reading,
    number: str,
    since: date | None = None,
    until: date | None = None,
    limit: Rows = 25,
    after: After = None,
) -> Response:
    """The answers of some days, by default of the last thirty. Raises NotFound and Refused."""
    if not sees_disclosures(person):
        raise NotFound
    client = await client_in(request, person, number)
    today = today_of(request)
    days = {"since": since or today - LAST_DAYS, "until": until or today}
    asked = query_of(ListDisclosures, proceeding=number, **days, limit=limit, after=place_of(LogPlace, after))
    found = await client.disclosures(asked)
    states = (await states_of(client, number, found)).states
    rows = zip(found.lines, states, strict=True)
    shown = tuple(AnswerShown(**line.model_dump(), state=state) for line, state in rows)
    return answer(AnswersShown(answers=shown, more=found.more), turning(request, key_of(found)).following)
