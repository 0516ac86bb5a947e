"""The tables of proceedings against the code lists of the contracts and the rule set of the law."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import COMMANDS, EVENTS
from contracts.codelists import CLAIM_TYPES, MEASURES, STATUSES
from contracts.commands.accounts import OF_ACCOUNTS as ACCOUNT_COMMANDS
from contracts.commands.backlogs import RecordActs
from contracts.commands.debtor_groups import JoinDebtorGroup, RecordGroupRepayment
from contracts.commands.distribution import JoinConsolidatedDebtor, LeaveConsolidatedDebtor, NoteDistribution
from contracts.commands.substitutes import OF_SUBSTITUTES as SUBSTITUTE_COMMANDS
from contracts.events import proceedings as events
from contracts.events.accounts import OF_ACCOUNTS
from contracts.events.corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
)
from contracts.events.substitutes import OF_SUBSTITUTES
from contracts.registry import Command, Event
from services.proceedings.domain.act_types import ACTS, RECORDED_BY
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.corrections import CORRECTIONS, INITIATION
from services.proceedings.domain.duty_checks import check_duties
from services.proceedings.domain.effects import EFFECTS
from services.proceedings.domain.journal import ANNULMENT
from services.proceedings.domain.rules import Rules, name_of, rules_named
from services.proceedings.domain.states import check_states
from services.proceedings.domain.tracks import TRACKS
from shared.law.procedures import Conditions, Effects, check
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts.corrections import RECORD_KEEPING, Required
from shared.law.rule_sets.rows import Ground
from shared.law.rule_sets.vocabulary import How, Nature
from tests.unit.law.files import copied

DAY = date(2026, 3, 2)
RULES = [rules_named(rule_set.id) for rule_set in RuleSets.load()]


@pytest.fixture(params=RULES, ids=lambda rules: rules.id)
def rules(request: pytest.FixtureRequest) -> Rules:
    found: Rules = request.param
    return found


def test_every_command_but_initiation_has_a_row(rules: Rules) -> None:
    names = {name_of(type_) for type_ in COMMANDS.models if type_.startswith("lea.proceedings.")}
    # Compulsory execution begins, and measures end, by operation of law; corrections have a table of their own.
    acts = set(procedure_of(rules.id).acts)
    corrections = {name_of(command.type) for command in CORRECTIONS}
    of_debtors = (JoinConsolidatedDebtor, LeaveConsolidatedDebtor, NoteDistribution)
    apart: tuple[type[Command], ...] = (
        JoinDebtorGroup,
        RecordGroupRepayment,
        RecordActs,
        *of_debtors,
        *ACCOUNT_COMMANDS,
        *SUBSTITUTE_COMMANDS,
    )
    others = {name_of(command.type) for command in apart}
    assert (
        acts
        == names - {"initiate-proceeding", "start-compulsory-execution", "end-measure-terms"} - corrections - others
    )


def test_every_measure_of_the_code_list_can_begin_and_move(rules: Rules) -> None:
    for code in MEASURES:
        measure = rules.measure(code, DAY)
        family = rules.family(measure)
        assert family is not None, code
        assert any(step.from_ == family.starts for step in rules.steps(measure)), code


def test_every_status_of_a_measure_is_reached_from_its_beginning(rules: Rules) -> None:
    for code in MEASURES:
        measure = rules.measure(code, DAY)
        family, steps = rules.family(measure), rules.steps(measure)
        assert family is not None
        reached = {family.starts}
        while found := {step.to for step in steps if step.from_ in reached} - reached:
            reached |= found
        # Some families share a machine: what only the court's measures pass through is not reached by the others.
        assert reached >= {step.from_ for step in steps} - {"requested", "suspended"}, code


def test_every_ground_of_a_decision_leads_somewhere(rules: Rules) -> None:
    decisions = {decision for row in procedure_of(rules.id).acts.values() for decision in row.decisions}
    for ground in rules.law.all(Ground):
        if ground.decision in decisions and ground.decision != "complete":
            assert rules.leads_to(ground) in STATUSES
        if ground.decision.startswith("suspend-"):
            assert ground.term is not None
            assert rules.law.limit(ground.term).article.article == "364"


def test_claims_find_their_queue(rules: Rules) -> None:
    kinds = {kind.code for queue in rules.money.distribution.queues for kind in queue.kinds}
    assert {code for code in CLAIM_TYPES if rules.nature(code) is Nature.MONEY} <= kinds


def test_a_cap_of_the_rule_set_is_a_cap_here(rules: Rules) -> None:
    capped = {
        code for code in MEASURES if rules.measure(code, DAY).cap in {"claim-costs-ten-percent", "third-person-debt"}
    }
    assert capped == {asked.measure for asked in rules.proceedings.measures.measures.values() if asked.cap}


def test_resolutions_are_events_of_proceedings(rules: Rules) -> None:
    names = {name_of(type_) for type_ in EVENTS.models if type_.startswith("lea.proceedings.")}
    assert rules.resolutions <= names


def test_every_event_stands_on_a_track() -> None:
    types = {type_ for type_ in EVENTS.models if type_.startswith("lea.proceedings.")}
    about_acts = {CorrectionProposed.type, CorrectionRejected.type, CorrectionMade.type, events.CourseRevised.type}
    of_debtors = (ConsolidatedDebtorJoined, ConsolidatedDebtorLeft, ConsolidatedDebtorDistributed)
    apart: tuple[type[Event], ...] = (DebtorGroupJoined, DebtorGroupRepaid, *of_debtors, *OF_ACCOUNTS, *OF_SUBSTITUTES)
    of_others = {event.type for event in apart}
    assert {model.type for model in TRACKS} == types - about_acts - of_others


def test_every_act_is_recorded_by_an_event(rules: Rules) -> None:
    acts = set(procedure_of(rules.id).acts)
    assert set(RECORDED_BY.values()) == acts == set(ACTS.values())


def test_corrections_name_acts_and_what_they_say(rules: Rules) -> None:
    table = rules.law.procedures.corrections
    models = {name: [each for each in RECORDED_BY if RECORDED_BY[each] == name] for name in RECORDED_BY.values()}
    models[INITIATION] = [events.ProceedingInitiated]
    assert {row.act for row in table.exceptions.values()} | {row.act for row in table.kept.values()} <= set(models)
    for row in table.kept.values():
        for path in row.fields:
            assert any(_has(model, path.split(".")) for model in models[row.act]), (row.act, path)


def _has(model: Any, path: list[str]) -> bool:
    name, *rest = path
    return name in model.model_fields and (not rest or _has(model.model_fields[name].annotation, rest))


def test_an_annulment_takes_effect_in_the_course(rules: Rules) -> None:
    assert set(procedure_of(rules.id).annulments) == {ANNULMENT}


def test_a_correction_requires_what_its_command_states(rules: Rules) -> None:
    for row in rules.law.procedures.corrections.corrections.values():
        [command] = [command for command in CORRECTIONS if name_of(command.type) == row.kind]
        assert ("basis" in command.model_fields) is (row.requires is Required.BASIS)


def test_what_decides_alone_is_a_resolution_or_a_decision_of_others(rules: Rules) -> None:
    for row in rules.law.procedures.corrections.corrections.values():
        assert row.second_person is (row.article == RECORD_KEEPING)


def test_an_act_shows_events_that_are_bound_to_what_it_emits(rules: Rules) -> None:
    for act in procedure_of(rules.id).acts.values():
        types = {f"lea.proceedings.{event}.v1" for event in act.emits}
        for event in act.events if not act.generated else ():
            assert types & {binding.type for binding in rules.law.event(event).bound_to}, (act.act, event)


ABOUT_THE_ACT = {"resolution-issued", "executor-action-performed", "complaint-limit-restored"}


def test_what_a_generated_act_shows_starts_what_it_starts(rules: Rules) -> None:
    for type_, act in rules.law.procedures.generated_events():
        bound = rules.law.events_shown_by(type_, {})
        # Rulings and their appeals pair by the day of the ruling, whatever act records them; what a ruling decides it
        # decides on that day, whenever it enters into legal force.
        paired = {event.id for event, binding in bound if ".dated" in str(binding.about) or binding.since}
        # What an event shows in some cases only is bound to it apart.
        shown = {event.id: binding for event, binding in bound if event.id not in paired and not binding.unless}
        assert set(shown) == set(act.events)
        things = {act.about, *(move.of for move in act.moves_thing)}
        # Copies and complaints name the act itself.
        others = {event: binding for event, binding in shown.items() if event not in ABOUT_THE_ACT}
        # What is about a thing and whose it is names the thing first.
        assert {binding.about and binding.about.partition("+")[0] for binding in others.values()} <= things


def test_an_act_that_is_complained_of_as_an_action_starts_the_limit_of_that_complaint(rules: Rules) -> None:
    rows = rules.law.procedures.enforcement.rows.values()
    started = {row.act for row in rows if "executor-action-performed" in row.events}
    assert started == {row.act for row in rows if "complaint-action" in {way.limit for way in row.appeal}}


def test_what_the_superior_or_the_court_leaves_is_complained_of_where_that_one_decided(rules: Rules) -> None:
    rows = rules.law.procedures.enforcement.rows
    several = {act: row for act, row in rows.items() if len(row.appeal) > 1}
    assert set(several) == {"restore-complaint-limit", "leave-complaint", "end-complaint"}
    for row in several.values():
        (of_superior,), (of_court,) = row.appeals_against("superior-enforcement-body"), row.appeals_against("court")
        assert (of_superior.to, of_superior.limit) == (("court",), "complaint-to-court")  # Art. 353(4)
        assert (of_court.to, of_court.limit) == (("appellate-court",), "appeal-against-ruling")  # Art. 216(3)
        assert row.appeals_against("court-executor") == ()  # who only records it


def test_every_condition_and_every_effect_is_used_by_an_act(rules: Rules) -> None:
    procedure = procedure_of(rules.id)
    kinds, named = rules.kinds_of_conditions, rules.conditions_named
    facts = {code: condition for code, condition in CONDITIONS.by_code.items() if condition.fact}
    with pytest.raises(ValueError, match="unknown condition"):
        check(procedure, Conditions(facts), EFFECTS, kinds, named)
    with pytest.raises(ValueError, match="unknown effect"):
        check(procedure, CONDITIONS, Effects(), kinds, named)
    more = Effects({**EFFECTS.by_code, "arrest-everything": EFFECTS.by_code["end"]})
    with pytest.raises(ValueError, match="no act of the procedure uses the effect"):
        check(procedure, CONDITIONS, more, kinds, named)


@pytest.mark.parametrize(
    ("code", "how", "says"),
    [
        ("fee-due", None, "not said how .* \\['fee-due'\\]"),
        ("fee-due", How.FACT, "no table of the service gives these facts: \\['fee-due'\\]"),
        ("fee-due", How.ATTESTED, "no act of the procedure uses the condition: \\['fee-due'\\]"),
        ("third-person-owes", How.DERIVED, "unknown condition: \\['third-person-owes'\\]"),
        ("recoverer-refused-unsold", None, "not said how .* \\['recoverer-refused-unsold'\\]"),
    ],
)
def test_every_condition_that_an_act_asks_for_is_classified(
    rules: Rules, code: str, how: How | None, says: str
) -> None:
    kinds = {each: kind for each, kind in rules.kinds_of_conditions.items() if each != code}
    procedure = procedure_of(rules.id)
    with pytest.raises(ValueError, match=says):
        check(procedure, CONDITIONS, EFFECTS, {**kinds, code: how} if how else kinds, rules.conditions_named)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            "statuses: [held, paid, settled]",
            "statuses: [held, paid, painted]",
            r"'with-a-buyer' .*\('sale', 'painted'\)",
        ),
        ("of: pledge", "of: sale", r"'pledge-stands' names statuses that no act leads to"),
        ("out_of: first-sale-failed", "out_of: released", r"differ .*: \['first-sale-failed', 'released'\]"),
    ],
)
def test_what_statuses_say_is_said_of_statuses_that_acts_lead_to(
    before: str, after: str, says: str, tmp_path: Path
) -> None:
    home = copied(tmp_path)
    path = home / "proceedings" / "arrested.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    [read] = [each for each in RuleSets.load(home) if each.id == "test-law"]
    with pytest.raises(ValueError, match=says):
        check_states(Rules(read))


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("documents", "where: {by: [", "where: {from: [", "asks 'record-document-lost' for 'from'"),
        ("documents", "by: [enforcement-body, ", "by: [body, ", r"'by' never has: \['body'\]"),
        ("documents", "closed_where: {cause: ", "closed_where: {reason: ", "closed by no act that states 'reason'"),
        ("income", "closed_with_sum: withheld", "closed_with_sum: sent", "closed by no act that states 'sent'"),
        ("measures", "closed_where: {extent: whole}", "closed_where: {extent: all}", r"'extent' never has: \['all'\]"),
    ],
)
def test_duties_ask_for_what_their_acts_state(file: str, before: str, after: str, says: str, tmp_path: Path) -> None:
    home = copied(tmp_path)
    path = home / "procedures" / "duties" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    [read] = [each for each in RuleSets.load(home) if each.id == "test-law"]
    with pytest.raises(ValueError, match=says):
        check_duties(Rules(read))


def test_every_kind_of_representative_says_whom_it_represents() -> None:
    law = rules_named("epc-2021").law
    named = law.procedures.fields.fields["representative-kind"].values
    assert {*law.proceedings.representatives.kinds} == {*named}
