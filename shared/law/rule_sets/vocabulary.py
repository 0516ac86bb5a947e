"""The closed vocabularies of the rows; what a lawyer may add to is a table instead."""

from enum import StrEnum


class Unit(StrEnum):
    """In what a time limit is counted (Art. 134(2), 134(3)): the units of the arithmetic, and two without a number."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    IMMEDIATE = "immediate"
    """At once: due on the day of the starting event."""
    EVENT = "event"
    """Bound to an event: the Code gives no number."""
    SET = "set"
    """Fixed by a court, an executor or other legislation; the kind says by whom."""


NUMBERED = frozenset({Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS})


class LimitKind(StrEnum):
    """What kind of time limit a row is."""

    ACT_BY = "act_by"
    """Something must be done by its end."""
    NOT_BEFORE = "not_before"
    """Something may not be done before its end."""
    STATE_LENGTH = "state_length"
    """How long a state lasts at most, by number or until an event."""
    THRESHOLD = "threshold"
    """How long a fact must last to count."""
    WINDOW = "window"
    """A stretch within which something is open."""
    TAKES_EFFECT = "takes_effect"
    """Something comes about by law at its end."""
    EXTENSION_CAP = "extension_cap"
    """The most by which, or to which, another limit may be extended."""
    EVENT_BOUND = "event_bound"
    """Bound to an event, without a number."""
    SET_BY_COURT = "set_by_court"
    """The court fixes the length."""
    SET_BY_EXECUTOR = "set_by_executor"
    """The court executor fixes the length."""
    SET_BY_LAW = "set_by_law"
    """Other legislation fixes the length."""
    NO_LIMIT = "no_limit"
    """The Code says, or leaves it, that no limit applies."""


class Basis(StrEnum):
    """How far the row rests on the words of its article."""

    TEXT = "text"
    """The article says so."""
    DEFAULT = "default"
    """The article sets no length; a general rule of the Code fills it (`taken_from`)."""
    ANALOGY = "analogy"
    """The article is silent; the rule of a like case is taken over (`taken_from`)."""


class KeptBy(StrEnum):
    """What keeps a limit for handing something in."""

    POSTING = "posting"
    """What was posted before 24:00 of its last day is in time (Art. 135(8))."""
    RECEIPT = "receipt"
    """What was received on its last day is in time: the article says what counts as handing in."""


class How(StrEnum):
    """How it is known whether a condition holds."""

    DERIVED = "derived"
    """From what a service knows of the course."""
    ATTESTED = "attested"
    """Whoever records the act says on which paper it rests."""
    FACT = "fact"
    """From a table of a service."""


class TakenBy(StrEnum):
    """What shows that money was taken under a measure that was cancelled before it came."""

    UNAWARE = "addressee-unaware"
    """Whom the measure binds was not notified of the cancellation yet."""
    BANK_ORDER = "bank-order"
    """The order of the bank is not later than the cancellation."""
    PAYDAY = "payday"
    """It was withheld on a payday that is not later than the cancellation."""


class Rounding(StrEnum):
    """How a computed sum becomes a sum of whole minor units (kopecks)."""

    HALF_UP = "half-up"
    DOWN = "down"
    """For limits that may not be exceeded, not even by half a kopeck."""
    UP = "up"
    """For what must be left in any case."""


class Ends(StrEnum):
    """What has ended with a status of a proceeding."""

    EXECUTION = "execution"
    """Nothing is executed any more."""
    HERE = "here"
    """Another body goes on."""


class FeeReading(StrEnum):
    """What the ten percent of Art. 402(1) ind. 2 are taken of."""

    OF_CREDITED = "of-credited"
    """Of what is credited to the claims: the debtor bears the fee on top of the claim."""
    OF_GROSS = "of-gross"
    """Of everything collected."""


class Nature(StrEnum):
    """What a claim demands."""

    MONEY = "money"
    NAMED_PROPERTY = "named-property"
    NON_PROPERTY = "non-property"


class MeasureCategory(StrEnum):
    """Which family a measure belongs to."""

    ENSURING = "ensuring"
    EXECUTIVE_ACTION = "executive-action"
    COMPULSORY = "compulsory"
    COURT_MEASURE = "court-measure"
    REALIZATION = "realization"
    CLAIM_SECURITY = "claim-security"
    FEE = "fee"
    RULE = "rule"
    """Not a measure of its own but a rule on measures."""


class Act(StrEnum):
    """The form in which a measure is decided."""

    RESOLUTION = "resolution"
    RULING = "ruling"
    PERMISSION = "permission"
    PROPOSAL = "proposal"
    ACT = "act"
    CHECK = "check"


class Fee(StrEnum):
    """Whether a measure gives the right to the sum of Art. 402."""

    BEARING = "bearing"
    CONDITIONAL = "conditional"
    NONE = "none"


class Levy(StrEnum):
    """Whether recovery may be levied on property or income."""

    EXEMPT = "exempt"
    LEVYABLE = "levyable"
    LIMITED = "limited"
