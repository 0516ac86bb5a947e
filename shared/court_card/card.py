"""The card of service 3.11.01 from its entries: in a language, and as it stood on a day.

The bytes are those that `EnforcementProceedingInfo` itself would write; they are built without it because every
event of a proceeding makes them anew in three languages.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from contracts.codelists import (
    CLAIM_TYPES,
    CURRENCIES,
    ENFORCEMENT_BODIES,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
    CodeListEntry,
)
from shared.court_card.entries import CardEntries, ClaimEntry, E, MeasureEntry, StatusEntry, current, in_effect
from shared.law.names import LANGUAGES, Language


class MomentsUnknown(LookupError):
    """Entries were recorded by a release that did not keep the moments; a rebuild of the read model adds them."""


Names = Mapping[Language, Mapping[str, str]]


def card(entries: CardEntries, language: Language, on: date | None = None) -> bytes | None:
    """The card as JSON; `on`: as things stood at the end of that day, none: as they stand.

    None if the proceeding had not been initiated by then. Raises LookupError for a code no list knows.
    """
    then = until(entries, on)
    return cards(then, (language,))[language] if any(current(then.initiations)) else None


def cards(entries: CardEntries, languages: Iterable[Language] = LANGUAGES) -> dict[Language, bytes]:
    """The card as things stand, in each language."""
    ordered = in_order(entries)
    return {language: to_json(_fields(ordered, language)) for language in languages}


def until(entries: CardEntries, on: date | None) -> CardEntries:
    """The entries that had effect by the end of the day."""
    if on is None:
        return entries
    return entries._replace(
        initiations=_until(entries.initiations, on),
        executors=_until(entries.executors, on),
        statuses=_until(entries.statuses, on),
        measures=_until(entries.measures, on),
        repayments=_until(entries.repayments, on),
    )


def known_at(entries: CardEntries, moment: datetime) -> CardEntries:
    """The entries as they read at a moment. Raises MomentsUnknown if that was not kept of one of them."""
    return entries._replace(
        initiations=_known_at(entries.initiations, moment),
        executors=_known_at(entries.executors, moment),
        statuses=_known_at(entries.statuses, moment),
        measures=_known_at(entries.measures, moment),
        repayments=_known_at(entries.repayments, moment),
        revisions=tuple(revision for revision in entries.revisions if revision.recorded_at <= moment),
    )


def in_order(entries: CardEntries) -> CardEntries:
    """The entries as they read now, in the order of effect: by day, and on one day in the order of recording."""
    return entries._replace(
        initiations=_in_order(entries.initiations),
        executors=_in_order(entries.executors),
        statuses=_in_order(entries.statuses),
        measures=_in_order(entries.measures),
        repayments=_in_order(entries.repayments),
    )


def _until(entries: tuple[E, ...], on: date) -> tuple[E, ...]:
    return tuple(entry for entry in entries if entry.effective <= on)


def _known_at(entries: tuple[E, ...], moment: datetime) -> tuple[E, ...]:
    return tuple(entry._replace(superseded_by=None, superseded_at=None) for entry in entries if _held_at(entry, moment))


def _held_at(entry: E, moment: datetime) -> bool:
    if entry.recorded_at is None or (entry.superseded_by is not None and entry.superseded_at is None):
        raise MomentsUnknown(f"it is not known when version {entry.version} was recorded or superseded")
    return entry.recorded_at <= moment and (entry.superseded_at is None or entry.superseded_at > moment)


def _in_order(entries: tuple[E, ...]) -> tuple[E, ...]:
    return tuple(sorted(current(entries), key=in_effect))


def _named(codes: Mapping[str, CodeListEntry]) -> Names:
    return {language: {code: getattr(entry.names, language) for code, entry in codes.items()} for language in LANGUAGES}


_BODIES = _named(ENFORCEMENT_BODIES)
_STATUSES = _named(STATUSES)
_REASONS = _named(STATUS_REASONS)
_MEASURES = _named(MEASURES)
_MEASURE_STATUSES = _named(MEASURE_STATUSES)
_CLAIM_TYPES = _named(CLAIM_TYPES)
_CURRENCIES = {
    language: {
        code: {"code": code, "name": getattr(currency.names, language), "abbreviation": currency.abbreviation}
        for code, currency in CURRENCIES.items()
    }
    for language in LANGUAGES
}
_UNITS = {code: Decimal(1).scaleb(-currency.minor_units) for code, currency in CURRENCIES.items()}


def _fields(entries: CardEntries, language: Language) -> dict[str, Any]:
    status, initiation = entries.statuses[-1], entries.initiations[-1]
    return {
        "body_code": initiation.body,
        "body_name": _BODIES[language][initiation.body],
        "executor_full_name": entries.executors[-1].full_name,
        "number": entries.number,
        "initiated_on": initiation.initiated_on.isoformat(),
        "status_code": status.code,
        "status_name": _STATUSES[language][status.code],
        "claims": _claims(entries, language),
        "statuses": [_status(entry, language) for entry in entries.statuses],
        "measures": _measures(entries.measures, language),
    }


def _claims(entries: CardEntries, language: Language) -> list[dict[str, Any]]:
    claims = entries.initiations[-1].claims
    repaid = dict.fromkeys((claim.number for claim in claims), Decimal(0))
    for entry in entries.repayments:
        repaid[entry.claim] += entry.amount
    return [_claim(claim, repaid[claim.number], language) for claim in claims]


def _claim(claim: ClaimEntry, repaid: Decimal, language: Language) -> dict[str, Any]:
    fields: dict[str, Any] = {"code": claim.type, "name": _CLAIM_TYPES[language][claim.type]}
    if claim.currency is None or claim.amount is None:
        return {**fields, "currency": None, "amount": None, "repaid": None, "balance": None}
    unit = _UNITS[claim.currency]
    return {
        **fields,
        "currency": _CURRENCIES[language][claim.currency],
        "amount": str(claim.amount.quantize(unit)),
        "repaid": str(repaid.quantize(unit)),
        "balance": str((claim.amount - repaid).quantize(unit)),
    }


def _status(entry: StatusEntry, language: Language) -> dict[str, str]:
    return {
        "code": entry.code,
        "name": _STATUSES[language][entry.code],
        "date": entry.effective.isoformat(),
        "reason_code": entry.reason,
        "reason_name": _REASONS[language][entry.reason],
    }


def _measures(entries: tuple[MeasureEntry, ...], language: Language) -> list[dict[str, str]]:
    last: dict[UUID, MeasureEntry] = {entry.measure: entry for entry in entries}
    return [
        {
            "code": added.code,
            "name": _MEASURES[language][added.code],
            "added_on": added.effective.isoformat(),
            "status_code": last[added.measure].status,
            "status_name": _MEASURE_STATUSES[language][last[added.measure].status],
            "status_date": last[added.measure].effective.isoformat(),
        }
        for added in entries
        if added.code is not None
    ]
