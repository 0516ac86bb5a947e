"""One act of a procedure: when it is open, what it states and needs, what it does, and what follows from it."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from contracts.codelists import MEASURE_STATUSES, STATUSES
from contracts.listed import Listed
from shared.law.rule_sets.accounts import ACCOUNTS, Account, Book, Line
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import (
    ActorId,
    ConditionId,
    DecisionId,
    DisplayNames,
    DocumentId,
    EventId,
    Identifier,
    LimitId,
    Model,
    Ref,
    Several,
    Text,
)
from shared.law.rule_sets.parts.act_fields import MemberName

StatusCode = Annotated[str, Listed(STATUSES), Ref(("statuses",), "enforcement-proceeding-")]
StatementStatus = Literal["registered", "assessed", "decided-initiate", "decided-refuse", "decided-return"]
"""Statuses of a statement on initiation, which only intake knows."""
MeasureStatus = Annotated[str, Listed(MEASURE_STATUSES), Ref(("statuses",), "measure-")]
FieldId = Annotated[Identifier, Ref(("procedures.fields.fields",))]
TrackName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*(:\{[a-z]+(_[a-z]+)*\})?$")]


class ActKind(StrEnum):
    """What an act is. Only a decision moves a status; operation of law is the exception that a row names."""

    DECISION = "decision"
    FACT = "fact"
    PARTY_ACT = "party-act"
    OPERATION_OF_LAW = "operation-of-law"


class Effective(StrEnum):
    """Which day an act takes effect."""

    DECISION = "decision"
    """The day it is decided."""
    FACT = "fact"
    """The day it happens."""
    SERVICE = "service"
    """The day it is served."""
    LEGAL_FORCE = "legal-force"
    """The day it enters into legal force."""


class Late(StrEnum):
    """What becomes of an act that turns out not to have been open on its day."""

    STANDS = "stands"
    VOID = "void"


def _spelled_out(value: Any) -> Any:
    """A bare identifier is a field that must be stated."""
    return {"field": value} if isinstance(value, str) else value


class MeasureMove(Model):
    """How an act moves the measure that it names."""

    from_: frozenset[MeasureStatus] = Field(alias="from", min_length=1)
    to: MeasureStatus


ANNULLED = "annulled"
"""The status of a thing whose opening was annulled (Art. 353); no act leads to it by its row."""


class ThingMove(Model):
    """How an act moves the thing that one of its fields names, such as a payout; a field left out moves nothing."""

    of: MemberName
    """The field, and what the thing is."""
    from_: frozenset[Identifier] = Field(alias="from")
    """Statuses of the thing in which the act is open; none: the act opens the thing."""
    to: Identifier | None = None
    """None: the thing stays as it is."""
    by_effect: bool = False
    """An effect of the act says whether it moves, such as a payment that may settle a payday in part only."""

    @model_validator(mode="after")
    def _opened_in_a_status(self) -> Self:
        if not self.from_ and self.to is None:
            raise ValueError("what an act opens has a status")
        return self


AccountName = Annotated[str, StringConstraints(pattern=r"^([a-z]+(-[a-z]+)*|\{[a-z]+(_[a-z]+)*\})$")]


class Posting(Model):
    """A sum that an act moves from one account to another of the same book."""

    debit: AccountName
    """An account. `{payable}` is the account that this field names, or that was debited when the thing in it was
    opened.
    """
    credit: AccountName
    sum: MemberName
    """The field that states the sum, or names the thing whose sum it is."""
    line: Line | None = None
    """What the debt is for; in the debt book alone."""
    where_stated: MemberName | None = None
    """A field without which nothing is posted; none: it is always posted."""
    of: MemberName = "payment"
    """The field that names the money with which it is undone, where the act states it."""

    @model_validator(mode="after")
    def _in_one_book(self) -> Self:
        books = {ACCOUNTS[Account(name)] for name in (self.debit, self.credit) if not name.startswith("{")}
        if len(books) > 1 or (self.line is None) is (Book.DEBT in books):
            raise ValueError("a posting stays in one book, and names its line in the debt book alone")
        return self


class Stated(Model):
    """A field of an act."""

    identified_by = ("field",)

    field: FieldId
    required: bool = True


class RequiredDocument(Model):
    """The document in which an act is made."""

    kind: DocumentId
    contents: Several[Text] = ()
    """What it must say beyond the contents of its kind."""
    unless: dict[MemberName, Several[Text]] = Field(default_factory=dict)
    """Fields of the act, and the values with which it is made in no document that the Code knows."""

    def is_of(self, data: Any) -> bool:
        """Whether an act that states this is made in it."""
        return not any(getattr(data, name) in values for name, values in self.unless.items())


class Notice(Model):
    """Who is informed of an act, and by when."""

    whom: Several[ActorId]
    what: Text
    limit: LimitId | None = None
    article: Citation


class Appeal(Model):
    """A way in which an act is complained of."""

    to: Several[ActorId]
    limit: LimitId
    article: Citation
    decided_by: ActorId | None = None
    """Whose decision is complained of this way; none: everybody's who may do the act."""


class ActRow(Model):
    """One act of a procedure."""

    identified_by = ("act",)

    act: Identifier
    article: Citation
    names: DisplayNames
    kind: ActKind
    effective: Effective
    by: tuple[ActorId, ...]
    """Who may do it."""
    rank: Annotated[int, Field(ge=0, le=999)]
    """Its place among acts of one day whose order is not stated: the lower comes first."""
    command: Identifier | None = None
    """The name of a hand-written command type; none: command and event are generated from this row."""
    emits: Several[Identifier]
    """The names of the event types that record it, the usual one first."""
    track: TrackName
    """On which track of a course its event stands; `{measure}` is the value of that field."""
    fields: tuple[Annotated[Stated, BeforeValidator(_spelled_out)], ...] = ()
    found: Several[FieldId] = ()
    """Fields of its event alone, which an effect fills in: what the course shows of it."""
    statuses: frozenset[StatusCode]
    """Statuses of the proceeding in which it is open."""
    moves_to: frozenset[StatusCode] = frozenset()
    """Statuses to which it may move the proceeding."""
    moves_measure: MeasureMove | None = None
    """How it moves the measure that it names; none: it moves none, or says itself to which status."""
    moves_thing: Several[ThingMove] = ()
    """How it moves the things that it names; of several moves of one thing, that which leads out of its status."""
    posts: tuple[Posting, ...] = ()
    """What it posts in the books."""
    decisions: frozenset[DecisionId] = frozenset()
    """Decisions of which its ground must be; empty: it names no ground."""
    conditions: tuple[ConditionId, ...] = ()
    effects: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    document: RequiredDocument | None = None
    events: Several[EventId] = ()
    """The procedural events it shows: what starts, meets and ends time limits."""
    notify: Several[Notice] = ()
    appeal: Several[Appeal] = ()
    """The ways in which it is complained of."""
    late: Late = Late.STANDS
    reading: Text | None = None

    @property
    def generated(self) -> bool:
        """Whether its command and event are made from this row."""
        return self.command is None

    @property
    def about(self) -> str | None:
        """The field that names what the act is about: that of its track."""
        return self.track.partition("{")[2].rstrip("}") or None

    @property
    def command_name(self) -> str:
        """The name of the type of its command."""
        return self.command or self.act

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.moves_to and self.kind not in {ActKind.DECISION, ActKind.OPERATION_OF_LAW}:
            raise ValueError("only a decision or operation of law moves a status")
        if self.kind is ActKind.DECISION and self.document is None:
            raise ValueError("a decision is made in a document")
        if self.moves_measure is not None and "measure" not in (stated.field for stated in self.fields):
            raise ValueError("an act that moves a measure states which")
        moving = {"post", "post-step"} | (set() if self.posts else {"move-things"})
        if (self.posts or self.moves_thing) and moving.isdisjoint(self.effects):
            raise ValueError("an act that moves money or a thing has the effect post")
        if self.generated and len(self.emits) > 1:
            raise ValueError("a generated contract has one event type")
        deciders = [way.decided_by for way in self.appeal]
        if len(set(deciders)) < len(deciders) or (len(deciders) > 1 and None in deciders):
            raise ValueError("each of several ways to complain says whose decision it is against")
        if not {*deciders} <= {None, *self.by}:
            raise ValueError("a way to complain is against the decision of somebody who may do the act")
        return self

    def document_of(self, data: Any) -> RequiredDocument | None:
        """The document in which it is made where it states this; none: it is made in none."""
        return self.document if self.document is not None and self.document.is_of(data) else None

    def appeals_against(self, actor: str) -> tuple[Appeal, ...]:
        """The ways in which it is complained of where this actor does it."""
        return tuple(way for way in self.appeal if way.decided_by in {None, actor})


class StatementAct(ActRow):
    """One act on a statement on initiation."""

    statuses: frozenset[StatementStatus]
    moves_to: frozenset[StatementStatus] = frozenset()
