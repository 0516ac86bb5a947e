"""`lea law limits`, `limit`, `article`: the rows of a rule set, and the date that a row gives."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import typer

from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.terminal import PlainTable
from infra.cli.law.labels import LABELS, WITHOUT_NUMBER, table_name
from infra.stack.errors import StackError
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.law.names import Language
from shared.law.rule_sets import Citation, RuleSet, RuleSets
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.rows import Article, TimeLimit
from shared.law.rule_sets.vocabulary import Unit
from shared.law.time_limits import Computation, NotComputable, compute, sentence, step_in_words
from shared.law.time_limits.wording import quantity

app = typer.Typer()

On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Rule set in force on this day; today by default.")
]
Named = Annotated[str | None, typer.Option("--rule-set", help="Rule set by name, whatever the day.")]


@app.command()
def limits(
    *,
    article: Annotated[str | None, typer.Option("--article", help="One article: 357, 345-1.")] = None,
    on: On = None,
    rule_set: Named = None,
    language: InLanguage,
    as_json: AsJson = False,
) -> None:
    """List the time limits of the Code, or those of one article."""
    rules = _rules(on, rule_set)
    found = sorted(rules.limits(article and _article(article)), key=lambda row: row.article.place)
    if as_json:
        print_json([_as_data(row) for row in found])
        return
    columns = LABELS[language]["limits"].split("|")
    table = _table(columns, prose=columns[2:])
    for row in found:
        table.add_row(row.id, row.article, length(row, language), text_in(row.what, language))
    console.print(table)


@app.command()
def limit(
    identifier: Annotated[str, typer.Argument(metavar="LIMIT", help="Identifier, such as voluntary-execution.")],
    start: Annotated[
        datetime,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Day of the starting event (or of the one to come)."),
    ],
    *,
    rule_set: Named = None,
    language: InLanguage,
    as_json: AsJson = False,
) -> None:
    """Compute a time limit from the day of its event, and explain the date."""
    rules = _rules(start, rule_set)
    row = rules.limit(identifier, on=None if rule_set else start.date())
    try:
        computed = compute(row, start.date(), belarus())
    except NotComputable:
        raise StackError(f"{row.id} has no date of its own ({row.article}): {length(row, 'en')}") from None
    if as_json:
        print_json(_computed(row, computed, language))
        return
    console.print(sentence(computed, language))
    columns = LABELS[language]["steps"].split("|")
    table = _table(columns, prose=columns[1:])
    for step in computed.steps:
        table.add_row(f"{step.date:%d.%m.%Y}", step_in_words(step, language), step.article)
    console.print(table)
    if row.missed_means is not None:
        console.print(text_in(row.missed_means, language), style="dim")


@app.command()
def article(
    number: Annotated[str, typer.Argument(help="Article: 366, 345-1.")],
    *,
    on: On = None,
    rule_set: Named = None,
    language: InLanguage,
    as_json: AsJson = False,
) -> None:
    """Show what the project holds of an article."""
    rules = _rules(on, rule_set)
    heading = rules.row(Article, _article(number))
    held = {
        table: found
        for table, found in rules.under_article(heading.id).items()
        if table not in {"articles", "chapters"}
    }
    if as_json:
        rows = {table: [_as_data(row) for row in found] for table, found in held.items()}
        print_json({"article": heading.id, "title": heading.name.en, "rule_set": rules.id, "rows": rows})
        return
    console.print(f"{LABELS[language]['article']} {heading.id}. {text_in(heading.name, language)}", style="bold")
    _print_held(held, language)


def length(row: TimeLimit, language: Language) -> str:
    """`7 working days`, or what stands in the place of a number."""
    if row.amount is not None:
        return quantity(row.amount, row.unit, language)
    return WITHOUT_NUMBER[row.kind if row.unit is Unit.SET else row.unit][language]


def text_in(names: Any, language: Language) -> str:
    """The text in a language; English text marked `(en)` where the row has no translation."""
    text = getattr(names, language)
    return str(text) if text else f"{names.en} (en)"


def _print_held(held: Mapping[str, Sequence[Row]], language: Language) -> None:
    if not held:
        console.print(LABELS[language]["no row"], style="dim")
    for table, found in held.items():
        console.print(table_name(table, language), style="bold")
        columns = LABELS[language]["held"].split("|")
        shown = _table(columns, prose=columns[2:])
        for row in found:
            names = getattr(row, "name", None) or getattr(row, "what", None)
            shown.add_row(row.id, row.article, text_in(names, language))
        console.print(shown)
        console.print()


def _computed(row: TimeLimit, computed: Computation, language: Language) -> dict[str, Any]:
    steps = [{**step.model_dump(mode="json"), "text": step_in_words(step, language)} for step in computed.steps]
    return {
        "limit": row.id,
        "from": computed.start.isoformat(),
        "due": computed.due.isoformat() if computed.due else None,
        "provisional": computed.provisional,
        "article": row.article,
        "rule_set": computed.rule_set,
        "calendar": computed.calendar_version,
        "sentence": sentence(computed, language),
        "steps": steps,
    }


def _as_data(row: Row) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude_none=True)


def _article(number: str) -> str:
    try:
        return Citation(f"Art. {number.removeprefix('Art. ')}").article
    except ValueError:
        raise StackError(f"{number!r} is not an article: it is written like 366, 345-1 or Art. 366.") from None


def _rules(on: datetime | None, name: str | None) -> RuleSet:
    day: date = on.date() if on else SystemClock().today()
    return RuleSets.load().named(name) if name else RuleSets.load().in_force(day)


def _table(columns: Sequence[str], prose: Sequence[str]) -> PlainTable:
    return PlainTable(*columns, prose=prose, box=None, header_style="bold", padding=(0, 2, 0, 0))
