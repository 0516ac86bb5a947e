"""What subscribers may be granted: events of which services, and classes of sensitive fields."""

from collections.abc import Iterable

from contracts.catalogue import EVENTS
from contracts.sensitivity import FieldClass
from shared.services import SERVICES

(SOURCES,) = (service.reads for service in SERVICES if service.name == "subscribers")
"""The services whose events subscribers may receive."""
FIELD_CLASSES = tuple(each.value for each in FieldClass)
"""Classes of sensitive fields."""


def types_matching(patterns: Iterable[str]) -> tuple[str, ...]:
    """The event types that subscribers may receive and one of these patterns names; `#` stands for the rest of a type.

    Raises ValueError if a pattern names none.
    """
    found = dict[str, None]()
    for pattern in patterns:
        beginning = pattern.removesuffix("#")
        matching = [
            type_
            for type_ in EVENTS.models
            if type_.split(".")[1] in SOURCES
            and (type_ == pattern or (beginning != pattern and type_.startswith(beginning)))
        ]
        if not matching:
            raise ValueError(f"there is no event type {pattern}")
        found |= dict.fromkeys(matching)
    return tuple(found)
