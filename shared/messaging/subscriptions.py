"""Which events each consumer takes, as patterns over types; the process `topology` binds them to its exchange."""

from collections.abc import Mapping

from shared.services import SERVICES, Patterns

SUBSCRIPTIONS: Mapping[str, Mapping[str, Patterns]] = {
    service.name: service.consumers for service in SERVICES if service.consumers
}
"""By service, and by the name of the consumer."""


def consumers() -> dict[str, Patterns]:
    """Every consumer of events, with what it takes."""
    return {name: patterns for own in SUBSCRIPTIONS.values() for name, patterns in own.items()}


def sources_of(consumer: str) -> frozenset[str] | None:
    """The services whose events a consumer takes; None: it is not named here."""
    patterns = consumers().get(consumer)
    return None if patterns is None else frozenset(pattern.split(".")[1] for pattern in patterns)
