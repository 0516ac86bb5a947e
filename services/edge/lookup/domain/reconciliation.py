"""What the court believes about a proceeding, compared with its card."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel, ValidationError

from contracts.service_3_11_01 import (
    Agreement,
    Belief,
    Difference,
    Reconciled,
    ReconciliationRequest,
)
from services.edge.lookup.domain.requests import PointInTime
from shared.http.parameters import invalid_body

_SCALARS = ("body_code", "initiated_on", "status_code")
_SUMS = frozenset({"amount", "repaid", "balance"})
_LISTS = ("claims", "statuses", "measures")


def reconciliation_in(body: bytes) -> ReconciliationRequest:
    """The request in a body. Raises Refused."""
    try:
        return ReconciliationRequest.model_validate_json(body, strict=True)
    except ValidationError as fault:
        raise invalid_body(fault) from None


def reconciled(belief: Belief, card: bytes | None) -> Reconciled:
    """How a belief compares with the card; none: there is no such proceeding."""
    if card is None:
        return Reconciled(number=belief.number, agreement=Agreement.UNKNOWN)
    digest = sha256(card).hexdigest()
    differences = tuple(_differences(belief, card, digest))
    agreement = Agreement.DIFFERENT if differences else Agreement.SAME
    return Reconciled(number=belief.number, agreement=agreement, differences=differences, digest=digest)


def reconciliation_body(
    request: ReconciliationRequest, answered_at: datetime, freshness: bytes, results: Sequence[Reconciled]
) -> bytes:
    """The answer (`ReconciliationAnswer`)."""
    head = json.dumps(
        {
            "request_id": str(request.request_id),
            "answered_at": answered_at.isoformat(),
            **PointInTime(request.as_of, request.as_known_at).stated(),
        }
    )
    spliced = b",".join(result.model_dump_json().encode() for result in results)
    return b'%s,"freshness":%s,"results":[%s]}' % (head[:-1].encode(), freshness, spliced)


def _differences(belief: Belief, card: bytes, digest: str) -> Iterator[Difference]:
    if belief.digest is not None and belief.digest != digest:
        yield Difference(field="digest", believed=belief.digest, actual=digest)
    if all(getattr(belief, name) is None for name in (*_SCALARS, *_LISTS)):
        return
    actual = json.loads(card)
    for name in _SCALARS:
        yield from _unlike(name, getattr(belief, name), actual[name])
    for name in _LISTS:
        if (entries := getattr(belief, name)) is not None:
            yield from _in_list(name, entries, actual[name])


def _in_list(name: str, believed: Sequence[BaseModel], actual: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    for place, (entry, known) in enumerate(zip_longest(believed, actual)):
        if entry is None:
            yield Difference(field=f"{name}.{place}", believed=None, actual=known["code"])
        elif known is None:
            yield Difference(field=f"{name}.{place}", believed=getattr(entry, "code", None), actual=None)
        else:
            for field, value in entry:
                unlike = _another_sum if field in _SUMS else _unlike
                yield from unlike(f"{name}.{place}.{field}", value, _text(known[field]))


def _unlike(field: str, believed: object, actual: str | None) -> Iterator[Difference]:
    """The difference, if something is believed and it is another thing."""
    if believed is not None and str(believed) != actual:
        yield Difference(field=field, believed=str(believed), actual=actual)


def _another_sum(field: str, believed: str | None, actual: str | None) -> Iterator[Difference]:
    if believed is not None and (actual is None or Decimal(believed) != Decimal(actual)):
        yield Difference(field=field, believed=believed, actual=actual)


def _text(value: Any) -> str | None:
    """A field of the card as it is compared: of a currency its code."""
    text: str | None = value["code"] if isinstance(value, dict) else value
    return text
