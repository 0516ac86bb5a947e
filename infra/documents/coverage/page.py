"""`docs/law-coverage.md` from what is held."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from infra.documents.coverage.evidence import HEADINGS, Held, held, watched_limits
from infra.documents.coverage.rows import NOT_BUILT, Item, Section
from infra.documents.law_rows import ROOT, latest, read
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.rows import Chapter
from shared.law.rule_sets.tables import TABLES

NAMED = ("time_limits", "grounds", "measures", "documents", "statuses")
"""Tables whose identifiers are listed; the others are counted."""
STANDINGS = {
    "tested": "exercised by a test",
    "left out": "left out for a reason",
    "not built": "not built yet",
    "open": "neither",
}

INTRODUCTION = """\
# What the system holds of the Code

Written by `make docs` from the tables of `shared/law`, the code and the tests; do not edit it. Rule set **{id}**
({name}), in force from {valid_from}.

An article is *carried out* where a service or a package of `shared` names one of its rows or cites it; *declared* where
the tables hold it and a person can read it (`lea law article 366`), but no code is bound to it yet; *not covered* where
a reason stands instead. A time limit is *watched* when an event of the contracts starts it and it runs towards a date:
{watched} of {limits} are, and of Section IV {watched_here} of {limits_here}; the others end with an event, are tested
when an act is decided, or run in court.
Most court procedure is declared only, because the court and not the enforcement body carries it out.

Section IV, enforcement, is shown row by row: [to its first chapter](#{anchor}). The acts of its articles that are one
act with a code list here are in [law-rows.md](law-rows.md), the acts themselves in [acts.md](acts.md), and the
procedures as pictures in [procedures.md](procedures.md).
"""


def page() -> str:
    """The page in Markdown."""
    rules = latest()
    articles, section = held(rules, ROOT), Section(rules, read())
    return "\n".join(_lines(rules, articles, section)) + "\n"


def _lines(rules: RuleSet, articles: Sequence[Held], section: Section) -> Iterator[str]:
    items = section.items()
    yield INTRODUCTION.format(**_figures(rules, section))
    yield from _totals(rules, articles)
    yield from _standings(items)
    yield from _missing(items)
    inside = {article.id for article in section.articles}
    for chapter in rules.all(Chapter):
        shown = [each for each in articles if each.article.chapter == chapter.id]
        yield from ("", f"## {_title(chapter)}", "")
        if shown and shown[0].article.id in inside:
            yield from _row_by_row(shown, items)
        else:
            yield "| Art. | Title | Standing | Rows | In code | In tests |"
            yield "| --- | --- | --- | --- | --- | --- |"
            yield from (_row(each) for each in shown)
        yield from _reasons(shown)


def _title(chapter: Chapter) -> str:
    return f"Section {chapter.section}, Chapter {chapter.id.removeprefix('chapter-')}. {chapter.name.en}"


def _figures(rules: RuleSet, section: Section) -> dict[str, object]:
    numbers = {article.id for article in section.articles}
    watched = watched_limits(rules)
    first = next(chapter for chapter in rules.all(Chapter) if chapter.section == "IV")
    return {
        "id": rules.id,
        "name": rules.name.en,
        "valid_from": rules.valid_from,
        "limits": len(rules.limits()),
        "watched": len(watched),
        "limits_here": sum(limit.article.article in numbers for limit in rules.limits()),
        "watched_here": sum(limit.article.article in numbers for limit in watched),
        "anchor": re.sub(r"[^a-z0-9 -]", "", _title(first).lower()).replace(" ", "-"),
    }


def _totals(rules: RuleSet, articles: Sequence[Held]) -> Iterator[str]:
    yield "| Standing | Articles |"
    yield "| --- | ---: |"
    standings = Counter(each.standing for each in articles)
    for standing in ("carried out", "declared", "not covered"):
        yield f"| {standing} | {standings[standing]} |"
    yield ""
    yield "| Table | Rows |"
    yield "| --- | ---: |"
    for table, model in TABLES.items():
        if model not in HEADINGS:
            yield f"| {_words(table)} | {len(rules.all(model))} |"


def _standings(items: Sequence[Item]) -> Iterator[str]:
    counts = Counter((item.kind, item.standing) for item in items)
    yield ""
    yield f"| Of Section IV | rows | {' | '.join(STANDINGS.values())} |"
    yield f"| --- | ---: {'| ---: ' * len(STANDINGS)}|"
    for kind in dict.fromkeys(item.kind for item in items):
        cells = [counts[kind, standing] for standing in STANDINGS]
        yield f"| {_plural(kind)} | {sum(cells)} | {' | '.join(map(str, cells))} |"


def _missing(items: Sequence[Item]) -> Iterator[str]:
    """What is still to be built, article by article."""
    for standing, title in (("open", "Without a test or a reason"), ("not built", "Not built yet")):
        rows = [item for item in items if item.standing == standing]
        if rows:
            yield from ("", f"## {title}: {len(rows)} rows of Section IV", "")
        for article, inside in groupby(rows, key=lambda item: item.article.article):
            yield f"- Art. {article}: " + "; ".join(_short(item) for item in inside)


def _short(item: Item) -> str:
    reason = f", {item.reason.removeprefix(NOT_BUILT).rstrip('.')}" if item.reason else ""
    return f"{item.kind} `{item.row}`{reason}"


def _row_by_row(articles: Sequence[Held], items: Sequence[Item]) -> Iterator[str]:
    yield "`-` stands where nothing holds a row or no test exercises it; a reason stands in its place."
    for each in articles:
        rows = [item for item in items if item.article.article == each.article.id]
        yield from ("", f"### Article {each.article.id}. {each.article.name.en}", "")
        code = f"; in code: {', '.join(sorted(each.code))}" if each.code else ""
        yield f"{each.standing.capitalize()}{code}."
        if rows:
            yield from ("", "| | row | place | in words | held as | test, or reason |")
            yield "| --- | --- | --- | --- | --- | --- |"
        yield from (_item(item) for item in rows)


def _item(item: Item) -> str:
    tests = ", ".join(f"[{path.removeprefix('unit/')}](../tests/{path})" for path in item.tests)
    cells = (
        item.kind,
        f"`{item.row}`",
        item.article.removeprefix("Art. "),
        item.words,
        ", ".join(item.held) or "-",
        tests or item.reason or "-",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _row(each: Held) -> str:
    cells = (
        each.article.id,
        each.article.name.en,
        each.standing,
        "; ".join(_contents(each)),
        ", ".join(sorted(each.code)),
        ", ".join(path.removeprefix("tests/") for path in sorted(each.tests)),
    )
    return "| " + " | ".join(cells) + " |"


def _contents(each: Held) -> Iterator[str]:
    for table in NAMED:
        if rows := each.rows.get(table):
            yield f"{_words(table)}: " + ", ".join(f"`{row.id}`" for row in rows)
    counted = [_counted(len(rows), table) for table, rows in each.rows.items() if table not in NAMED]
    if counted:
        yield ", ".join(counted)
    for part, files in each.parts.items():
        yield f"{part}: " + ", ".join(_words(file) for file in sorted(files))


def _reasons(articles: Sequence[Held]) -> Iterator[str]:
    given: dict[tuple[str, str | None], list[str]] = {}
    for each in articles:
        for gap in each.gaps:
            given.setdefault((gap.reason, gap.part), []).append(each.article.id)
    if given:
        yield ""
    for (reason, part), numbers in given.items():
        yield f"- *Not held*, Art. {', '.join(numbers)}: {part + ' ' if part else ''}{reason}"


def _counted(number: int, table: str) -> str:
    return f"{number} {_words(table).removesuffix('s') if number == 1 else _words(table)}"


def _plural(kind: str) -> str:
    return kind if kind in {"exempt property", "money in the text"} else f"{kind}s"


def _words(table: str) -> str:
    return table.replace("_", " ")
