"""What the life of a proceeding needs beside the tables of the Code. `reading` says how an open text is read."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from contracts.codelists import CLAIM_TYPES, STATUS_REASONS
from contracts.documents import LiabilityKind
from contracts.events.proceedings import CostFund, CostKind, PaymentSource, ServiceGround, ServiceMethod
from contracts.listed import Listed
from shared.law.rule_sets.accounts import Account
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import ActorId, ConditionId, DecisionId, Identifier, Model, Ref, Text
from shared.law.rule_sets.parts.acts import MeasureStatus, StatusCode
from shared.law.rule_sets.parts.arrested import ArrestedTable
from shared.law.rule_sets.parts.complaints import ComplaintTable
from shared.law.rule_sets.parts.limit_acts import LimitActTable
from shared.law.rule_sets.parts.non_money import NonMoneyTable
from shared.law.rule_sets.parts.rows import MeasureCode
from shared.law.rule_sets.parts.valuation import ValuationTable
from shared.law.rule_sets.sheets import Cited, Fault, Named, Ordered, Part, Sheet, Table
from shared.law.rule_sets.vocabulary import MeasureCategory, Nature

GroundCode = Annotated[str, Listed(STATUS_REASONS), Ref(("grounds",))]
CapCode = Annotated[Identifier, Ref(("money.caps.caps",))]
FeeActCode = Annotated[Identifier, Ref(("money.fee.acts",))]
StageCode = Annotated[Identifier, Ref(("money.levy.stages",))]
TotalName = Annotated[Identifier, Ref(("proceedings.measures.totals",))]
Asker = Literal["court-executor", "recoverer", "debtor", "representative", "other-person"]
MachineName = Annotated[Identifier, Ref(("proceedings.measures.machines",))]


class ProceedingRow(Model):
    """What every row has."""

    article: Citation
    reading: Text | None = None


class DecisionRule(ProceedingRow):
    """The status a decision leads to."""

    identified_by = ("decision",)

    decision: DecisionId
    leads_to: StatusCode
    document_to: Literal["issuer", "recoverer"] | None = None
    """Where the execution document goes after it; none: it stays."""


class GroundRule(ProceedingRow):
    """What a ground asks for beyond the row of the rule set."""

    identified_by = ("ground",)

    ground: GroundCode
    leads_to: StatusCode | None = None
    statuses: frozenset[StatusCode] | None = None
    parties: tuple[Literal["debtor", "recoverer"], ...] = ()
    claim: Nature | None = None
    measures: frozenset[MeasureCode] = frozenset()
    settled: bool = False
    while_suspended: bool = False
    """Completes a suspended proceeding as well."""
    until_succession: bool = False
    """The suspension ends only after a successor of the debtor was named."""
    party_gone: bool = False
    """A party is no more: notice of the consideration to the other suffices (Art. 367(1))."""
    until_complaint_decided: bool = False
    """The suspension waits for the decision on a complaint."""
    plea_of: frozenset[Asker] = frozenset()
    """Who has to ask for it; empty: the circumstance counts, not who states it."""
    plea_suffices: bool = False
    """The plea itself is the circumstance, and needs no other paper."""
    papers: frozenset[Identifier] | None = None
    """Kinds of papers that show it; none: those of every ground."""
    conditions: tuple[ConditionId, ...] = ()

    @model_validator(mode="after")
    def _a_plea_has_an_asker(self) -> Self:
        if self.plea_suffices and not self.plea_of:
            raise ValueError("a plea that suffices is somebody's")
        return self


class Resumption(ProceedingRow):
    """A reason for which a suspension ends."""

    identified_by = ("reason",)

    reason: Annotated[str, Listed(STATUS_REASONS)]
    by_law: bool = False
    """The suspension ends by itself with its term; otherwise by a resolution."""


class Represented(ProceedingRow):
    """Who asks for a party: the plea is that party's."""

    identified_by = ("raised_by",)

    raised_by: Identifier
    party: Asker


class Outcome(ProceedingRow):
    """How the cause of a suspension ended, and the ground on which the proceeding ends then."""

    identified_by = ("outcome",)

    outcome: Identifier
    of: frozenset[GroundCode]
    """The grounds of suspension whose cause can end so."""
    leads_to: GroundCode


class GrantedDelay(ProceedingRow):
    """Who granted what, such as `court delay`, and the ground on which the proceeding ends then."""

    identified_by = ("granted",)

    granted: Text
    leads_to: GroundCode


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
    asks_third_person: bool = False
    """A third person answers it, who owes the debtor or is said to."""
    binds: tuple[ActorId, ...] = ()
    """Who has to carry it out, and gets a copy of what applies it."""
    sells: bool = False
    """It sells arrested property: while it is postponed, nothing is seized and transferred for that."""
    until_answered: bool = False
    """It lasts because a third person has not answered."""
    stops_operations: bool = False
    """It stops operations on accounts, and is lifted when nothing is owed any more."""
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

    to: MeasureStatus
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


class ClaimRule(ProceedingRow):
    """A claim type that is not for money."""

    identified_by = ("type",)

    type: Annotated[str, Listed(CLAIM_TYPES)]
    nature: Nature


class CostRule(ProceedingRow):
    """A kind of cost that the debtor does not bear."""

    identified_by = ("kind",)

    kind: CostKind


class CostDestination(ProceedingRow):
    """To whom a recovered cost goes."""

    identified_by = ("fund",)

    fund: CostFund
    payee: Identifier


class AccountActs(ProceedingRow):
    """Who acts on the deposit account of a body."""

    by: frozenset[ActorId]


class PayoutAccounts(ProceedingRow):
    """Accounts of the custody book out of which money may be paid."""

    accounts: frozenset[Account]


class Source(ProceedingRow):
    """Where money comes from, and what that means for its distribution and the fee."""

    identified_by = ("source",)

    source: PaymentSource
    brought_by: frozenset[MeasureCode] = frozenset()
    fee_act: FeeActCode | None = None
    debtor_pays: bool = False
    past_account: frozenset[Identifier] = frozenset()
    """Acts that record that it reached the recoverer past the account."""
    conditions: tuple[ConditionId, ...] = ()


class DirectPayment(ProceedingRow):
    """How the recoverer was paid past the account."""

    identified_by = ("way",)

    way: Identifier
    bears_fee: bool
    """Whether the fee is due on it where an act that bears it came before."""


class Resolution(ProceedingRow):
    """An event that stands for a resolution."""

    identified_by = ("event",)

    event: Identifier


class Service(ProceedingRow):
    """A method of service."""

    identified_by = ("method",)

    method: ServiceMethod


class ProperService(ProceedingRow):
    """A ground on which a paper counts as served."""

    identified_by = ("ground",)

    ground: Identifier
    conditions: tuple[ConditionId, ...] = ()


class Place(ProceedingRow):
    """A place where papers go, and what that asks for."""

    identified_by = ("place",)

    place: Identifier
    conditions: tuple[ConditionId, ...]


class GroundTable(Sheet):
    """What grounds ask for and lead to."""

    papers: frozenset[Identifier]
    """Kinds of papers that show the circumstance of a ground."""
    decisions: Table[DecisionRule]
    grounds: Table[GroundRule]
    resumptions: Table[Resumption]
    outcomes: Table[Outcome]
    represented: Table[Represented]
    delays: Table[GrantedDelay]

    def faults(self) -> Iterator[Fault]:
        """A term that ends by law gives one reason."""
        if sum(row.by_law for row in self.resumptions.values()) != 1:
            yield Fault(MissingRow, "one row is by law", "resumptions", "", "by_law")


class MeasureTable(Sheet):
    """How measures begin, move on and end."""

    families: Table[Family]
    machines: Named[Transition]
    carried_out: frozenset[MeasureStatus]
    void: frozenset[MeasureStatus]
    """In which a measure brings nothing any more."""
    totals: Table[Total]
    measures: Table[MeasureRule]
    petitions: Table[PetitionRule]
    at_the_end: Ordered[AtTheEnd]
    """The first row that fits counts."""

    def faults(self) -> Iterator[Fault]:
        """A measure that has a cap counts in a total, and no other does."""
        for code, row in self.measures.items():
            if (row.cap is None) != (row.total is None):
                yield Fault(MissingRow, "names its cap and its total, or neither", "measures", code, "total")


class MoneyTable(Sheet):
    """What the money of a proceeding needs beside the rules of money."""

    claims: Table[ClaimRule]
    costs_of_others: Table[CostRule]
    cost_destinations: Table[CostDestination]
    sources: Table[Source]
    direct_payments: Table[DirectPayment]
    closing: AccountActs
    unidentified: AccountActs
    payouts_while_suspended: PayoutAccounts
    """Money of others goes back to them whatever becomes of the proceeding."""

    def faults(self) -> Iterator[Fault]:
        """Every source of a payment has its row, and everybody who pays a cost."""
        yield from _missing(PaymentSource, self.sources, "sources")
        yield from _missing(CostFund, self.cost_destinations, "cost_destinations")


class PaperTable(Sheet):
    """Resolutions and their service."""

    resolutions: Table[Resolution]
    service: Table[Service]
    proper_service: Table[ProperService]
    places: Table[Place]

    def faults(self) -> Iterator[Fault]:
        """Every method and every ground of service has its row."""
        yield from _missing(ServiceMethod, self.service, "service")
        yield from _missing(ServiceGround, self.proper_service, "proper_service")


class LiabilityRule(ProceedingRow):
    """For what one of several debtors is liable."""

    identified_by = ("kind",)

    kind: LiabilityKind


class LiabilityTable(Sheet):
    """Several debtors under one decision."""

    kinds: Table[LiabilityRule]
    fee: Cited
    """What of it each of them bears."""

    def faults(self) -> Iterator[Fault]:
        """Every kind of liability has its row."""
        return _missing(LiabilityKind, self.kinds, "kinds")


class ProceedingRules(Part):
    """What the life of a proceeding needs."""

    folder: ClassVar[str] = "proceedings"

    grounds: GroundTable
    measures: MeasureTable
    money: MoneyTable
    papers: PaperTable
    liability: LiabilityTable
    complaints: ComplaintTable
    valuation: ValuationTable
    arrested: ArrestedTable
    non_money: NonMoneyTable
    limit_acts: LimitActTable


def _missing(needed: Iterable[StrEnum], table: Mapping[str, Model], name: str) -> Iterator[Fault]:
    for each in needed:
        if each not in table:
            yield Fault(MissingRow, "has no row", name, each.value, name)
