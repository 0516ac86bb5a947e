"""What a statement on initiation and its execution document must have and be (Art. 333, 355, 359, 370)."""

from typing import Annotated, ClassVar, Literal

from contracts.codelists import DOCUMENT_KINDS, STATEMENT_ELEMENTS, STATUS_REASONS
from contracts.listed import Listed
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import ActorId, DisplayNames, GroundId, Identifier, Model, Several, Text
from shared.law.rule_sets.sheets import Cited, Part, Sheet, Table


class Requirement(Cited):
    """One requirement: its article and the ground it makes when it is not met."""

    identified_by = ("check",)

    check: Identifier
    """The test of the service intake that shows whether it is met."""
    ground: GroundId
    kinds: Several[Annotated[str, Listed(DOCUMENT_KINDS)]] = ()
    """Kinds of documents it is asked of; none: of every one."""
    detail: DisplayNames
    """What is lacking where it is not met."""
    also_established: bool = False
    """The ground may also be established outside the papers, as a circumstance."""


class RequirementTable(Sheet):
    """All requirements, in the order in which they are examined."""

    requirements: Table[Requirement]


class StatementElement(Cited):
    """Something that a statement, or the document enclosed with it, must state."""

    identified_by = ("element",)

    element: Annotated[str, Listed(STATEMENT_ELEMENTS)]
    kinds: Several[Annotated[str, Listed(DOCUMENT_KINDS)]] = ()
    """Kinds of documents it is asked of; none: it is asked of every statement."""
    ground: GroundId
    detail: DisplayNames
    """What is lacking."""


class ElementTable(Sheet):
    """All elements, in the order in which their lack is reported."""

    elements: Table[StatementElement]


class PresentationStart(Cited):
    """The day that the presentation limit of a kind of documents runs from where no day of legal force is stated."""

    identified_by = ("kind",)

    kind: Annotated[str, Listed(DOCUMENT_KINDS)]
    day: Literal["decided_on", "issued_on"]


class PresentationMove(Cited):
    """A circumstance outside the papers that moves the presentation limit."""

    identified_by = ("ground",)

    ground: Annotated[str, Listed(STATUS_REASONS)]
    how: Literal["from-its-end", "stands-still"]


class PresentationTable(Sheet):
    """Where presentation limits begin, by kind of document, and which circumstances move them."""

    starts: Table[PresentationStart]
    moved_by: Table[PresentationMove]


class EntryCorrection(Model):
    """How an entry of a statement is put right."""

    identified_by = ("act", "correction")

    act: Identifier
    correction: Literal["strike-entry", "correct-entry"]
    second_person: bool
    """Proposed by one person, made when another one approves."""


class CorrectionTable(Sheet):
    """The corrections that there are; there is no other."""

    corrections: Table[EntryCorrection]


Circumstance = Literal[
    "act-was-not-open",
    "decision-does-not-hold",
    "refused-document-held",
    "returned-document-held",
    "decision-annulled",
    "document-away",
]
"""What somebody has to do something about."""


class IntakeDuty(Model):
    """What somebody has to do about a statement that no act has done yet, as long as a circumstance lasts."""

    identified_by = ("as_long_as",)

    as_long_as: Circumstance
    duty: Identifier
    who: ActorId
    article: Citation | None = None
    """None: that of what is wrong with the act."""
    name: DisplayNames
    reading: Text | None = None


class IntakeDutyTable(Sheet):
    """The duties that there are, by circumstance."""

    duties: Table[IntakeDuty]


class IntakeRules(Part):
    """What intake examines."""

    folder: ClassVar[str] = "intake"

    requirements: RequirementTable
    elements: ElementTable
    presentation: PresentationTable
    corrections: CorrectionTable
    duties: IntakeDutyTable
