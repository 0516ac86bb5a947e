"""Which generated events say what the thing is that they name (`contracts.events.about`)."""

from collections.abc import Iterable, Iterator

MODULE = "contracts.events.about"
_STATED_OF_A_MEASURE = frozenset({"code", "sum", "subject"})
_BY_FIELD = {
    "measure": "AboutMeasure",
    "property": "AboutProperty",
    "disagreement": "AboutProperty",
    "pledge": "AboutProperty",
    "release_claim": "AboutProperty",
    "sale": "AboutProperty",
    "storage_pay": "AboutProperty",
    "payout": "AboutPayout",
    "income_order": "AboutIncomeOrder",
    "payday": "AboutIncomeOrder",
    "loss": "AboutDocument",
}
"""By the field that names a thing, or what is about it, the base of the events that have it."""
_BY_EVENT = {"document-sent": "AboutDocument", "ended-measures-notified": "AboutEndedMeasures"}
"""By the event, where no field names the thing."""
_SAYS_IT = frozenset({"property", "payout", "income_order"})
"""Fields of which the act that opens the thing says what it is."""


def bases_of(event: str, fields: Iterable[str], opened: Iterable[str]) -> Iterator[str]:
    """The bases of an event with these fields, of an act that opens the things in some of them."""
    names = frozenset(fields)
    said = _SAYS_IT.intersection(opened) | ({"measure"} if names >= _STATED_OF_A_MEASURE else frozenset())
    found = {base: None for field, base in _BY_FIELD.items() if field in names - said}
    if event in _BY_EVENT:
        found[_BY_EVENT[event]] = None
    yield from found
