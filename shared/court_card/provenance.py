"""Since when the rows of a card are known, as service 3.11.01 reports it beside the card (`CardProvenance`)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from pydantic_core import to_json

from shared.court_card.card import in_order
from shared.court_card.entries import CardEntries

Moment = datetime | None


class Provenance(NamedTuple):
    """Since when the rows of a card are known."""

    known_since: datetime
    """The latest of all rows."""
    body: bytes
    """As JSON (contract `CardProvenance`)."""


def provenance(entries: CardEntries) -> Provenance | None:
    """Of the card of these entries; none where entries were recorded by a release that did not keep the moments."""
    now = in_order(entries)
    initiation = now.initiations[-1]
    claims = {claim.number: [initiation.known_since] for claim in initiation.claims}
    for repayment in now.repayments:
        claims[repayment.claim].append(repayment.known_since)
    last = {measure.measure: measure for measure in now.measures}
    added = [measure for measure in now.measures if measure.code is not None]
    rows = {
        "claims": [_latest(moments) for moments in claims.values()],
        "statuses": [status.known_since for status in now.statuses],
        "measures": [_latest([measure.known_since, last[measure.measure].known_since]) for measure in added],
    }
    known_since = _latest([initiation.known_since, now.executors[-1].known_since, *chain(*rows.values())])
    if known_since is None:
        return None
    revised_at = {"revised_at": now.revisions[-1].recorded_at} if now.revisions else {}
    fields = {"number": now.number, "revision": now.revision, **revised_at, "known_since": known_since, **rows}
    return Provenance(known_since, to_json(fields))


def _latest(moments: Iterable[Moment]) -> Moment:
    """The latest; none if one is not known."""
    known = list(moments)
    return None if None in known else max(moment for moment in known if moment is not None)
