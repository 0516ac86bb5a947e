"""Which events each consumer takes, as patterns over types; the exchange of a consumer is bound by provisioning.

Whole sources, so that a consumer sees every version of a stream.
"""

from collections.abc import Mapping

Patterns = tuple[str, ...]

SUBSCRIPTIONS: Mapping[str, Mapping[str, Patterns]] = {
    "intake": {"intake": ("lea.proceedings.#",)},
    "proceedings": {"proceedings": ("lea.intake.#", "lea.deadlines.#")},
    "deadlines": {"deadlines": ("lea.intake.#", "lea.proceedings.#")},
    "court_query": {
        # The card speaks of enforcement proceedings alone, and a refused or returned statement never becomes one.
        "court_query": ("lea.proceedings.#",),
        # The heads of the access log are sealed by the edge; its other events need somebody who takes them.
        "court_query.heads": ("lea.edge.#",),
    },
}
"""By service, and by the name of the consumer."""


def consumers() -> dict[str, Patterns]:
    """Every consumer of events, with what it takes."""
    return {name: patterns for own in SUBSCRIPTIONS.values() for name, patterns in own.items()}


def sources_of(consumer: str) -> frozenset[str] | None:
    """The services whose events a consumer takes; None: it is not named here."""
    patterns = consumers().get(consumer)
    return None if patterns is None else frozenset(pattern.split(".")[1] for pattern in patterns)
