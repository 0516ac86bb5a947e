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
RATES = 2
"""Currencies of other documents whose rates can be tried; of more of them, the resolution itself shows the shares."""


@router.get("/proceedings/{number}/shares")
async def show(request: Request, person: Working, number: str) -> Response:
    """What each proceeding of the debtor would get. Nothing is recorded."""
    client = await client_in(request, person, number)
    today, sent = today_of(request), request.query_params
    rows = _rows(sent.getlist("sum"), sent.getlist("currency"), sent.getlist("day"), today)
    source, pledged = sent.get("source", PaymentSource.DEBTOR.value)[:40], sent.get("pledged_thing") == "true"
    tried: Sequence[TriedDistribution] = ()
    problems: tuple[Problem, ...] = ()
    rates = _rates(sent.getlist("rate_currency"), sent.getlist("units"), sent.getlist("roubles"))
    money = [{"sum": in_full(f"{sum_} {currency}"), "day": day} for sum_, currency, day in rows if sum_]
    if money:
        asked: dict[str, Any] = {"number": number, "source": source, "pledged_thing": pledged, "money": money}
        asked["rates"] = [_rate(*each, today) for each in rates if each[2]] or None
        try:
            tried = (await client.try_distributions(TryDistributions.model_validate(asked))).tried
        except ValidationError as error:
            problems = problems_of(error)
        except QueryRefused as refused:
            problems = refused.problems
    values: dict[str, Any] = {
        "number": number,
        "rows": rows,
        "rates": rates,
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
    roubles = CURRENCIES["933"].abbreviation
    return [
        (_typed(sums, place), _typed(currencies, place, roubles)[:3], _typed(days, place, today.isoformat()))
        for place in range(ROWS)
    ]


def _rates(currencies: Sequence[str], units: Sequence[str], roubles: Sequence[str]) -> list[tuple[str, str, str]]:
    """Currency, units and roubles of each rate as they were typed."""
    return [
        (_typed(currencies, place)[:3], _typed(units, place, "1"), _typed(roubles, place)) for place in range(RATES)
    ]


def _rate(currency: str, units: str, roubles: str, today: date) -> dict[str, Any]:
    """A rate that is tried: nobody published it."""
    one = in_full(f"1 {currency}")
    return {
        "currency": one["currency"] if isinstance(one, dict) else currency,
        "units": units,
        "roubles": roubles,
        "day": today.isoformat(),
        "source": "desk",
    }


def _typed(texts: Sequence[str], place: int, otherwise: str = "") -> str:
    return (texts[place].strip()[:40] if place < len(texts) else "") or otherwise
