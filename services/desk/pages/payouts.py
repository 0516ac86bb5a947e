"""Money of a body's proceedings that is to be paid out, with the act that orders it (Art. 403)."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.queries.proceedings import ListPayables, PayableKey, Payables, PayableView
from services.desk.access.dependencies import Working
from services.desk.inputs.widgets import PREFIX
from services.desk.pages.money import body_of
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import client_for, pages_of

router = APIRouter()

ACT = "order-payout"
_ROWS = 80
"""On a page at most: it stays small."""


@router.get("/money/payouts")
async def show(request: Request, person: Working) -> Response:
    """What the body holds for somebody and for which no payout is ordered, by proceeding. Raises NotFound."""
    asked = ListPayables(body=body_of(person), limit=_ROWS, after=key_in(request, PayableKey))
    found = await client_for(request, person).payables(asked)
    values: dict[str, Any] = {
        "payables": found.payables,
        "turn": turning(request, key_of(found)),
        "act": ACT,
        "address": _address,
    }
    return pages_of(request)(request, "payouts.html", values)


def key_of(found: Payables) -> PayableKey | None:
    """Where the next page begins; none where nothing follows."""
    last = found.payables[-1] if found.more and found.payables else None
    return PayableKey(number=last.number, payable=last.payable, currency=last.sum.currency) if last else None


def _address(payable: PayableView) -> str:
    """The form of the act, filled in."""
    stated = {"payable": payable.payable, "sum.amount": payable.sum.amount, "sum.currency": payable.sum.currency}
    typed = urlencode({f"{PREFIX}{name}": str(text) for name, text in stated.items()})
    return f"/proceedings/{quote(payable.number)}/acts/{ACT}?{typed}"
