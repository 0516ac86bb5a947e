"""The rules of money are data: another rule set is a folder, another base unit a line."""

from datetime import date
from pathlib import Path

import pytest

import shared.law.money as law
from contracts.codelists import CLAIM_TYPES
from contracts.events.proceedings import PaymentSource
from contracts.values import PartyKind
from shared.law.money.base_units import base_units, read_base_units
from shared.law.rule_sets import IllFormedRow, OverlappingValidity, RuleSetError, RuleSets, UnreadableFile
from tests.unit.law.files import LATER, packaged_text, written

RULES = RuleSets.load().named("epc-2021").money
WITHOUT_SUM = {"transfer-of-property", "perform-action", "refrain-from-action"}


def test_a_second_rule_set_is_data_and_both_live_side_by_side(tmp_path: Path) -> None:
    wage = {"article": "Art. 392(1)", "percent": 25, "rounding": "down"}
    fee = {"article": "Art. 402(1) ind. 2", "percent": 7}
    contents = {"money/income": {"wage": wage}, "money/fee": {"property_fee": fee}}
    rule_sets = RuleSets.load(written(tmp_path, LATER, contents))
    income = [law.IncomeItem(kind="wages", amount=law.money(1000))]
    order = [law.Order(number="A", initiated_on=date(2026, 12, 1), outstanding=law.money(5000))]
    old, new = rule_sets.in_force(date(2029, 12, 31)).money, rule_sets.in_force(date(2030, 1, 1)).money
    assert law.deductions(old, income, order).withheld == law.money(200)
    assert law.deductions(new, income, order).withheld == law.money(250)
    assert law.fee_on_value(new, law.money(100)).fee == law.money(7)
    assert law.fee_on_value(new, law.money(100)).rule_set == "test-law"
    assert new.sale == old.sale
    assert law.deductions(rule_sets.named("epc-2021").money, income, order).withheld == law.money(200)


def test_the_reading_of_the_fee_is_a_switch_of_the_rule_set(tmp_path: Path) -> None:
    folder = written(tmp_path, LATER, {"money/fee": {"reading": "of-gross"}})
    rules = RuleSets.load(folder).named("test-law").money
    assert law.withhold(rules, law.money(1100), law.money(0), law.money(5000), fee_due=True).fee == law.money(110)


@pytest.mark.parametrize(
    ("old", "new", "error", "row", "field"),
    [
        (
            "valid_to: 2025-12-31",
            "valid_to: 2026-01-01",
            OverlappingValidity,
            "2026-01-01",
            "valid_from",
        ),
        ("valid_from: 2026-01-01", "valid_from: 2025-01-01", OverlappingValidity, "2025-01-01", "valid_from"),
        ("valid_to: 2026-12-31", "valid_to: 2025-12-31", IllFormedRow, "2026-01-01", "valid_to"),
        ('value: "45.00"', 'value: "-45.00"', IllFormedRow, "2026-01-01", "value"),
        ('value: "45.00"', 'worth: "45.00"', IllFormedRow, "2026-01-01", "value"),
        ("valid_to: 2026-12-31", "valid_to: 2026-12-31, act: No. 1", IllFormedRow, "2026-01-01", "act"),
        ('currency: "933"', 'money: "933"', IllFormedRow, None, "money"),
        ("units:", "- units:", UnreadableFile, None, None),
    ],
)
def test_bad_base_units_are_refused(
    old: str, new: str, error: type[RuleSetError], row: str | None, field: str | None, tmp_path: Path
) -> None:
    table = tmp_path / "base_units.yaml"
    table.write_text(packaged_text("money/base_units", old, new))
    with pytest.raises(error) as raised:
        read_base_units(table)
    assert (raised.value.file, raised.value.row, raised.value.field) == ("money/base_units.yaml", row, field)


def test_a_new_base_unit_is_a_line_of_data(tmp_path: Path) -> None:
    line = '  - {valid_from: 2027-01-01, valid_to: 2027-12-31, value: "47.00"}\n'
    table = tmp_path / "base_units.yaml"
    table.write_text(packaged_text("money/base_units", "units:\n", f"units:\n{line}"))
    day = date(2027, 1, 4)
    assert law.non_property_fee(RULES, PartyKind.CITIZEN, day, read_base_units(table)).fee == law.money(235)
    assert base_units().on(date(2026, 12, 31)) == 45


def test_the_codes_are_those_of_the_contracts() -> None:
    rules = RULES.distribution
    kinds = {kind.code for queue in rules.queues for kind in queue.kinds}
    assert set(CLAIM_TYPES) - WITHOUT_SUM <= kinds
    assert set(rules.sources) == {source.value for source in PaymentSource}
