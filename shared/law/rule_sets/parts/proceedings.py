"""What the life of a proceeding needs beside the tables of the Code. `reading` says how an open text is read."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from contracts.codelists import STATUS_REASONS
from contracts.documents import LiabilityKind
from contracts.events.proceedings import ServiceGround, ServiceMethod
from contracts.listed import Listed
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import ConditionId, DecisionId, Identifier, Model, Text
from shared.law.rule_sets.parts.acts import StatusCode
from shared.law.rule_sets.parts.arrested import ArrestedTable
from shared.law.rule_sets.parts.complaints import ComplaintTable
from shared.law.rule_sets.parts.limit_acts import LimitActTable
from shared.law.rule_sets.parts.measures import MeasureTable
from shared.law.rule_sets.parts.non_money import NonMoneyTable
from shared.law.rule_sets.parts.proceeding_money import MoneyTable
from shared.law.rule_sets.parts.proceeding_rows import GroundCode, ProceedingRow, missing_rows
from shared.law.rule_sets.parts.representatives import RepresentativeTable
from shared.law.rule_sets.parts.rows import MeasureCode
from shared.law.rule_sets.parts.valuation import ValuationTable
from shared.law.rule_sets.sheets import Cited, Fault, Part, Sheet, Table
from shared.law.rule_sets.vocabulary import Nature

Asker = Literal["court-executor", "recoverer", "debtor", "representative", "other-person"]


class DecisionRule(ProceedingRow):
    """The status a decision leads to."""

    identified_by = ("decision",)

    decision: DecisionId
    leads_to: StatusCode
    document_to: Literal["issuer", "recoverer"] | None = None
    """Where the execution document goes after it; none: it stays."""


class OutdatingAct(Model):
    """An act after which what showed a ground before shows it no more."""

    act: Identifier
    measures: frozenset[MeasureCode] = frozenset()
    """The measures that it has to concern; empty: any, or none."""
    role: Literal["recoverer", "debtor"] | None = None
    """The party that it has to concern."""
    sources: frozenset[Identifier] = frozenset()
    """Where the money has to come from that it records; empty: from anywhere, or it records none."""


class GroundRule(ProceedingRow):
    """What a ground asks for beyond the row of the rule set."""

    identified_by = ("ground",)

    ground: GroundCode
    leads_to: StatusCode | None = None
    statuses: frozenset[StatusCode] | None = None
    parties: tuple[Literal["debtor", "recoverer"], ...] = ()
    claim: Nature | None = None
    measures: frozenset[MeasureCode] = frozenset()
    order_with_payer: bool = False
    """A payer of income has the document."""
    nothing_to_levy_on: bool = False
    """No property is under arrest but what the recoverer refused for good, and no payer of income withholds."""
    nothing_left_to_try: bool = False
    """No thing that was listed is to be handed over still, and no demand is open that a proposal is to be made for."""
    demands_exhausted: bool = False
    """Of every open claim that is not for money the record shows that nothing is left to be tried."""
    settled: bool = False
    sums_alone: bool = False
    """No claim that is not for a sum of money is open any more."""
    while_suspended: bool = False
    """Completes a suspended proceeding as well."""
    until_succession: bool = False
    """The suspension ends only after a successor of the debtor was named."""
    succession_causes: frozenset[Identifier] = frozenset()
    """Why the debtor dropped out, where the ground follows from that (Art. 62(1))."""
    until_represented: bool = False
    """The suspension waits for a representative by law of the debtor (Art. 364(1) ind. 2)."""
    party_gone: bool = False
    """A party is no more: notice of the consideration to the other suffices (Art. 367(1))."""
    until_complaint_decided: bool = False
    """The suspension waits for the decision on a complaint."""
    until_release_claims_decided: bool = False
    """The suspension waits for the decision on claims to release or strike property."""
    several: bool = False
    """Several circumstances at a time may bring it about: a resolution decides on one of them (Art. 364(1))."""
    plea_of: frozenset[Asker] = frozenset()
    """Who has to ask for it; empty: the circumstance counts, not who states it."""
    plea_against_legal_person: frozenset[Asker] = frozenset()
    """Who has to ask for it where the debtor is a legal person: it cannot be the one whose circumstance counts."""
    plea_suffices: bool = False
    """The plea itself is the circumstance, and needs no other paper."""
    special_power: Identifier | None = None
    """What the power of attorney of a representative has to name, so that the plea is the party's (Art. 79(2))."""
    papers: frozenset[Identifier] | None = None
    """Kinds of papers that show it; none: those of every ground."""
    outdated_by: tuple[OutdatingAct, ...] = ()
    """The acts after which what showed it before shows it no more."""
    conditions: tuple[ConditionId, ...] = ()

    @model_validator(mode="after")
    def _a_plea_has_an_asker(self) -> Self:
        if self.plea_suffices and not self.plea_of:
            raise ValueError("a plea that suffices is somebody's")
        if self.special_power and not self.plea_suffices:
            raise ValueError("a special power is asked for where the plea suffices")
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
    by_office: frozenset[Identifier] = frozenset()
    """Kinds of representatives whose powers rest on their office or the law, not on a power of attorney."""


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


class PaperTable(Sheet):
    """Resolutions and their service."""

    resolutions: Table[Resolution]
    service: Table[Service]
    proper_service: Table[ProperService]
    places: Table[Place]

    def faults(self) -> Iterator[Fault]:
        """Every method and every ground of service has its row."""
        yield from missing_rows(ServiceMethod, self.service, "service")
        yield from missing_rows(ServiceGround, self.proper_service, "proper_service")


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
        return missing_rows(LiabilityKind, self.kinds, "kinds")


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
    representatives: RepresentativeTable
