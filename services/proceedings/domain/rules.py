"""The law that governs one proceeding: the rule set of its initiation, as the deciders ask it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import chain

from contracts.codelists import MEASURES, STATUS_REASONS
from contracts.events.proceedings import CostKind, PaymentSource, ServiceGround, ServiceMethod, Status
from contracts.values import PartyKind
from shared.actors import Sender
from shared.law.rule_sets import RuleSet, RuleSets, UnknownRow, UnknownRuleSet
from shared.law.rule_sets.parts import MoneyRules, ProceedingRules
from shared.law.rule_sets.parts.measures import Family, MeasureRule, Transition
from shared.law.rule_sets.parts.procedures import Duty
from shared.law.rule_sets.parts.proceeding_money import Source
from shared.law.rule_sets.parts.proceedings import GroundRule
from shared.law.rule_sets.rows import Condition, Event, Ground, Measure
from shared.law.rule_sets.vocabulary import How, Nature
from shared.law.senders import actor_of

COPIES_SENT = "lea.proceedings.resolution-copies-sent.v1"
"""Whose representative somebody is: what a representative asks for is asked for by the party (Art. 345)."""
OF_EVERY_ACT = ("executor-takes-part",)
"""The conditions that no row has to name."""


@dataclass(frozen=True)
class Rules:
    """What the life of a proceeding asks of one rule set."""

    law: RuleSet

    @property
    def id(self) -> str:
        """The rule set's identifier."""
        return self.law.id

    @property
    def money(self) -> MoneyRules:
        """Its rules of money."""
        return self.law.money

    @property
    def proceedings(self) -> ProceedingRules:
        """Its tables that only proceedings need."""
        return self.law.proceedings

    def ground(self, code: str, on: date) -> Ground | None:
        """The ground of that code as it holds on a day; none where the rule set has no such ground."""
        try:
            return self.law.ground(code, on)
        except UnknownRow:
            return None

    def asked_by(self, ground: Ground) -> GroundRule:
        """What a ground asks for beyond its row; a ground that asks for nothing more gives an empty row."""
        asked = self.proceedings.grounds.grounds.get(ground.id)
        return asked or GroundRule(ground=ground.id, article=ground.article)

    def shows_ground(
        self, code: str, raised_by: str, paper: str, on: date, *, against: PartyKind, empowered: bool
    ) -> bool:
        """Whether a question shows its ground: by the plea of who has to ask, or by a paper (Art. 362-366).

        `against`: what the debtor is. `empowered`: who asks has the special power that the ground wants.
        """
        ground = self.ground(code, on)
        if ground is None:
            return False
        asked = self.asked_by(ground)
        plea_of = asked.plea_of or (asked.plea_against_legal_person if against is PartyKind.LEGAL_PERSON else ())
        if plea_of and self.party_asking(raised_by) not in plea_of:
            return False
        return (asked.plea_suffices and empowered) or self.paper_shows(code, paper)

    def paper_shows(self, ground: str, paper: str) -> bool:
        """Whether a paper of that kind shows the circumstance of a ground."""
        grounds = self.proceedings.grounds
        row = grounds.grounds.get(ground)
        return paper in (grounds.papers if row is None or row.papers is None else row.papers)

    def rests_on_plea_of(self, ground: str, asker: str) -> bool:
        """Whether a suspension on this ground rests on nothing but the plea of a person, who can take it back."""
        row = self.proceedings.grounds.grounds.get(ground)
        if row is None or not row.plea_suffices or row.until_complaint_decided:
            return False
        return self.party_asking(asker) in row.plea_of

    def party_asking(self, raised_by: str) -> str:
        """Whose plea it is: that of the party represented, else of who asks."""
        represented = self.proceedings.grounds.represented.get(raised_by)
        return represented.party if represented is not None else raised_by

    def until_succession(self, ground: str) -> bool:
        """Whether a suspension on this ground ends only after a successor of the debtor was named."""
        row = self.proceedings.grounds.grounds.get(ground)
        return row is not None and row.until_succession

    def until_represented(self, ground: str) -> bool:
        """Whether a suspension on this ground waits for a representative by law of the debtor."""
        row = self.proceedings.grounds.grounds.get(ground)
        return row is not None and row.until_represented

    def until_complaint_decided(self, ground: str) -> bool:
        """Whether a suspension on this ground waits for the decision on a complaint."""
        row = self.proceedings.grounds.grounds.get(ground)
        return row is not None and row.until_complaint_decided

    def until_release_claims_decided(self, ground: str) -> bool:
        """Whether a suspension on this ground waits for the decision on claims to release or strike property."""
        row = self.proceedings.grounds.grounds.get(ground)
        return row is not None and row.until_release_claims_decided

    def leads_to(self, ground: Ground) -> str:
        """The status of the proceeding after a decision on this ground."""
        return self.asked_by(ground).leads_to or self.proceedings.grounds.decisions[ground.decision].leads_to

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
        return self._asked_by_measures[code]

    @cached_property
    def _asked_by_measures(self) -> Mapping[str, MeasureRule]:
        nothing = {code: MeasureRule(measure=code) for code in MEASURES}
        return {**nothing, **self.proceedings.measures.measures}

    def stage(self, measure: str) -> int | None:
        """The place in the order of levy of the first kind of means that a measure reaches (Art. 369)."""
        named = self.asked_by_measure(measure).stage
        codes = [stage.code for stage in self.money.levy.stages]
        return codes.index(named) if named else None

    def family(self, measure: Measure) -> Family | None:
        """How such a measure begins; none where measures of its kind have no place in a proceeding."""
        return self.proceedings.measures.families.get(f"{measure.category} {' '.join(measure.decided_by)}")

    def steps(self, measure: Measure) -> tuple[Transition, ...]:
        """The status machine of a measure."""
        family, machines = self.family(measure), self.proceedings.measures.machines
        name = self.asked_by_measure(measure.id).machine or (family.machine if family else None)
        return tuple(step for step in (machines[name] if name else ()) if not step.only or measure.id in step.only)

    def nature(self, claim_type: str) -> Nature:
        """What a claim of that type demands."""
        claim = self.proceedings.money.claims.get(claim_type)
        return claim.nature if claim else Nature.MONEY

    def source(self, source: PaymentSource) -> Source:
        """What the source of a payment means."""
        return self.proceedings.money.sources[source]

    def source_past_account(self, act: str) -> PaymentSource:
        """Where what an act records as paid past the account comes from. Raises LookupError."""
        for row in self.proceedings.money.sources.values():
            if act in row.past_account:
                return row.source
        raise LookupError(f"no source of money is recorded by act {act}")

    def borne_by_debtor(self, kind: CostKind) -> bool:
        """Whether the debtor bears a cost of that kind."""
        return kind not in self.proceedings.money.costs_of_others

    @property
    def duties(self) -> Mapping[str, Duty]:
        """What people may have to do."""
        return self.law.procedures.duties.duties

    @cached_property
    def duties_after(self) -> Mapping[str, Mapping[str, Duty]]:
        """By act, the duties it may change: those that name it, and those that follow from how things stand."""
        acts = ("initiate-proceeding", *self.law.procedures.enforcement.rows)
        return {act: {duty: row for duty, row in self.duties.items() if row.may_change_with(act)} for act in acts}

    @cached_property
    def lasting_duties(self) -> Mapping[str, Duty]:
        """The duties that are open as long as a circumstance lasts, of the course or of acts."""
        return {duty: row for duty, row in self.duties.items() if row.as_long_as or row.for_each}

    @cached_property
    def outward_duties(self) -> Mapping[str, Duty]:
        """The duties about what went out of the body."""
        return {duty: row for duty, row in self.duties.items() if row.outward is not None}

    @property
    def term_expired(self) -> str:
        """The reason for which a suspension ends by law with its term (Art. 364(1))."""
        return next(row.reason for row in self.proceedings.grounds.resumptions.values() if row.by_law)

    def served_under(self, method: ServiceMethod, ground: ServiceGround | None = None) -> str:
        """The article that makes a method of service count, or the ground of deemed service."""
        papers = self.proceedings.papers
        return papers.proper_service[ground].article if ground else papers.service[method].article

    def actor(self, sender: str) -> str | None:
        """The actor that `executor:0101-017` is; none where the rule set knows no such prefix."""
        return actor_of(self.law, Sender.named(sender))

    def condition(self, code: str, on: date) -> Condition:
        """The row of a condition as it holds on a day; raises `UnknownRow`."""
        return self.law.row(Condition, code, on)

    @property
    def kinds_of_conditions(self) -> Mapping[str, How]:
        """How each condition of the rule set is known."""
        return {row.id: row.how for row in self.law.all(Condition)}

    @property
    def conditions_named(self) -> frozenset[str]:
        """The conditions of every act, and of the measures, steps, grounds and sources that acts name."""
        tables = self.proceedings
        measures = (row for row in self.law.all(Measure) if self.family(row) is not None)
        steps = (step for machine in tables.measures.machines.values() for step in machine)
        asking: Iterable[Iterable[str]] = (
            OF_EVERY_ACT,
            *(row.preconditions for row in measures),
            *(step.conditions for step in steps),
            *(ground.conditions for ground in tables.grounds.grounds.values()),
            *(source.conditions for source in tables.money.sources.values()),
            *(ground.conditions for ground in tables.papers.proper_service.values()),
            *(place.conditions for place in tables.papers.places.values()),
            *(source.conditions for source in tables.valuation.sources.values()),
        )
        return frozenset(chain.from_iterable(asking))

    @cached_property
    def copies_of(self) -> Mapping[str, tuple[str, ...]]:
        """By act that makes a resolution, who must have a copy of it besides who makes it."""
        met = {
            event.id for event in self.law.all(Event) if any(binding.type == COPIES_SENT for binding in event.bound_to)
        }
        return {
            name: tuple(
                actor
                for notice in row.notify
                if notice.limit is not None and met.intersection(self.law.limit(notice.limit).met_by)
                for actor in notice.whom
                if actor not in row.by
            )
            for name, row in self.law.procedures.enforcement.acts.items()
        }

    @property
    def resolutions(self) -> frozenset[str]:
        """Names of the events that stand for a resolution."""
        generated = {
            row.emits[0] for _, row in self.law.procedures.generated_events() if "resolution-issued" in row.events
        }
        return frozenset({*self.proceedings.papers.resolutions, *generated})


@cache
def rules_named(rule_set: str) -> Rules:
    """The rules of a rule set such as `epc-2021`; raises `UnknownRuleSet`."""
    return Rules(RuleSets.load().named(rule_set))


def rules_on(day: date) -> Rules:
    """The rules in force on a day; raises `UnknownRuleSet`."""
    return rules_named(RuleSets.load().in_force(day).id)


def law_on(day: date) -> RuleSet | None:
    """The rule set in force on a day, if there is one."""
    try:
        return rules_on(day).law
    except UnknownRuleSet:
        return None


@cache
def reasons_by_law() -> frozenset[str]:
    """Reasons for which suspensions end by themselves, of every rule set."""
    return frozenset(Rules(rule_set).term_expired for rule_set in RuleSets.load())


def paid_by_debtor(source: PaymentSource) -> bool:
    """Whether the payer of such money is the debtor: it pays itself, or its bank pays from its account."""
    return source in {PaymentSource.DEBTOR, PaymentSource.ACCOUNT_LEVY}


def name_of(type_: str) -> str:
    """The short name of a message type: `lea.proceedings.add-measure.v1` is `add-measure`."""
    return type_.split(".")[2]
