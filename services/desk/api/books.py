"""Looking up money over the JSON interface: the books of a proceeding and of a body, and what is to be paid out."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.proceedings import ListPayables, ListTransactions, PayableKey, ShowBalances, TransactionKey
from services.desk.api.callers import Reading
from services.desk.api.queries import After, Rows, place_of, query_of
from services.desk.api.replies import answer
from services.desk.pages import payouts
from services.desk.pages.money import body_of, key_of
from services.desk.pages.paging import turning
from services.desk.pages.parts import client_for
from services.desk.pages.proceedings import client_in
from shared.clerk_client import ClerkClient

router = APIRouter()


@router.get("/proceedings/{number}/balances")
async def balances_of(request: Request, person: Reading, number: str, as_of: date | None = None) -> Response:
    """What the accounts of a proceeding hold at the end of a day, or by everything on record."""
    client = await client_in(request, person, number)
    return answer(await client.balances(query_of(ShowBalances, number=number, as_of=as_of)))


@router.get("/proceedings/{number}/transactions")
async def transactions_of(
    request: Request,
    person: Reading,
    number: str,
    since: date | None = None,
    until: date | None = None,
    limit: Rows = 100,
    after: After = None,
) -> Response:
    """What was posted for a proceeding."""
    client = await client_in(request, person, number)
    return await _posted(request, client, after, number=number, since=since, until=until, limit=limit)


@router.get("/balances")
async def balances(request: Request, person: Reading, as_of: date | None = None) -> Response:
    """What the accounts of one's body hold at the end of a day, or by everything on record."""
    asked = query_of(ShowBalances, body=body_of(person), as_of=as_of)
    return answer(await client_for(request, person).balances(asked))


@router.get("/transactions")
async def transactions(
    request: Request,
    person: Reading,
    since: date | None = None,
    until: date | None = None,
    limit: Rows = 100,
    after: After = None,
) -> Response:
    """What was posted in the books of one's body."""
    body, client = body_of(person), client_for(request, person)
    return await _posted(request, client, after, body=body, since=since, until=until, limit=limit)


@router.get("/payables")
async def payables(request: Request, person: Reading, limit: Rows = 100, after: After = None) -> Response:
    """Money of one's body's proceedings that is to be paid out and for which no payout is ordered."""
    asked = query_of(ListPayables, body=body_of(person), limit=limit, after=place_of(PayableKey, after))
    found = await client_for(request, person).payables(asked)
    return answer(found, turning(request, payouts.key_of(found)).following)


async def _posted(request: Request, client: ClerkClient, after: str | None, **asked: Any) -> Response:
    """A page of transactions. Raises Refused."""
    found = await client.transactions(query_of(ListTransactions, after=place_of(TransactionKey, after), **asked))
    return answer(found, turning(request, key_of(found)).following)
