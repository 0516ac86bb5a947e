"""The law that governs one proceeding: the rule set of its initiation, its money rules, and this service's tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TypeVar

from contracts.codelists import STATUS_REASONS
from contracts.events.proceedings import CostKind, PaymentSource, ServiceMethod, Status
from services.proceedings.domain.tables import (
    Family,
    GroundRule,
    MeasureRule,
    Nature,
    Source,
    Tables,
    Transition,
    packaged_tables,
)
from shared.law.money import MoneyRules
from shared.law.money import rules_named as money_named
from shared.law.rule_sets import RuleSet, RuleSets, UnknownRow
from shared.law.rule_sets.rows import Ground, Measure

T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """All rows of one rule set that the life of a proceeding needs."""

    law: RuleSet
    money: MoneyRules
    tables: Tables

    @property
    def id(self) -> str:
        """The rule set's identifier."""
        return self.law.id

    def ground(self, code: str, on: date) -> Ground | None:
        """The ground of that code as it holds on a day; none where the rule set has no such ground."""
        try:
            return self.law.ground(code, on)
        except UnknownRow:
            return None

    def asked_by(self, ground: Ground) -> GroundRule:
        """What a ground asks for beyond its row; a ground that asks for nothing more gives an empty row."""
        return self._grounds.get(ground.id) or GroundRule(ground=ground.id, article=ground.article)

    def leads_to(self, ground: Ground) -> str:
        """The status of the proceeding after a decision on this ground."""
        return self.asked_by(ground).leads_to or self._decisions[ground.decision]

    def status(self, code: str, reason: str, on: date) -> Status:
        """A status with its reason and the article the reason rests on."""
        ground = self.ground(reason, on)
        article = ground.article if ground else STATUS_REASONS[reason].article
        return Status(code=code, reason=reason, article=str(article))

    def measure(self, code: str, on: date) -> Measure:
        """The row of a measure as it holds on a day; raises `UnknownRow`."""
        return self.law.measure(code, on)

    def asked_by_measure(self, code: str) -> MeasureRule:
        """What a measure asks for beyond its row."""
        return self._measures.get(code) or MeasureRule(measure=code)

    def family(self, measure: Measure) -> Family | None:
        """How such a measure begins; none where measures of its kind have no place in a proceeding."""
        return self._families.get((measure.category, measure.decided_by))

    def steps(self, measure: Measure) -> tuple[Transition, ...]:
        """The status machine of a measure."""
        family = self.family(measure)
        name = self.asked_by_measure(measure.id).machine or (family.machine if family else None)
        return tuple(
            step for step in (self.tables.machines[name] if name else ()) if not step.only or measure.id in step.only
        )

    def nature(self, claim_type: str) -> Nature:
        """What a claim of that type demands."""
        return self._natures.get(claim_type, Nature.MONEY)

    def source(self, source: PaymentSource) -> Source:
        """What the source of a payment means."""
        return self._sources[source]

    def borne_by_debtor(self, kind: CostKind) -> bool:
        """Whether the debtor bears a cost of that kind."""
        return kind not in {row.kind for row in self.tables.costs_of_others}

    def served_under(self, method: ServiceMethod) -> str:
        """The article that makes a method of service count."""
        return next(row.article for row in self.tables.service if row.method is method)

    @cached_property
    def resolutions(self) -> frozenset[str]:
        """Names of the events that stand for a resolution."""
        return frozenset(row.event for row in self.tables.resolutions)

    @cached_property
    def _decisions(self) -> Mapping[str, str]:
        return {row.decision: row.leads_to for row in self.tables.decisions}

    @cached_property
    def _grounds(self) -> Mapping[str, GroundRule]:
        return {row.ground: row for row in self.tables.grounds}

    @cached_property
    def _measures(self) -> Mapping[str, MeasureRule]:
        return {row.measure: row for row in self.tables.measures}

    @cached_property
    def _families(self) -> Mapping[tuple[str, tuple[str, ...]], Family]:
        return {(row.category, (row.decided_by,)): row for row in self.tables.families}

    @cached_property
    def _natures(self) -> Mapping[str, Nature]:
        return {row.type: row.nature for row in self.tables.claims}

    @cached_property
    def _sources(self) -> Mapping[PaymentSource, Source]:
        return {row.source: row for row in self.tables.sources}


@cache
def rules_named(rule_set: str) -> Rules:
    """The rules of a rule set such as `epc-2021`; raises a LookupError where one of its parts is not there."""
    law = RuleSets.load().named(rule_set)
    earlier = tuple(each.id for each in RuleSets.load() if each.valid_from <= law.valid_from)
    return Rules(law, money_named(rule_set), packaged_tables(earlier))


def rules_on(day: date) -> Rules:
    """The rules in force on a day; raises `UnknownRuleSet`."""
    return rules_named(RuleSets.load().in_force(day).id)


def name_of(type_: str) -> str:
    """The short name of a message type: `lea.proceedings.add-measure.v1` is `add-measure`."""
    return type_.split(".")[2]
