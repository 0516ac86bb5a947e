"""The rows of a rule set, one model per table. Every row cites its article."""

from collections.abc import Collection
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import (
    ActOfProceeding,
    ActorId,
    ChapterId,
    ConditionId,
    DecisionId,
    DisplayNames,
    DocumentId,
    EventId,
    EventOrGroundId,
    GroundId,
    Identifier,
    LimitId,
    Row,
    Several,
    Text,
    What,
)
from shared.law.rule_sets.vocabulary import (
    NUMBERED,
    Act,
    Basis,
    Ends,
    Fee,
    How,
    KeptBy,
    Levy,
    LimitKind,
    MeasureCategory,
    Unit,
)
from shared.law.time_limits.rules import Direction


class Chapter(Row):
    """A chapter of the Code; its article is the first."""

    table: ClassVar[str] = "chapters"
    section: str
    name: What


class Article(Row):
    """An article of the Code under a short title of our own."""

    table: ClassVar[str] = "articles"
    chapter: ChapterId
    name: What
    parts: tuple[Annotated[int, Field(gt=0)], ...] | None = None
    """How many indents each part has, its introductory line included; 1 where it has no list. None: not known."""

    def holds(self, place: Citation) -> bool:
        """Whether the cited part and indent exist, as far as the parts are known."""
        if self.parts is None or place.part is None:
            return True
        if place.part > len(self.parts):
            return False
        indents = self.parts[place.part - 1]
        return place.indent is None or (indents > 1 and place.indent <= indents)


class Actor(Row):
    """Who acts, is told, or is concerned."""

    table: ClassVar[str] = "actors"
    name: DisplayNames
    prefix: Identifier | None = None
    """How messages write such an actor: `executor` in `executor:0101-017`; none: no sender of messages is one."""


class Decision(Row):
    """What follows from a ground: a kind of decision."""

    table: ClassVar[str] = "decisions"
    name: DisplayNames
    decided_by: Several[ActorId]


class Condition(Row):
    """What an act, a measure, a ground, a limit, a cap or the fee depends on, as a code that a service can test."""

    table: ClassVar[str] = "conditions"
    name: What
    how: How
    required: bool = False
    """Of an attested one: without the attestation the act is refused. Otherwise its absence is noted."""

    @model_validator(mode="after")
    def _only_attestations_are_demanded(self) -> Self:
        if self.required and self.how is not How.ATTESTED:
            raise ValueError("required is for attested conditions")
        return self


class Event(Row):
    """A procedural event: what starts, meets, stops or ends time limits."""

    table: ClassVar[str] = "events"
    name: What
    bound_to: Several[Binding] = ()
    """Event types of the contracts; empty until the project has one."""
    ended_by: Several[EventId] = ()
    """For an event that opens a state (a suspension): what closes it."""


class TimeLimit(Row):
    """A time limit; `amount` is given exactly where the unit is counted. The row is a rule of the arithmetic."""

    table: ClassVar[str] = "time_limits"
    what: What
    who: Several[ActorId]
    amount: Annotated[int, Field(gt=0)] | None = None
    unit: Unit
    kind: LimitKind
    direction: Direction
    starts_from: Several[EventId]
    """The events any of which starts it; for `before`: those before which it lies."""
    applies_when: Several[ConditionId] = ()
    """It applies only where all of these are known to hold."""
    unless: Several[ConditionId] = ()
    """It does not apply where one of these is known to hold."""
    met_by: Several[EventId] = ()
    """What it asks for; for a state: what ends it."""
    suspended_by: Several[EventOrGroundId] = ()
    """Stops the clock; the remainder runs on when that state is `ended_by`."""
    interrupted_by: Several[EventOrGroundId] = ()
    """After it the limit runs anew in full."""
    extended_by: Several[EventOrGroundId] = ()
    restored_by: Several[EventOrGroundId] = ()
    cancelled_by: Several[EventOrGroundId] = ()
    """Takes its object away: nothing is met and nothing missed."""
    set_by: Several[ActOfProceeding] = ()
    """The acts of a proceeding that name its last day. Another one names another day: the course follows no extension
    or restoration of the limit alone."""
    reopens: bool = False
    """It goes on where the state that closed it is `ended_by` something; the time in between does not count."""
    extension: LimitId | None = None
    """The row that caps an extension."""
    restoration: LimitId | None = None
    """The row with the limit for asking restoration."""
    covered_by: LimitId | None = None
    """Another row with the same start and the same end, which is watched in its place."""
    missed_means: What | None = None
    missed_ground: GroundId | None = None
    """The ground that its expiry gives."""
    kept_by: KeptBy = KeptBy.POSTING
    basis: Basis = Basis.TEXT
    taken_from: Citation | None = None
    """Where the length stands, if not in the article itself."""
    stands_on_day_off: bool = False
    """The last day that an act names stays its last where it is a day off: it bounds a state, and nothing is to be done
    by it (Art. 135(2))."""
    approaching_days: Annotated[int, Field(ge=0, le=366)] = 0
    """How many working days before its end it is announced as approaching; 0: not announced."""

    def applies(self, holding: Collection[str]) -> bool:
        """Whether it applies at all, given the conditions known to hold."""
        return all(code in holding for code in self.applies_when) and not any(code in holding for code in self.unless)

    @model_validator(mode="after")
    def _counted_or_bound(self) -> Self:
        if (self.amount is not None) != (self.unit in NUMBERED):
            raise ValueError("amount is given exactly where the unit is counted (working_days, months, years)")
        if self.amount is not None and self.stands_on_day_off != (self.direction is Direction.UNTIL):
            raise ValueError("a counted limit stands on a day off exactly where its direction is `until`")
        if self.basis is not Basis.TEXT and self.taken_from is None:
            raise ValueError("a basis other than the text needs taken_from")
        return self


class Ground(Row):
    """A ground: if it is there, the decision follows (or may follow)."""

    table: ClassVar[str] = "grounds"
    name: DisplayNames
    decision: DecisionId
    effect: Text | None = None
    decide_by: LimitId | None = None
    term: LimitId | None = None
    """How long the state lasts that the decision opens."""
    threshold: LimitId | None = None
    """How long the fact must last to be a ground."""
    document: DocumentId | None = None
    appealable: bool | None = None
    """Whether the decision may be appealed on its own; false where the Code leaves it out of what may be, none where it
    is silent. `see` names the part that says so."""
    refusal_appealable: bool | None = None
    """The same of a refusal to decide so."""
    appeal_by: LimitId | None = None
    base_units: Annotated[int, Field(gt=0)] | None = None
    """The largest sum, in base units, for which it is a ground (Art. 220(2))."""
    repeatable: bool | None = None
    """Whether the matter may be brought again; none where the text is silent."""
    exceptions: Several[GroundId] = ()
    completed_as: GroundId | None = None
    """The ground of completion that goes with it (Art. 400)."""
    requires_act: bool | None = None
    """Whether the executor first draws up an act (Art. 366(2))."""
    counts_as_return: bool | None = None
    """Whether it counts for the twice-returned rule (Art. 359(1) ind. 8)."""


class Measure(Row):
    """An ensuring measure, executive action, compulsory measure or fee."""

    table: ClassVar[str] = "measures"
    name: DisplayNames
    category: MeasureCategory
    decided_by: Several[ActorId]
    act: Act
    preconditions: Several[ConditionId] = ()
    cap: ConditionId | None = None
    longest: LimitId | None = None
    is_execution_document: bool
    fee: Fee
    fee_condition: ConditionId | None = None
    document: DocumentId | None = None

    @model_validator(mode="after")
    def _fee_condition_named(self) -> Self:
        if (self.fee is Fee.CONDITIONAL) != (self.fee_condition is not None):
            raise ValueError("fee_condition is given exactly where the fee is conditional")
        return self


class Document(Row):
    """A procedural document: what it must say and carry with it."""

    table: ClassVar[str] = "documents"
    name: DisplayNames
    issuer: Several[ActorId] = ()
    contents: Several[Text] = ()
    attachments: Several[Text] = ()
    copies_to: Several[ActorId] = ()
    signed_by: Text | None = None
    form: Text | None = None
    prescribed: bool = True
    """False where the text names the document but not its contents."""
    is_execution_document: bool = False


class Notification(Row):
    """Who tells whom what, by when."""

    table: ClassVar[str] = "notifications"
    sender: Several[ActorId]
    receiver: Several[ActorId]
    what: What
    by_when: Text
    limit: LimitId | None = None
    channel: Text | None = None


class ImmediateExecution(Row):
    """An act that is executed before it enters into legal force."""

    table: ClassVar[str] = "immediate_execution"
    name: DisplayNames
    mandatory: bool
    """False where the court may order it."""


class EntryIntoForce(Row):
    """When an act enters into legal force."""

    table: ClassVar[str] = "entry_into_force"
    name: DisplayNames
    starts: Text
    condition: Text | None = None
    limit: LimitId | None = None
    basis: Basis = Basis.TEXT
    taken_from: Citation | None = None


class ExecutionDocumentKind(Row):
    """What is an execution document, on which acts it rests, and how it is issued."""

    table: ClassVar[str] = "execution_document_kinds"
    name: DisplayNames
    issued_by: Several[ActorId] = ()


class ExemptProperty(Row):
    """Property or income on which recovery may, or may not, be levied."""

    table: ClassVar[str] = "exempt_property"
    name: DisplayNames
    levy: Levy
    applies_to: Several[ActorId]


class Status(Row):
    """A status that something passes through."""

    table: ClassVar[str] = "statuses"
    name: DisplayNames
    of: Identifier
    """What has it: the proceeding, the execution document, a measure."""
    code: Identifier
    """Its code among the statuses of the same thing."""
    final: bool = False
    """Whether nothing follows it."""
    ends: Ends | None = None
    """Of a proceeding, what has ended with it; none: it goes on."""


class Rule(Row):
    """A rule that is none of the above; held as a statement, carried out in code where a test says so."""

    table: ClassVar[str] = "rules"
    what: What
