"""Since when the rows of a card are known, as service 3.11.01 reports it beside the card (`CardKnowledge`)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from pydantic_core import to_json

from shared.court_card.card import in_order
from shared.court_card.entries import CardEntries

Moment = datetime | None


class Knowledge(NamedTuple):
    """Since when the rows of a card are known."""

    known_since: datetime
    """The latest of all rows."""
    body: bytes
    """As JSON (contract `CardKnowledge`)."""


def knowledge(entries: CardEntries) -> Knowledge | None:
    """Of the card of these entries; none where entries were recorded by a release that did not keep the moments."""
    now = in_order(entries)
    initiation = now.initiations[-1]
    claims = {claim.number: [initiation.known_since] for claim in initiation.claims}
    for repayment in now.repayments:
        claims[repayment.claim].append(repayment.known_since)
    measures: dict[Any, list[Moment]] = {}
    for measure in now.measures:
        # The row of a measure shows when it was added and its last status.
        since = measures.setdefault(measure.measure, [measure.known_since])
        since[1:] = [measure.known_since]
    rows = {
        "claims": [_latest(moments) for moments in claims.values()],
        "statuses": [status.known_since for status in now.statuses],
        "measures": [_latest(moments) for moments in measures.values()],
    }
    known_since = _latest([initiation.known_since, now.executors[-1].known_since, *chain(*rows.values())])
    if known_since is None:
        return None
    revised_at = {"revised_at": now.revisions[-1].recorded_at} if now.revisions else {}
    fields = {"number": now.number, "revision": now.revision, **revised_at, "known_since": known_since, **rows}
    return Knowledge(known_since, to_json(fields))


def _latest(moments: Iterable[Moment]) -> Moment:
    """The latest; none if one is not known."""
    known = list(moments)
    return None if None in known else max(moment for moment in known if moment is not None)
