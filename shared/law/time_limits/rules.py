"""What a time limit is made of: its length, its direction, and the rule it comes from."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from contracts.base import Contract


class Unit(StrEnum):
    """Units of Art. 134(3), and the two forms of Art. 134(2) that have no length."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    IMMEDIATE = "immediate"  # due on the very day of the event
    DATE = "date"  # the start *is* the fixed calendar date
    STATED = "stated"  # the same, and a day off does not move it


class Direction(StrEnum):
    """How the result stands to the event: the last day to act, or the earliest one.

    `before` and `not_earlier_than_before` are counted back from an event to come, such as a sale
    (Art. 384(1), 385(2)); the others are counted on from an event that happened. `until` is the last day of a state:
    nothing is to be done by it, so that Art. 135(7) does not move it where it is a day off.
    """

    AFTER = "after"
    BEFORE = "before"
    NOT_EARLIER_THAN = "not_earlier_than"
    NOT_EARLIER_THAN_BEFORE = "not_earlier_than_before"
    UNTIL = "until"


BACKWARD = frozenset({Direction.BEFORE, Direction.NOT_EARLIER_THAN_BEFORE})
FIXED = frozenset({Unit.DATE, Unit.STATED})
UNMOVED = frozenset({Unit.IMMEDIATE, Unit.STATED})
LENGTHLESS = FIXED | UNMOVED
CALENDAR_UNITS = frozenset({Unit.MONTHS, Unit.YEARS})


class Rule(Protocol):
    """A row of a rule set, as far as the arithmetic needs it."""

    @property
    def id(self) -> str: ...
    @property
    def article(self) -> str: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def rule_set(self) -> str: ...


class Limit(Contract):
    """A rule as a plain value: for limits fixed by a court or an executor, and for tests."""

    id: str
    article: str
    amount: int | None
    unit: Unit
    direction: Direction = Direction.AFTER
    rule_set: str = "epc-2021"


class NotComputable(ValueError):
    """The rule has no length the arithmetic can count: bound to an event, or left to a court or an executor."""


class Terms(NamedTuple):
    """A rule's length and direction after validation."""

    amount: int
    unit: Unit
    direction: Direction

    @property
    def backward(self) -> bool:
        return self.direction in BACKWARD

    @property
    def unmoved(self) -> bool:
        """Whether its last day stays its last where it is a day off."""
        return self.unit in UNMOVED or self.direction is Direction.UNTIL


_UNITS: dict[str, Unit] = {unit.value: unit for unit in Unit}
_DIRECTIONS: dict[str, Direction] = {direction.value: direction for direction in Direction}


def terms(rule: Rule) -> Terms:
    """The terms of a rule. Raises `NotComputable` naming rule and article."""
    unit, direction, amount = _UNITS.get(rule.unit), _DIRECTIONS.get(rule.direction), rule.amount
    if unit is None or direction is None:
        raise NotComputable(f"{rule.id} ({rule.article}): {rule.unit!r} {rule.direction!r} cannot be counted")
    if unit in LENGTHLESS:
        return Terms(0, unit, direction)
    if amount is None or amount < 1:
        raise NotComputable(f"{rule.id} ({rule.article}): {amount} {rule.unit} is not a length")
    return Terms(amount, unit, direction)
