"""The packaged rule set: complete, cited, named in three languages, bound to contracts; and a second one beside it."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import BaseModel

from contracts.acts.bring_presentation import PresentationBrought
from contracts.acts.end_cause_of_suspension import CauseOfSuspensionEnded
from contracts.acts.start_complaint_limit import ComplaintLimitStarted
from contracts.catalogue import EVENTS
from contracts.codelists import MEASURE_STATUSES, MEASURES, STATUS_REASONS, STATUSES
from contracts.events.corrections import CorrectionKind
from contracts.events.intake_handling import ComplaintTo
from contracts.events.parties import PartyRole
from contracts.events.proceedings import CostKind, HandoverReason
from shared.law.calendar import belarus
from shared.law.names import LANGUAGES, Names, in_language
from shared.law.rule_sets import Citation, RuleSet, RuleSets, UnknownRow, UnknownRuleSet
from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.rows import Article, Event, Measure, Status, TimeLimit
from shared.law.rule_sets.tables import TABLES
from shared.law.rule_sets.vocabulary import Fee, LimitKind, Unit
from shared.law.statuses import ended, left
from shared.law.time_limits import compute
from shared.limit_conditions import OF_DELAYS
from shared.plain_yaml import read_table

RULES = RuleSets.load().named("epc-2021")
LIMIT_IDS = [
    line for line in (Path(__file__).parent / "data/limit-ids.txt").read_text().splitlines() if not line.startswith("#")
]
TODAY = date(2026, 4, 15)


def every_row(rules: RuleSet = RULES) -> Iterator[Row]:
    for model in TABLES.values():
        yield from rules.all(model)


def names() -> list[Names]:
    """The names that people see."""
    return [name for row in every_row() if isinstance(name := getattr(row, "name", None), Names)]


def test_every_time_limit_of_the_code_is_a_row() -> None:
    assert len(LIMIT_IDS) == 294
    assert {limit.id for limit in RULES.limits()} == set(LIMIT_IDS)


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_empty(table: str) -> None:
    assert RULES.all(TABLES[table])


def test_every_row_cites_an_article_of_the_code() -> None:
    articles = {article.id for article in RULES.all(Article)}
    assert len(articles) == 431 + 5
    assert {place.article for row in every_row() for place in (row.article, *row.see)} <= articles
    assert all(row.rule_set == "epc-2021" for row in every_row())


def test_names_that_people_see_are_in_three_languages() -> None:
    named = names()
    assert len(named) > 1000
    assert all(in_language(name, language).strip() for name in named for language in LANGUAGES)
    assert not [name.en for name in named if name.en in {name.ru, name.be}]


def test_names_are_written_in_the_right_letters() -> None:
    named = names()
    assert not [name.ru for name in named if set(name.ru) & set("іў'")]
    assert not [name.be for name in named if set(name.be) & set("ищъ")]


# id, amount, unit, article: what the services of the main path stand on.
MAIN_PATH = [
    ("initiation-resolution", 3, "working_days", "Art. 356(2)"),
    ("refusal-resolution", 3, "working_days", "Art. 358(2)"),
    ("return-without-initiation-resolution", 3, "working_days", "Art. 359(2)"),
    ("voluntary-execution", 7, "working_days", "Art. 357(1)"),
    ("resolution-copies", 1, "working_days", "Art. 343(5)"),
    ("ensuring-measure-decision", 3, "working_days", "Art. 348(4)"),
    ("complaint-resolution", 10, "working_days", "Art. 353(2)"),
    ("complaint-court-consideration", 10, "working_days", "Art. 353(8)"),
    ("presentation-from-legal-force", 6, "months", "Art. 337(1)"),
    ("presentation-after-return", 6, "months", "Art. 339(2)"),
    ("suspension-search-max", 6, "months", "Art. 364(1) ind. 6"),
    ("suspension-recoverer-plea-max", 6, "months", "Art. 364(1) ind. 9"),
    ("postponement-max", 30, "working_days", "Art. 368(2)"),
    ("driving-restriction-max", 5, "years", "Art. 348(3) ind. 10"),
    ("appeal-filing", 15, "working_days", "Art. 269(1)"),
    ("present-foreign-judgment-for-enforcement", 3, "years", "Art. 250(2)"),
]


@pytest.mark.parametrize(("identifier", "amount", "unit", "article"), MAIN_PATH)
def test_lengths(identifier: str, amount: int, unit: str, article: str) -> None:
    limit = RULES.limit(identifier)
    assert (limit.amount, limit.unit, limit.article) == (amount, unit, article)


@pytest.mark.parametrize("limit", [row for row in RULES.limits() if row.amount is not None], ids=lambda row: row.id)
def test_the_arithmetic_takes_every_counted_row(limit: TimeLimit) -> None:
    assert compute(limit, TODAY, belarus()).article == limit.article


def test_limits_set_by_someone_have_no_number() -> None:
    by_others = {LimitKind.SET_BY_COURT, LimitKind.SET_BY_EXECUTOR, LimitKind.SET_BY_LAW}
    capped = {"cure-defects-of-claim"}
    assert {row.unit for row in RULES.limits() if row.kind in by_others and row.id not in capped} == {Unit.SET}


def test_a_covered_limit_starts_and_ends_with_the_one_that_covers_it() -> None:
    for limit in RULES.limits():
        if limit.covered_by is not None:
            watched = RULES.limit(limit.covered_by)
            assert watched.covered_by is None
            assert (watched.amount, watched.unit, watched.starts_from) == (limit.amount, limit.unit, limit.starts_from)


_ENDED_BY_ACT = {LimitKind.STATE_LENGTH, LimitKind.SET_BY_COURT, LimitKind.SET_BY_EXECUTOR, LimitKind.SET_BY_LAW}


def test_a_limit_names_the_acts_that_name_its_last_day() -> None:
    """They alone move it (Art. 139(1), 381(5)): the course of the proceeding reads their day."""
    for limit in RULES.limits():
        if limit.kind not in _ENDED_BY_ACT or limit.unit is Unit.EVENT:
            continue
        naming = {
            name
            for name, row in RULES.procedures.enforcement.rows.items()
            for type_ in (f"lea.proceedings.{event}.v1" for event in row.emits)
            if "until" in EVENTS.models[type_].model_fields and _may_show(type_, limit.starts_from)
        }
        assert naming <= {*limit.set_by}, limit.id
        assert not limit.set_by or naming, limit.id


def _may_show(type_: str, events: Collection[str]) -> bool:
    bound = {event.id for event in RULES.all(Event) if any(binding.type == type_ for binding in event.bound_to)}
    generated = {event for made, row in RULES.procedures.generated_events() if made == type_ for event in row.events}
    return not bound.isdisjoint(events) or not generated.isdisjoint(events)


def test_every_event_is_used() -> None:
    used = {
        event
        for limit in RULES.limits()
        for field in (
            "starts_from",
            "met_by",
            "suspended_by",
            "interrupted_by",
            "extended_by",
            "restored_by",
            "cancelled_by",
        )
        for event in getattr(limit, field)
    }
    used |= {end for event in RULES.all(Event) for end in event.ended_by}
    used |= OF_DELAYS  # conditions are read from them
    assert {event.id for event in RULES.all(Event)} == used


def test_an_event_that_stops_the_clock_says_what_starts_it_again() -> None:
    stopping = {event for limit in RULES.limits() for event in limit.suspended_by}
    assert all(RULES.event(event).ended_by for event in stopping)


def bindings() -> list[tuple[str, Binding]]:
    return [(event.id, binding) for event in RULES.all(Event) for binding in event.bound_to]


def field_of(model: type[Any], path: str) -> type[Any]:
    for name in path.split("."):
        assert issubclass(model, BaseModel)
        annotation: Any = model.model_fields[name].annotation
        model = next((arg for arg in get_args(annotation) if arg is not type(None)), annotation)
    return model


@pytest.mark.parametrize(("event", "binding"), bindings())
def test_bindings_name_event_types_and_fields_of_the_contracts(event: str, binding: Binding) -> None:
    model = EVENTS.models[binding.type]
    codes: dict[str, Collection[str]] = {
        "code": MEASURES,
        "status": MEASURE_STATUSES,
        "status.reason": STATUS_REASONS,
        "status.code": STATUSES,
        "kind": [
            *[*CorrectionKind, *CostKind, *RULES.proceedings.measures.petitions, "perishable"],
            *RULES.procedures.fields.fields["delay-kind"].values,
        ],
        "outcome": [
            *["applied", "refused", "granted", "upheld", "changed"],
            *get_args(CauseOfSuspensionEnded.model_fields["outcome"].annotation),
        ],
        "follows_from": [*RULES.procedures.enforcement.acts, "operation-of-law"],
        "reason": [*STATUS_REASONS, *HandoverReason],
        "duty": RULES.procedures.duties.duties,
        "role": [*PartyRole],
        "ground": [*STATUS_REASONS, *RULES.procedures.fields.fields["failure-ground"].values],
        "sole_participant": ["False", "True"],
        "subject": get_args(PresentationBrought.model_fields["subject"].annotation),
        "sole_request": ["None"],
        "sold_anew": ["False"],
        "start": get_args(ComplaintLimitStarted.model_fields["start"].annotation),
        "started_by": ["None"],
        "party": [*PartyRole],
        "recipient": RULES.procedures.fields.fields["document-goes-to"].values,
        "pledged": ["True"],
        "pledged_to_recoverer": ["True"],
        "payday": ["None"],
        "new_measure": ["None"],
        "until": ["None"],
        "since": ["None"],
        "paper.kind": ["ruling"],
        "decided_in": RULES.procedures.fields.fields["decided-in"].values,
        "granted_by": RULES.procedures.fields.fields["granted-by"].values,
        "to": [*ComplaintTo],
        "by": [*ComplaintTo],
    }
    for path, values in chain(binding.where.items(), binding.unless.items()):
        field_of(model, path)
        assert all(Citation(value) if path == "article" else value in codes[path] for value in values)
    together = binding.together
    paths = [binding.about, binding.since, binding.before, *([together.stated, together.wanted] if together else [])]
    for named in paths:
        for path in str(named).split("+") if named not in {None, "event-id"} else ():
            field_of(model, path)


def shown(type_: str, **data: Any) -> set[str]:
    return {event.id for event, _ in RULES.events_shown_by(type_, data)}


def test_a_contract_event_is_told_apart_by_its_data() -> None:
    suspended = "lea.proceedings.proceeding-suspended.v1"
    assert "suspended-for-search" in shown(suspended, status={"reason": "suspend-must-search-announced"})
    assert "suspended-for-search" not in shown(suspended, status={"reason": "suspend-may-recoverer-plea"})
    ended = "lea.proceedings.cause-of-suspension-ended.v1"
    opened = {"ground": "suspend-must-insolvency-case", "outcome": "bankruptcy-opened"}
    assert shown(ended, **opened) == {"bankruptcy-proceedings-opened"}
    assert shown(ended, **opened | {"outcome": "ended"}) == set()
    assert shown(ended, ground="suspend-must-release-claim", outcome="ended") == {"dispute-decided"}
    assert shown(ended, ground="suspend-may-hospital", outcome="ended") == {"service-ended"}
    assert shown(ended, ground="suspend-must-officials-stay", outcome="ended") == {"officials-stay-ended"}
    assert "proceeding-suspended" in shown(suspended, status={"reason": "suspend-may-recoverer-plea"})
    assert shown("lea.edge.something.v1") == set()


def test_what_starts_runs_the_watched_limits_only() -> None:
    assert {limit.id for limit in RULES.started_by("document-submitted")} == {
        "initiation-resolution",
        "submission-moment",
    }
    assert [limit.id for limit in RULES.started_by("voluntary-term-granted")] == ["voluntary-execution"]


def test_the_codes_of_the_contracts_are_rows_of_the_law() -> None:
    grounds = {ground.id for ground in RULES.grounds()}
    own = {
        "initiate-statement",
        "voluntary-term-served",
        "compulsory-term-expired",
        "compulsory-immediate",
        "compulsory-renewed",
        "resume-ground-ended",
        "resume-term-expired",
        "act-annulled",
    }
    assert set(STATUS_REASONS) - own <= grounds
    assert set(MEASURES) <= {measure.id for measure in RULES.all(Measure)}
    codes = {(status.of, status.code) for status in RULES.all(Status)}
    assert {("enforcement-proceeding", code) for code in STATUSES} <= codes
    assert {("measure", code) for code in MEASURE_STATUSES} <= codes


# Art. 402(3): which acts bear the fee, which bear it only if the debtor then pays.
def test_fee_bearing_measures() -> None:
    compulsory = {measure.id for measure in RULES.all(Measure) if measure.article.article == "360"}
    bearing = {measure.id for measure in RULES.all(Measure) if measure.fee is Fee.BEARING}
    assert compulsory - bearing == {"comp-seize-specified", "comp-other"}
    conditional = {measure.id for measure in RULES.all(Measure) if measure.fee is Fee.CONDITIONAL}
    assert conditional == {
        "ens-arrest-property",
        "ens-arrest-bank-money",
        "ea-arrest",
        "arrest-of-property",
        "arrest-real-estate",
        "claim-security-arrest",
    }


# Art. 348(5), 351(2), 369(4), 375(1), 375(2), 401(2).
def test_resolutions_that_are_execution_documents() -> None:
    assert {measure.id for measure in RULES.all(Measure) if measure.is_execution_document} == {
        "ens-arrest-bank-money",
        "ens-suspend-account-operations",
        "ea-suspend-accounts",
        "multi-account-levy",
        "third-party-account-suspension",
        "third-party-levy",
        "expenses-recovery",
    }


# Art. 359(1) ind. 8 counts returns under Art. 366(1) ind. 3, 4 and 6; Art. 366(2) asks for an act under ind. 3-7.
def test_returns_to_the_recoverer() -> None:
    returns = RULES.grounds("return-to-recoverer")
    assert {ground.article.indent for ground in returns if ground.counts_as_return} == {3, 4, 6}
    assert {ground.article.indent for ground in returns if ground.requires_act} == {3, 4, 5, 6, 7}


def test_every_suspension_has_its_term() -> None:
    for decision in ("suspend-mandatory", "suspend-discretionary"):
        for ground in RULES.grounds(decision):
            assert ground.term is not None
            assert RULES.limit(ground.term).article.article == "364"


@pytest.mark.parametrize(
    ("text", "article", "part", "indent"),
    [
        ("Art. 357", "357", None, None),
        ("Art. 345-1(2)", "345-1", 2, None),
        ("Art. 358(1) ind. 5", "358", 1, 5),
        ("Art. 266-2(10)", "266-2", 10, None),
    ],
)
def test_citations_are_read_into_their_parts(text: str, article: str, part: int | None, indent: int | None) -> None:
    citation = Citation(text)
    assert (citation.article, citation.part, citation.indent, citation) == (article, part, indent, text)


def test_citations_sort_as_the_code_runs() -> None:
    texts = ["Art. 351(1)", "Art. 348(2)", "Art. 345-1(1)", "Art. 345(12)", "Art. 348(2) ind. 2"]
    assert sorted(texts, key=lambda text: Citation(text).place) == [
        "Art. 345(12)",
        "Art. 345-1(1)",
        "Art. 348(2)",
        "Art. 348(2) ind. 2",
        "Art. 351(1)",
    ]


def second_rule_set(folder: Path) -> Path:
    """A law that gives the debtor five days instead of seven, and does away with one ground."""
    home = folder / "law_2030"
    home.mkdir()
    header = {
        "id": "law-2030",
        "name": {"en": "A later law", "ru": "Новый закон", "be": "Новы закон"},
        "valid_from": date(2030, 7, 1),
        "based_on": "epc-2021",
        "repealed": {
            "grounds": ["suspend-may-business-trip"],
            "proceedings.grounds.grounds": ["suspend-may-business-trip"],
        },
    }
    limit = {**RULES.limit("voluntary-execution").model_dump(mode="json", exclude_defaults=True), "amount": 5}
    limit.pop("rule_set")
    (home / "rule_set.yaml").write_text(yaml.safe_dump(header, allow_unicode=True), encoding="utf-8")
    (home / "time_limits.yaml").write_text(yaml.safe_dump([limit], allow_unicode=True), encoding="utf-8")
    return home


def test_a_second_rule_set_is_data_only_and_both_live_side_by_side(tmp_path: Path) -> None:
    rule_sets = RuleSets.load(second_rule_set(tmp_path))
    at_initiation, later = rule_sets.in_force(date(2030, 6, 30)), rule_sets.in_force(date(2030, 7, 1))
    assert [rule_set.id for rule_set in rule_sets] == ["epc-2021", "law-2030"]
    assert (at_initiation.id, at_initiation.valid_to) == ("epc-2021", date(2030, 6, 30))
    assert (later.id, later.valid_to) == ("law-2030", None)
    assert (at_initiation.limit("voluntary-execution").amount, later.limit("voluntary-execution").amount) == (7, 5)
    # What was decided under the old law keeps it: the proceeding holds the name of its rule set.
    assert rule_sets.named("epc-2021").limit("voluntary-execution").amount == 7
    assert later.limit("resolution-copies").rule_set == "law-2030"
    with pytest.raises(UnknownRow):
        later.ground("suspend-may-business-trip")


def test_the_packaged_rule_sets_stay_as_they_are(tmp_path: Path) -> None:
    RuleSets.load(second_rule_set(tmp_path))
    assert RuleSets.load().in_force(date(2031, 1, 1)).id == "epc-2021"


@pytest.mark.parametrize("day", [date(2021, 1, 6), date(2026, 4, 15), date(2099, 12, 31)])
def test_in_force(day: date) -> None:
    assert RuleSets.load().in_force(day).id == "epc-2021"


def test_before_the_first_rule_set_nothing_is_guessed() -> None:
    with pytest.raises(UnknownRuleSet, match=r"2021-01-05\. Held are: epc-2021 from 2021-01-06 to now\."):
        RuleSets.load().in_force(date(2021, 1, 5))
    with pytest.raises(UnknownRuleSet, match=r"no rule set 'epc-1998'\. Held are: epc-2021"):
        RuleSets.load().named("epc-1998")


def test_a_row_may_change_within_a_rule_set(tmp_path: Path) -> None:
    home = second_rule_set(tmp_path)
    limit = read_table((home / "time_limits.yaml").read_text(encoding="utf-8"))[0]
    versions = [{**limit, "valid_to": date(2030, 12, 31)}, {**limit, "amount": 4, "valid_from": date(2031, 1, 1)}]
    (home / "time_limits.yaml").write_text(yaml.safe_dump(versions, allow_unicode=True), encoding="utf-8")
    rules = RuleSets.load(home).named("law-2030")
    days = [date(2030, 12, 31), date(2031, 1, 1)]
    assert [rules.limit("voluntary-execution", on=day).amount for day in days] == [5, 4]
    assert rules.limit("voluntary-execution").amount == 4
    with pytest.raises(UnknownRow, match="2030-06-30"):
        rules.limit("voluntary-execution", on=date(2030, 6, 30))


# Art. 354(2), 400(1).
def test_with_which_statuses_a_proceeding_has_ended() -> None:
    fulfilled_or_sent = {"completed-fulfilled", "completed-sent-to-income"}
    assert ended() == {*fulfilled_or_sent, "completed-returned", "completed-terminated"}
    assert left() == ended() | {"transferred"}
    assert left() | {"initiated", "voluntary-term", "compulsory", "suspended"} == set(STATUSES)
