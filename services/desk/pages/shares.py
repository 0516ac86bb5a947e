"""How money would be shared by all proceedings of a debtor (Art. 404-406): tried for several sums and days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.codelists import CURRENCIES
from contracts.events.proceedings import PaymentSource
from contracts.problems import Problem
from contracts.queries.proceedings import TriedDistribution, TryDistributions
from contracts.registry import problems_of
from services.desk.access.dependencies import Working
from services.desk.pages.parts import pages_of, today_of
from services.desk.pages.proceedings import client_in
from shared.act_fields import in_full
from shared.clerk_client import QueryRefused

router = APIRouter()

ROWS = 4
"""Sums that are tried at once: each row is one sum on one day."""


@router.get("/proceedings/{number}/shares")
async def show(request: Request, person: Working, number: str) -> Response:
    """What each proceeding of the debtor would get. Nothing is recorded."""
    client = await client_in(request, person, number)
    today, sent = today_of(request), request.query_params
    rows = _rows(sent.getlist("sum"), sent.getlist("currency"), sent.getlist("day"), today)
    source, pledged = sent.get("source", PaymentSource.DEBTOR.value)[:40], sent.get("pledged_thing") == "true"
    tried: Sequence[TriedDistribution] = ()
    problems: tuple[Problem, ...] = ()
    money = [{"sum": in_full(f"{sum_} {currency}"), "day": day} for sum_, currency, day in rows if sum_]
    if money:
        asked = {"number": number, "source": source, "pledged_thing": pledged, "money": money}
        try:
            tried = (await client.try_distributions(TryDistributions.model_validate(asked))).tried
        except ValidationError as error:
            problems = problems_of(error)
        except QueryRefused as refused:
            problems = refused.problems
    values: dict[str, Any] = {
        "number": number,
        "rows": rows,
        "source": source,
        "sources": list(PaymentSource),
        "pledged": pledged,
        "today": today,
        "tried": tried,
        "problems": problems,
    }
    return pages_of(request)(request, "shares.html", values, status=422 if problems else 200)


def _rows(
    sums: Sequence[str], currencies: Sequence[str], days: Sequence[str], today: date
) -> list[tuple[str, str, str]]:
    """Sum, currency and day of each row as they were typed."""

    def typed(texts: Sequence[str], place: int, otherwise: str) -> str:
        return (texts[place].strip()[:40] if place < len(texts) else "") or otherwise

    roubles = CURRENCIES["933"].abbreviation
    return [
        (typed(sums, place, ""), typed(currencies, place, roubles)[:3], typed(days, place, today.isoformat()))
        for place in range(ROWS)
    ]
