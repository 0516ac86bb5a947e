"""Things and participants as a proceeding shows them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.names import thing_names
from contracts.queries.proceedings import ProceedingView
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.views import proceeding_view
from shared.law.names import LANGUAGES
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts.acts import ANNULLED
from shared.naming import LawNames
from tests.unit.proceedings.harness import STREAM, Fields, Life, cases, life, named

HERE = Path(__file__).parent
RULES = RuleSets.load().named("epc-2021")
MOVES = [move for row in procedure_of(RULES.id).rows.values() for move in row.moves_thing]
KINDS = sorted({move.of for move in MOVES})
ADMITTED: Fields = {
    "command": "admit-representative", "day": date(2026, 3, 5), "representation": "one", "role": "debtor",
    "person": "Sidorov", "kind": "advocate", "until": date(2026, 12, 31),
    "paper": {"kind": "warrant", "dated": "2026-03-04", "author": "Bar"},
}  # fmt: skip


def shown(proceeding: Life) -> ProceedingView:
    assert proceeding.state is not None
    course = proceeding.course()
    return proceeding_view(STREAM, proceeding.version, proceeding.state, course, date(2026, 11, 20))


def sold() -> Life:
    """Property was arrested, valued, handed over, and its sale announced."""
    case = next(each for each in cases(HERE / "late") if each["file"] == "sales")
    proceeding = life({**case, "initiated_on": date(2026, 6, 1)})
    for act in case["acts"]:
        spec = {key: value for key, value in act.items() if key != "recorded"}
        proceeding.carry_out(spec, act.get("recorded", case["today"]))
    return proceeding


def test_property_and_its_sale_with_their_steps() -> None:
    things: dict[Any, Any] = {each.id: each for each in shown(sold()).things or ()}
    car, sale = things[named("car")], things[named("auction")]
    assert (car.kind, car.what) == ("property", "flour")
    assert [each.status for each in car.history] == ["arrested", "valued", "transferred-for-sale", "announced"]
    assert (sale.kind, sale.what, str(sale.sum.amount)) == ("sale", "flour", "500.00"), "of the property that is sold"
    assert things[named("list")].kind == "inventory-act"


def test_a_representative_until_the_representation_ends() -> None:
    proceeding = life({"history": "initiated"})
    proceeding.carry_out(ADMITTED)
    view = shown(proceeding)
    [found] = view.participants or ()
    assert (found.role, found.party, found.name, found.status) == ("advocate", "debtor", "Sidorov", "admitted")
    assert (found.since, found.until) == (date(2026, 3, 5), date(2026, 12, 31))
    assert view.things == ()
    ended = {"command": "end-representation", "day": date(2026, 3, 9), "representation": "one", "how": "withdrawn"}
    proceeding.carry_out(ended)
    [found] = shown(proceeding).participants or ()
    assert (found.status, found.until) == ("ended", date(2026, 3, 9))


def test_who_was_a_party_before() -> None:
    case = next(each for each in cases(HERE / "cases") if each["file"] == "succession" and _names_successor(each))
    proceeding = life(case)
    before = shown(proceeding)
    proceeding.carry_out(case["when"])
    after = shown(proceeding)
    [found] = (each for each in after.participants or () if each.role == "predecessor")
    old, new = (getattr(each, found.party or "") for each in (before, after))
    assert (found.name, found.until) == (old.name, case["when"]["day"])
    assert new != old


def _names_successor(case: Fields) -> bool:
    return case["when"].get("command") == "name-successor" and "then" in case


@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_and_status_has_a_name(kind: str) -> None:
    names, known = LawNames(RULES), thing_names().statuses
    statuses = {ANNULLED}.union(*({*move.from_, move.to} for move in MOVES if move.of == kind)) - {None}
    for language in LANGUAGES:
        assert names.thing(kind.replace("_", "-"), language) != kind.replace("_", "-")
        assert all(names.thing_status(str(each), language, kind) for each in statuses)
    assert {str(each) for each in statuses} <= known.keys()


def test_no_name_is_of_a_status_that_there_is_not() -> None:
    used = {status for move in MOVES for status in (*move.from_, move.to) if status} | {ANNULLED}
    of_kinds = {f"{move.of}.{status}" for move in MOVES for status in (*move.from_, move.to) if status}
    assert thing_names().statuses.keys() <= used | of_kinds
