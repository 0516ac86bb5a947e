"""The rows of the tables. Every row cites its article; `reading` says how an open text is read."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.codelists import CLAIM_TYPES, MEASURE_STATUSES, MEASURES, STATUS_REASONS, STATUSES
from contracts.events.proceedings import CostKind, PaymentSource, ServiceMethod
from contracts.listed import Listed
from contracts.values import Citation, Code, Text

StatusCode = Annotated[str, Listed(STATUSES)]
MeasureCode = Annotated[str, Listed(MEASURES)]
MeasureStatus = Annotated[str, Listed(MEASURE_STATUSES)]


class Nature(StrEnum):
    """What a claim demands."""

    MONEY = "money"
    NAMED_PROPERTY = "named-property"
    NON_PROPERTY = "non-property"


class Row(Contract):
    """What every row has."""

    article: Citation
    reading: Text | None = None


class DecisionRule(Row):
    """The status a decision leads to."""

    decision: Code
    leads_to: StatusCode


class GroundRule(Row):
    """What a ground asks for beyond the row of the rule set."""

    ground: Annotated[str, Listed(STATUS_REASONS)]
    leads_to: StatusCode | None = None
    statuses: frozenset[StatusCode] | None = None
    parties: tuple[Literal["debtor", "recoverer"], ...] = ()
    claim: Nature | None = None
    measures: frozenset[MeasureCode] = frozenset()
    settled: bool = False
    while_suspended: bool = False
    """Completes a suspended proceeding as well."""


class Family(Row):
    """How measures of one category and one deciding body begin."""

    category: Code
    decided_by: Code
    starts: MeasureStatus
    machine: Code
    statuses: frozenset[StatusCode]


class Transition(Contract):
    """One step of a measure."""

    from_: MeasureStatus = Field(alias="from")
    to: MeasureStatus
    article: Citation | None = None
    """None: the article of the measure itself."""
    only: frozenset[MeasureCode] = frozenset()
    while_suspended: bool = False


class MeasureRule(Contract):
    """What a single measure asks for beyond the row of the rule set."""

    measure: MeasureCode
    cap: Code | None = None
    arrest: bool = False
    individual: bool = False
    machine: Code | None = None
    claim: Nature | None = None


class AtTheEnd(Row):
    """What becomes of an open measure when the proceeding ends; empty fields fit everything."""

    measures: frozenset[MeasureCode] = frozenset()
    category: Code | None = None
    decided_by: Code | None = None
    arrest: bool = False
    statuses: frozenset[MeasureStatus] = frozenset()
    ends: frozenset[StatusCode] = frozenset()
    to: MeasureStatus | None = None


class ClaimRule(Row):
    """A claim type that is not for money."""

    type: Annotated[str, Listed(CLAIM_TYPES)]
    nature: Nature


class CostRule(Row):
    """A kind of cost that the debtor does not bear."""

    kind: CostKind


class Source(Row):
    """Where money comes from, and what that means for its distribution and the fee."""

    source: PaymentSource
    brought_by: frozenset[MeasureCode] = frozenset()
    fee_act: Code | None = None
    debtor_pays: bool = False


class Resolution(Row):
    """An event that stands for a resolution."""

    event: Code


class Service(Row):
    """A method of service."""

    method: ServiceMethod


class Tables(Contract):
    """All tables of one rule set."""

    decisions: tuple[DecisionRule, ...]
    grounds: tuple[GroundRule, ...]
    families: tuple[Family, ...]
    machines: dict[Code, tuple[Transition, ...]]
    carried_out: frozenset[MeasureStatus]
    measures: tuple[MeasureRule, ...]
    at_the_end: tuple[AtTheEnd, ...]
    claims: tuple[ClaimRule, ...]
    costs_of_others: tuple[CostRule, ...]
    sources: tuple[Source, ...]
    resolutions: tuple[Resolution, ...]
    service: tuple[Service, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if {source.source for source in self.sources} != set(PaymentSource):
            raise ValueError("sources must name every source of a payment")
        if {row.method for row in self.service} != set(ServiceMethod):
            raise ValueError("service must name every method")
        machines = {family.machine for family in self.families} | {rule.machine for rule in self.measures} - {None}
        if machines - set(self.machines):
            raise ValueError(f"machines are not there: {machines - set(self.machines)}")
        return self
