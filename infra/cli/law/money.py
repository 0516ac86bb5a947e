"""`lea law wages`, `distribute`, `fee`, `cap`: the money rules, with the way to each result."""

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

import shared.law.money as law
from contracts.values import Money, PartyKind
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.terminal import PlainTable
from shared.clock import SystemClock
from shared.law.money.errors import InvalidInput
from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.parts import MoneyRules

app = typer.Typer()

_ORDER = re.compile(r"(?:(?P<number>[^=]+)=)?(?P<sum>[^=@]+)(?:@(?P<day>[0-9-]+))?")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Currency = Annotated[str, typer.Option("--currency", help="ISO 4217 numeric code of all sums.")]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="Day of the act (for its rule set); default: today."),
]
RuleSet = Annotated[str | None, typer.Option("--rule-set", help="A rule set by name, whatever the day.")]


@app.command()
def wages(
    income: Annotated[str, typer.Argument(help="What is due to the debtor, for example 1850.40.")],
    order: Annotated[
        list[str] | None,
        typer.Option("--order", help="A document: [NUMBER=]SUM[@DAY], for example A-1=3000.00@2026-01-12. Repeatable."),
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="Kind of the income: wages, pension, scholarship, ...")] = "wages",
    also: Annotated[
        list[str] | None,
        typer.Option("--also", help="Further income KIND=SUM, exempt kinds too: care-supplement=90.00. Repeatable."),
    ] = None,
    sentence_deductions: Annotated[
        str | None, typer.Option("--sentence-deductions", help="What a sentence to corrective works takes.")
    ] = None,
    on: On = None,
    rule_set: RuleSet = None,
    currency: Currency = law.BYN,
    as_json: AsJson = False,
) -> None:
    """Deductions from wages, pension or other income under one or several documents (Art. 392-394)."""
    items = [law.IncomeItem(kind=kind, amount=_money(income, currency))]
    items += [_income_item(text, currency) for text in also or []]
    orders = [_order(text, place, currency) for place, text in enumerate(order or [], 1)]
    sentence = None if sentence_deductions is None else _money(sentence_deductions, currency)
    result = law.deductions(_rules(on, rule_set), items, orders, sentence)
    if as_json:
        print_json(_as_data(result))
        return
    rows = [
        (line.number, *map(law.written, (line.outstanding, line.withheld, line.remaining)))
        for line in result.deductions
    ]
    _print_table(("document", "outstanding", "withheld", "remaining"), rows)
    _print_sums({"withheld": result.withheld, "kept": result.kept})
    _print_steps(result)


@app.command()
def distribute(
    file: Annotated[str, typer.Argument(help="YAML or JSON, see docs/examples/distribution.yaml; - reads stdin.")],
    on: On = None,
    rule_set: RuleSet = None,
    as_json: AsJson = False,
) -> None:
    """Distribute collected money: costs, fee, claims by queues, surplus (Art. 401-405)."""
    result = law.distribute(_rules(on, rule_set), _collection(_text(file)))
    if as_json:
        print_json(_as_data(result))
        return
    rows = [
        (str(line.queue or "-"), line.number, *map(law.written, (line.outstanding, line.paid, line.remaining)))
        for line in result.payments
    ]
    _print_table(("queue", "proceeding", "outstanding", "paid", "remaining"), rows)
    sums = ("collected", "costs_paid", "costs_unpaid", "fee", "credited", "surplus")
    _print_sums({name.replace("_", " "): getattr(result, name) for name in sums})
    _print_steps(result)


@app.command()
def fee(
    collected: Annotated[str | None, typer.Argument(help="What was collected.")] = None,
    costs: Annotated[str, typer.Option("--costs", help="Costs of execution.")] = "0",
    claims: Annotated[
        str | None, typer.Option("--claims", help="What is outstanding; more than was collected, if left out.")
    ] = None,
    non_property: Annotated[
        PartyKind | None, typer.Option("--non-property", help="The fee on a non-property demand on this debtor.")
    ] = None,
    on: On = None,
    rule_set: RuleSet = None,
    currency: Currency = law.BYN,
    as_json: AsJson = False,
) -> None:
    """The fee on collected money, or with --non-property the fee in base units of the day (Art. 402)."""
    rules = _rules(on, rule_set)
    result = (
        law.non_property_fee(rules, non_property, _day(on))
        if non_property is not None
        else _withheld(rules, collected, costs, claims, currency)
    )
    if as_json:
        print_json(_as_data(result))
        return
    names = [name for name, value in result if isinstance(value, Money)]
    _print_sums({name.replace("_", " "): getattr(result, name) for name in names})
    _print_steps(result)


@app.command()
def cap(
    kind: Annotated[str, typer.Argument(help="levy, arrest, ensuring, cash-seizure or claim-security.")],
    outstanding: Annotated[str, typer.Argument(help="What is still to be recovered.")],
    costs: Annotated[str, typer.Option("--costs", help="Costs of execution, also foreseen ones.")] = "0",
    on: On = None,
    rule_set: RuleSet = None,
    currency: Currency = law.BYN,
    as_json: AsJson = False,
) -> None:
    """How much may be levied, arrested or seized for a demand (Art. 369, 377, 348, 380)."""
    sums = _money(outstanding, currency), _money(costs, currency)
    result = law.cap(_rules(on, rule_set), kind, *sums)
    if as_json:
        print_json(_as_data(result))
        return
    _print_sums({"limit": result.limit})
    _print_steps(result)


def _day(on: datetime | None) -> date:
    return SystemClock().today() if on is None else on.date()


def _rules(on: datetime | None, rule_set: str | None) -> MoneyRules:
    rule_sets = RuleSets.load()
    return (rule_sets.in_force(_day(on)) if rule_set is None else rule_sets.named(rule_set)).money


def _money(text: str, currency: str) -> Money:
    """A sum as people write it: neither 1e3 nor 1_000 is one, though Python reads both as numbers."""
    if not _AMOUNT.fullmatch(text):
        raise InvalidInput(f"{text!r} is not an amount: it is written like 1850.40.")
    return law.money(text, currency)


def _withheld(
    rules: MoneyRules, collected: str | None, costs: str, claims: str | None, currency: str
) -> law.Withholding:
    if collected is None:
        raise InvalidInput("give what was collected, or --non-property")
    sums = (_money(text, currency) for text in (collected, costs, claims or collected))
    return law.withhold(rules, *sums, fee_due=True)


def _income_item(text: str, currency: str) -> law.IncomeItem:
    kind, _, amount = text.partition("=")
    return law.IncomeItem(kind=kind, amount=_money(amount, currency))


def _order(text: str, place: int, currency: str) -> law.Order:
    match = _ORDER.fullmatch(text)
    if match is None:
        raise InvalidInput(f"{text!r} is not a document: it is written like A-1=3000.00@2026-01-12, or 3000.00 alone.")
    day = match["day"] or date.fromordinal(place)  # without days, documents keep the order in which they are given
    outstanding = _money(match["sum"], currency)
    return law.Order.model_validate(
        {"number": match["number"] or f"{place}", "initiated_on": day, "outstanding": outstanding}
    )


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as failure:
        raise InvalidInput(f"{file} cannot be read: {failure.strerror}") from None


def _collection(text: str) -> law.Collection:
    """The document as the rule takes it; scalars are read as text, so that no sum passes through a float."""
    try:
        document = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds nothing but text, lists and mappings
    except yaml.YAMLError as failure:
        raise InvalidInput(f"neither YAML nor JSON: {failure}") from None
    if not isinstance(document, dict):
        raise InvalidInput("the file holds no mapping of fields")
    currency = document.pop("currency", law.BYN)
    return law.Collection.model_validate(_with_money(document, currency))


def _with_money(value: Any, currency: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_money(inner, currency, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_money(inner, currency, name) for inner in value]
    return _money(value, currency) if name in {"collected", "costs", "outstanding"} else value


def _as_data(result: law.Explained) -> dict[str, Any]:
    return {**result.model_dump(mode="json"), "sentence": result.sentence()}


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = PlainTable(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, justify="left" if column in {"queue", "document", "proceeding"} else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _print_sums(sums: dict[str, Money]) -> None:
    table = PlainTable(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in sums.items():
        table.add_row(name, law.written(value))
    console.print(table)


def _print_steps(result: law.Explained) -> None:
    console.print()
    for step in result.steps:
        console.print(f"{step.article:<22} {step.rule}: {step.working}")
    console.print(f"Rule set {result.rule_set}.")
