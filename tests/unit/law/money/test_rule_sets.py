"""Rule sets are data: a second one is a folder, and tables that contradict themselves are refused at load."""

import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

import shared.law.money as law
from contracts.codelists import CLAIM_TYPES
from contracts.events.proceedings import PaymentSource
from contracts.values import PartyKind
from shared.law.money import errors

Tables = Callable[..., Path]
SECOND = """
id: epc-2027
title: The Code as amended
source: for this test
based_on: epc-2021
valid_from: 2027-01-01
"""
WITHOUT_SUM = {"transfer-of-property", "perform-action", "refrain-from-action"}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    with as_file(files("shared.law")) as packaged:
        shutil.copytree(packaged / "epc_2021" / "money", tmp_path / "epc_2021" / "money")
        shutil.copytree(packaged / "money", tmp_path / "money", ignore=shutil.ignore_patterns("*.py"))
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add_second(tables: Path, header: str = SECOND, **changed: tuple[str, str]) -> None:
    (tables / "epc_2027" / "money").mkdir(parents=True)
    (tables / "epc_2027" / "money" / "rule_set.yaml").write_text(header)
    for name, (old, new) in changed.items():
        table = shutil.copy(tables / "epc_2021" / "money" / f"{name}.yaml", tables / "epc_2027" / "money")
        change(Path(table), old, new)


def test_a_second_rule_set_is_data_and_both_live_side_by_side(tables: Path) -> None:
    add_second(tables, income=("percent: 20", "percent: 25"), fee=("percent: 10", "percent: 7"))
    rule_sets = law.load_rule_sets(tables)
    income = [law.IncomeItem(kind="wages", amount=law.money(1000))]
    order = [law.Order(number="A", initiated_on=date(2026, 12, 1), outstanding=law.money(5000))]
    old, new = rule_sets.on(date(2026, 12, 31)), rule_sets.on(date(2027, 1, 1))
    assert law.deductions(old, income, order).withheld == law.money(200)
    assert law.deductions(new, income, order).withheld == law.money(250)
    assert law.fee_on_value(new, law.money(100)).fee == law.money(7)
    assert law.fee_on_value(new, law.money(100)).rule_set == "epc-2027"
    assert new.sale == old.sale
    assert law.deductions(rule_sets.named("epc-2021"), income, order).withheld == law.money(200)


def test_the_reading_of_the_fee_is_a_switch_of_the_rule_set(tables: Path) -> None:
    add_second(tables, fee=("reading: of-credited", "reading: of-gross"))
    rules = law.load_rule_sets(tables).named("epc-2027")
    assert law.withhold(rules, law.money(1100), law.money(0), law.money(5000), fee_due=True).fee == law.money(110)


def test_no_rule_set_before_the_first() -> None:
    with pytest.raises(errors.UnknownRuleSet, match="2021-01-05"):
        law.rules_on(date(2021, 1, 5))
    assert law.rules_on(date(2021, 1, 6)).id == "epc-2021"


def test_an_unknown_rule_set() -> None:
    with pytest.raises(errors.UnknownRuleSet, match="'epc-1066'"):
        law.rules_named("epc-1066")


def test_overlapping_rule_sets_are_refused(tables: Path) -> None:
    add_second(tables)
    change(tables / "epc_2021" / "money" / "rule_set.yaml", "valid_to: null", "valid_to: 2027-01-01")
    with pytest.raises(errors.InvalidTables, match="hold on the same days"):
        law.load_rule_sets(tables)


def test_a_rule_set_based_on_nothing_is_refused(tables: Path) -> None:
    add_second(tables, SECOND.replace("based_on: epc-2021", "based_on: epc-1066"))
    with pytest.raises(errors.InvalidTables, match="based on 'epc-1066'"):
        law.load_rule_sets(tables)


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("caps", "    article: Art. 369(1)\n", "", "article"),
        ("caps", "article: Art. 369(1)", "article: section nine", "article"),
        ("caps", "percent: 10", "percent: 110", "percent"),
        ("caps", "percent: 10", "per_mille: 100", "per_mille"),
        ("fee", "reading: of-credited", "reading: of-something", "reading"),
        ("fee", "requires: [voluntary-term-over]", "requires: [good-will]", "good-will"),
        ("fee", "measures: [comp-levy-property", "measures: [comp-levy-dreams", "comp-levy-dreams"),
        ("fee", "measures: [comp-seize-specified", "measures: [comp-levy-property", "listed twice"),
        ("fee", "citizen: 5, ", "", "every kind of debtor"),
        ("distribution", "number: 2", "number: 3", "without a gap"),
        ("distribution", "code: penalty", "code: alimony", "listed twice"),
        ("distribution", "sources: [account-levy]", "sources: [piggy-bank]", "source that is not listed"),
        ("income", "rate: pension", "rate: lottery", "rate"),
        ("income", "code: scholarship", "code: wages", "listed twice"),
        ("income", "rounding: down", "rounding: sideways", "rounding"),
        ("levy", "code: pledged-property", "code: other-property", "listed twice"),
        ("claim_amount", "code: land", "code: money", "listed twice"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(tables: Path, table: str, old: str, new: str, message: str) -> None:
    change(tables / "epc_2021" / "money" / f"{table}.yaml", old, new)
    with pytest.raises(errors.InvalidTables, match=message):
        law.load_rule_sets(tables)


def test_a_missing_table_is_refused(tables: Path) -> None:
    (tables / "epc_2021" / "money" / "sale.yaml").unlink()
    with pytest.raises(errors.InvalidTables, match="sale"):
        law.load_rule_sets(tables)


def test_a_table_that_is_not_yaml_is_refused(tables: Path) -> None:
    (tables / "epc_2021" / "money" / "sale.yaml").write_text("{")
    with pytest.raises(errors.InvalidTables, match=r"sale\.yaml cannot be read"):
        law.load_rule_sets(tables)


def test_overlapping_base_units_are_refused(tables: Path) -> None:
    change(tables / "money" / "base_units.yaml", "valid_to: 2025-12-31", "valid_to: 2026-01-01")
    with pytest.raises(errors.InvalidTables, match="overlap on 2026-01-01"):
        law.load_rule_sets(tables)


def test_a_new_base_unit_is_a_line_of_data(tables: Path) -> None:
    with (tables / "money" / "base_units.yaml").open("a") as table:
        table.write('  - {valid_from: 2027-01-01, valid_to: 2027-12-31, value: "47.00"}\n')
    rules = law.load_rule_sets(tables).on(date(2027, 1, 4))
    assert law.non_property_fee(rules, PartyKind.CITIZEN, date(2027, 1, 4)).fee == law.money(235)


def test_the_codes_are_those_of_the_contracts() -> None:
    rules = law.rules_named("epc-2021").distribution
    kinds = {kind.code for queue in rules.queues for kind in queue.kinds}
    assert set(CLAIM_TYPES) - WITHOUT_SUM <= kinds
    assert {source.code for source in rules.sources} == {source.value for source in PaymentSource}
