"""With which statuses a proceeding has ended, as the rule sets say."""

from functools import cache

from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import Status
from shared.law.rule_sets.vocabulary import Ends

PROCEEDING = "enforcement-proceeding"


@cache
def ended() -> frozenset[str]:
    """Statuses in which nothing is executed any more."""
    return frozenset(status.code for status in _of_proceedings() if status.ends is Ends.EXECUTION)


@cache
def left() -> frozenset[str]:
    """Statuses in which the body has no proceeding to carry on: it has ended, or another body goes on with it."""
    return frozenset(status.code for status in _of_proceedings() if status.ends is not None)


def _of_proceedings() -> list[Status]:
    return [status for law in RuleSets.load() for status in law.all(Status) if status.of == PROCEEDING]
