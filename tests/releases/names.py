"""Recorded cards with the names of today's code lists: a name may be corrected later, all else stays."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.codelists import (
    CLAIM_TYPES,
    CURRENCIES,
    ENFORCEMENT_BODIES,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
    CodeList,
)
from shared.law.names import Language, in_language
from tests.releases.court import RecordedCard

_LISTS: Mapping[str, Mapping[str, CodeList[Any]]] = {
    "card": {"body_": ENFORCEMENT_BODIES, "status_": STATUSES},
    "claims": {"": CLAIM_TYPES},
    "currency": {"": CURRENCIES},
    "statuses": {"": STATUSES, "reason_": STATUS_REASONS},
    "measures": {"": MEASURES, "status_": MEASURE_STATUSES},
}
"""Code lists by the part of the card and by what stands before `code` and `name` in it."""


def with_current_names(card: RecordedCard) -> RecordedCard:
    """The card with each name beside a code replaced; unchanged where nothing was found."""
    return replace(card, card=card.card and _renamed("card", card.card, card.language))


def _renamed(part: str, fields: Mapping[str, Any], language: Language) -> dict[str, Any]:
    renamed = {key: _inner(key, value, language) for key, value in fields.items()}
    for prefix, codes in _LISTS[part].items():
        renamed[f"{prefix}name"] = in_language(codes[fields[f"{prefix}code"]].names, language)
    return renamed


def _inner(key: str, value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        return _renamed(key, value, language)
    if isinstance(value, list):
        return [_renamed(key, each, language) for each in value]
    return value
