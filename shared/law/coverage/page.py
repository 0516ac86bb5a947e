"""`docs/law-coverage.md` from what is held."""

from collections import Counter
from collections.abc import Iterator, Sequence

from shared.law.coverage.evidence import HEADINGS, Held, watched
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.rows import Chapter
from shared.law.rule_sets.tables import TABLES

NAMED = ("time_limits", "grounds", "measures", "documents", "statuses")
"""Tables whose identifiers are listed; the others are counted."""

INTRODUCTION = """\
# What the system holds of the Code

Written by `make docs` from the tables of `shared/law`, the code and the tests; do not edit it. Rule set **{id}**
({name}), in force from {valid_from}.

An article is *carried out* where a service or a package of `shared` names one of its rows or cites it; *declared* where
the tables hold it and a person can read it (`lea law article 366`), but no code is bound to it yet; *not covered* where
a reason stands instead. A time limit is *watched* when an event of the contracts starts it: {watched} of {limits} are.
Most court procedure is declared only, because the court and not the enforcement body carries it out.
"""


def page(rules: RuleSet, articles: Sequence[Held]) -> str:
    """The page in Markdown."""
    lines = [INTRODUCTION.format(**_figures(rules)), *_totals(rules, articles)]
    for chapter in rules.all(Chapter):
        inside = [held for held in articles if held.article.chapter == chapter.id]
        number = chapter.id.removeprefix("chapter-")
        lines += ["", f"## Section {chapter.section}, Chapter {number}. {chapter.name.en}", ""]
        lines += ["| Art. | Title | Standing | Rows | In code | In tests |", "| --- | --- | --- | --- | --- | --- |"]
        lines += [_row(held) for held in inside]
        lines += _reasons(inside)
    return "\n".join(lines) + "\n"


def _figures(rules: RuleSet) -> dict[str, object]:
    return {
        "id": rules.id,
        "name": rules.name.en,
        "valid_from": rules.valid_from,
        "limits": len(rules.limits()),
        "watched": len(watched(rules)),
    }


def _totals(rules: RuleSet, articles: Sequence[Held]) -> Iterator[str]:
    yield "| Standing | Articles |"
    yield "| --- | ---: |"
    standings = Counter(held.standing for held in articles)
    for standing in ("carried out", "declared", "not covered"):
        yield f"| {standing} | {standings[standing]} |"
    yield ""
    yield "| Table | Rows |"
    yield "| --- | ---: |"
    for table, model in TABLES.items():
        if model not in HEADINGS:
            yield f"| {_words(table)} | {len(rules.all(model))} |"


def _row(held: Held) -> str:
    cells = (
        held.article.id,
        held.article.name.en,
        held.standing,
        "; ".join(_contents(held)),
        ", ".join(sorted(held.code)),
        ", ".join(path.removeprefix("tests/") for path in sorted(held.tests)),
    )
    return "| " + " | ".join(cells) + " |"


def _contents(held: Held) -> Iterator[str]:
    for table in NAMED:
        if rows := held.rows.get(table):
            yield f"{_words(table)}: " + ", ".join(f"`{row.id}`" for row in rows)
    counted = [_counted(len(rows), table) for table, rows in held.rows.items() if table not in NAMED]
    if counted:
        yield ", ".join(counted)
    for part, files in held.parts.items():
        yield f"{part}: " + ", ".join(_words(file) for file in sorted(files))


def _reasons(articles: Sequence[Held]) -> Iterator[str]:
    told: dict[tuple[str, str | None], list[str]] = {}
    for held in articles:
        for gap in held.gaps:
            told.setdefault((gap.reason, gap.part), []).append(held.article.id)
    if told:
        yield ""
    for (reason, part), numbers in told.items():
        yield f"- *Not held*, Art. {', '.join(numbers)}: {part + ' ' if part else ''}{reason}"


def _counted(number: int, table: str) -> str:
    return f"{number} {_words(table).removesuffix('s') if number == 1 else _words(table)}"


def _words(table: str) -> str:
    return table.replace("_", " ")
