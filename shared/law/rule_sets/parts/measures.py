"""How measures live in a proceeding (Art. 348, 351, 360). `reading` says how an open text is read."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import ActorId, ConditionId, Identifier, Model, Ref
from shared.law.rule_sets.parts.acts import MeasureStatus, StatusCode
from shared.law.rule_sets.parts.proceeding_rows import GroundCode, ProceedingRow
from shared.law.rule_sets.parts.rows import MeasureCode
from shared.law.rule_sets.sheets import Fault, Named, Ordered, Sheet, Table
from shared.law.rule_sets.vocabulary import MeasureCategory, Nature

CapCode = Annotated[Identifier, Ref(("money.caps.caps",))]
StageCode = Annotated[Identifier, Ref(("money.levy.stages",))]
TotalName = Annotated[Identifier, Ref(("proceedings.measures.totals",))]
MachineName = Annotated[Identifier, Ref(("proceedings.measures.machines",))]


class Family(ProceedingRow):
    """How measures of one category and one deciding body begin."""

    identified_by = ("category", "decided_by")

    category: MeasureCategory
    decided_by: ActorId
    starts: MeasureStatus
    machine: MachineName
    statuses: frozenset[StatusCode]


class Transition(Model):
    """One step of a measure."""

    identified_by = ("from_", "to", "only")

    from_: MeasureStatus = Field(alias="from")
    to: MeasureStatus
    article: Citation | None = None
    """None: the article of the measure itself."""
    only: frozenset[MeasureCode] = frozenset()
    while_suspended: bool = False
    conditions: tuple[ConditionId, ...] = ()
    taken_by: Literal["court-ruling", "petition"] | None = None
    """It takes the recorded ruling of the court, for a measure of the court; or the decision on a petition, for any."""


class Total(ProceedingRow):
    """Measures whose sums count together."""

    identified_by = ("total",)

    total: Identifier
    statuses: frozenset[MeasureStatus]
    """In which a measure counts."""
    in_order: bool = False
    """They follow the order of levy."""
    kept_within: bool = False
    """They are reduced where their cap falls below what they take."""


class MovedBy(Model):
    """An act that brings a measure to a status."""

    identified_by = ("act",)

    act: Identifier
    to: MeasureStatus


class MeasureRule(Model):
    """What a single measure asks for beyond the row of the rule set."""

    identified_by = ("measure",)

    measure: MeasureCode
    cap: CapCode | None = None
    total: TotalName | None = None
    """With which others it counts towards the cap."""
    stage: StageCode | None = None
    """The first kind of means of the order of levy that it reaches."""
    arrest: bool = False
    individual: bool = False
    """For citizens and sole traders alone."""
    legal_person: bool = False
    """For legal persons alone."""
    machine: MachineName | None = None
    claim: Nature | None = None
    answered: Literal["in-person", "in-writing"] | None = None
    """How its addressee answers it on the day set, or by the end of that day."""
    by_others: frozenset[MeasureStatus] = frozenset()
    """Statuses to which its addressee, a bank or an employer brings it; Art. 351(4) binds none of them."""
    announced: bool = False
    """It is announced to the person immediately before it is carried out."""
    rights: tuple[Identifier, ...] = ()
    """The rights that it restricts, all of them or some."""
    suspends: GroundCode | None = None
    """The ground on which the proceeding is suspended while it lasts."""
    refused_leads_to: GroundCode | None = None
    """The ground whose question is to be considered once it is refused."""
    asks_third_person: bool = False
    """A third person answers it, who owes the debtor or is said to."""
    levies_on_property_of: Literal["debtor", "third-person"] | None = None
    """It is the decision to levy on property of that owner, which the sale of what was arrested rests on."""
    binds: tuple[ActorId, ...] = ()
    """Who has to carry it out, and gets a copy of what applies it."""
    on_accounts: bool = False
    """It is directed at accounts in banks, which may be named."""
    sells: bool = False
    """It sells arrested property: while it is postponed, nothing is seized and transferred for that."""
    while_suspended: bool = False
    """It begins and is carried out also while the proceeding is suspended."""
    until_answered: bool = False
    """It lasts because a third person has not answered."""
    stops_operations: bool = False
    """It stops operations on accounts, and is lifted when no money is owed any more."""
    undone_by_cancellation: bool = False
    """Cancelled before it brought anything, it was no levy, and bears no fee."""
    until_performed: bool = False
    """It ends by law when the debtor has performed all claims of the document."""
    carried_out_by: frozenset[Identifier] = frozenset()
    """The acts that carry it out and name it."""
    moved_by: tuple[MovedBy, ...] = ()
    """To which status acts bring it that it does not name: those on what was begun so."""

    def status_after(self, act: str) -> str | None:
        """The status to which an act brings it; none: the act leaves it as it is."""
        return next((each.to for each in self.moved_by if each.act == act), None)


class AtTheEnd(ProceedingRow):
    """What becomes of an open measure when the proceeding ends; empty fields fit everything."""

    measures: frozenset[MeasureCode] = frozenset()
    category: MeasureCategory | None = None
    decided_by: ActorId | None = None
    arrest: bool = False
    statuses: frozenset[MeasureStatus] = frozenset()
    ends: frozenset[StatusCode] = frozenset()
    to: MeasureStatus | None = None


class Granted(ProceedingRow):
    """What becomes of a measure where what is asked of it is granted."""

    to: MeasureStatus | None = None
    """None: it stays in place, for less."""
    begins: MeasureStatus | None = None
    """Another measure takes its place, and begins with this status."""
    rests: bool = False
    """It rests until the day that the decision names."""


class PetitionRule(ProceedingRow):
    """What may be asked of an ensuring measure that is in place; empty fields fit everything."""

    identified_by = ("petition",)

    petition: Identifier
    by: tuple[ActorId, ...]
    """Who may ask."""
    measures: frozenset[MeasureCode] = frozenset()
    decided_by: ActorId | None = None
    statuses: frozenset[MeasureStatus]
    after_end: bool = False
    """Only once the proceeding has ended."""
    granted: Granted


class MeasureTable(Sheet):
    """How measures begin, move on and end."""

    families: Table[Family]
    machines: Named[Transition]
    carried_out: frozenset[MeasureStatus]
    lasting: frozenset[MeasureStatus]
    """In which a measure was decided and is neither postponed nor over: an arrest or a sale can rest on it."""
    binding: frozenset[MeasureStatus]
    """In which a measure binds somebody, be it postponed."""
    void: frozenset[MeasureStatus]
    """In which a measure brings nothing any more."""
    totals: Table[Total]
    measures: Table[MeasureRule]
    petitions: Table[PetitionRule]
    at_the_end: Ordered[AtTheEnd]
    """The first row that fits counts."""

    def faults(self) -> Iterator[Fault]:
        """A measure that has a cap counts in a total, and no other does; one measure levies on the property of each."""
        for code, row in self.measures.items():
            if (row.cap is None) != (row.total is None):
                yield Fault(MissingRow, "names its cap and its total, or neither", "measures", code, "total")
        for owner in ("debtor", "third-person"):
            levies = [code for code, row in self.measures.items() if row.levies_on_property_of == owner]
            if len(levies) != 1:
                detail = f"one measure levies on property of the {owner}"
                yield Fault(MissingRow, detail, "measures", " ".join(levies) or owner, "levies_on_property_of")
