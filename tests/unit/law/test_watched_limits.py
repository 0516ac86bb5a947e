"""Limits that the events of today start: named in three languages, and started by every resolution."""

from typing import Any

import pytest

from contracts.catalogue import EVENTS
from shared.law.names import LANGUAGES
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.rows import Event, Measure, TimeLimit
from shared.law.rule_sets.vocabulary import Act, LimitKind, MeasureCategory

RULES = RuleSets.load().named("epc-2021")
SHOWN = {event.id for event in RULES.all(Event) for binding in event.bound_to if ".deadlines." not in binding.type}
STARTED = [limit for limit in RULES.limits() if SHOWN.intersection(limit.starts_from)]
RESOLUTIONS = RULES.event("resolution-issued").bound_to
NO_RESOLUTION = {"payment-received"}
"""A payment is a fact; what is withheld of it stands in resolutions on expenses and fee (Art. 401(2), 402(1))."""
OF_COURT_RULINGS = {"send-ruling-default", "default-ruling-dispatch"}
"""What follows on a ruling of a court, no proceeding shows."""
OF_A_MEASURE = {MeasureCategory.ENSURING, MeasureCategory.EXECUTIVE_ACTION, MeasureCategory.COMPULSORY}


@pytest.mark.parametrize("limit", STARTED, ids=lambda limit: limit.id)
def test_every_limit_that_starts_today_is_named_in_three_languages(limit: TimeLimit) -> None:
    named: Any = limit.what
    assert all(getattr(named, language) for language in LANGUAGES)


def test_what_is_to_be_done_by_a_day_can_be_met() -> None:
    procedures = RULES.procedures.procedures().values()
    by_acts = {event for procedure in procedures for row in procedure.acts.values() for event in row.events}
    shown = by_acts | {event.id for event in RULES.all(Event) if event.bound_to}
    never = [
        limit.id
        for limit in RULES.limits()
        if limit.kind is LimitKind.ACT_BY and shown.intersection(limit.starts_from) and limit.met_by
        and not shown.intersection(limit.met_by)
    ]  # fmt: skip
    assert set(never) == OF_COURT_RULINGS


def test_copies_are_due_of_every_resolution_that_an_act_makes() -> None:
    """Of acts whose contracts are generated, the row itself says so."""
    makes = {row.event for row in RULES.proceedings.papers.resolutions.values()}
    due = {binding.type.split(".")[2] for binding in RESOLUTIONS if binding.type.startswith("lea.proceedings.")}
    assert due == makes - NO_RESOLUTION
    assert all(binding.about == "event-id" and binding.type in EVENTS.models for binding in RESOLUTIONS)


def test_a_measure_is_adopted_by_resolution_where_its_row_says_so() -> None:
    by_resolution = {
        measure.id
        for measure in RULES.all(Measure)
        if measure.act is Act.RESOLUTION and measure.decided_by == ("court-executor",)
        if measure.category in OF_A_MEASURE
    }
    assert set(_binding("measure-added").where["code"]) == by_resolution


def test_what_an_end_does_to_measures_is_no_resolution_of_its_own() -> None:
    fates = {str(fate.article) for fate in RULES.proceedings.measures.at_the_end if fate.to is not None}
    assert set(_binding("measure-status-changed").unless["article"]) == fates


def _binding(name: str) -> Binding:
    bound = [each for each in RESOLUTIONS if each.type.split(".")[2] == name]
    [found] = [each for each in bound if "refused" not in each.where.get("status", ())]
    return found
