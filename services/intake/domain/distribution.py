"""Which executor gets a statement: the one with the fewest documents in work."""

from collections.abc import Iterable

from contracts.events.intake_handling import Load


def least_loaded(loads: Iterable[Load]) -> str:
    """The executor with the fewest documents; of those with as few, the first by number. Raises ValueError on none."""
    return min(loads, key=lambda load: (load.documents, load.executor)).executor
