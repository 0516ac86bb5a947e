"""What of the law is where: rows of the tables, and the code and tests that name them or cite their article."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.checking import cited_articles
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.rows import Actor, Article, Chapter, Event, TimeLimit
from shared.law.rule_sets.sheets import sheets_of
from shared.law.rule_sets.tables import TABLES
from shared.law.rule_sets.vocabulary import Unit
from shared.plain_yaml import read_table
from shared.watched_limits import watched

CODE = ("contracts", "shared", "services", "infra")
CARRYING = ("services", "shared")
"""A contract that cites an article names it; only these do what it says."""
DATA = "shared/law/rule_sets/"
OWN = "infra/documents/"
NO_TESTS = ("tests/releases", "tests/law_rows", "tests/contract/test_law_rows.py")
"""The first plays every ground and measure to record what a release does, the others list them; none tests any."""
HEADINGS = (Chapter, Article, Actor)
"""Tables that say nothing about what an article demands."""

_PLACE = r"[0-9]+(?:-[0-9]+)?(?:\([0-9]+\))*"
_CITED = re.compile(rf"\bArt(?:icles?|s)?\.? ({_PLACE}(?:(?:, | and | or ){_PLACE})*)")
_NUMBER = re.compile(r"([0-9]+(?:-[0-9]+)?)(?:\([0-9]+\))*")
_QUOTED = re.compile(r"""["'`]([a-z0-9]+(?:-[a-z0-9]+)*)["'`]""")
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


class Gap(BaseModel):
    """Articles of which nothing, or one part, is not held; and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    articles: tuple[str, ...]
    part: str | None = None
    reason: str


@dataclass(frozen=True)
class Held:
    """What the project has of one article."""

    article: Article
    rows: Mapping[str, Sequence[Row]]
    parts: Mapping[str, Sequence[str]]
    """The files that cite it, by part: `money`, `proceedings`, `intake`."""
    code: frozenset[str]
    tests: frozenset[str]
    gaps: tuple[Gap, ...]

    @property
    def any_row(self) -> bool:
        """Whether a table says something about the article."""
        return bool(self.rows or self.parts)

    @property
    def standing(self) -> str:
        """Carried out, declared only, or not covered."""
        if any(package.startswith(CARRYING) for package in self.code):
            return "carried out"
        return "declared" if self.any_row else "not covered"


@dataclass
class _Mentions:
    """Where articles are cited and identifiers named."""

    articles: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def gaps() -> list[Gap]:
    """The reasons of `not_covered.yaml`."""
    text = Path(__file__).with_name("not_covered.yaml").read_text(encoding="utf-8")
    return TypeAdapter(list[Gap]).validate_python(read_table(text))


def held(rules: RuleSet, root: Path) -> list[Held]:
    """Every article of the rule set with what the tree under `root` has of it."""
    articles = rules.all(Article)
    in_code = _mentions(root, _sources(root), articles)
    in_tests = _mentions(root, _tests(root), articles)
    parts, tables = _parts(rules), _tables(rules)
    reasons = gaps()
    return [
        Held(
            article=article,
            rows=(rows := tables[article.id]),
            parts=parts[article.id],
            code=frozenset(_packages(_found(in_code, article.id, rows))),
            tests=frozenset(_found(in_tests, article.id, rows)),
            gaps=tuple(gap for gap in reasons if article.id in gap.articles),
        )
        for article in articles
    ]


def watched_limits(rules: RuleSet) -> list[TimeLimit]:
    """The time limits that an event of the contracts starts, and that run towards a date.

    The event is bound to the start of the limit, or shown by an act. A limit that ends with an event has no date.
    """
    shown = {event.id for event in rules.all(Event) if event.bound_to}
    shown.update(event for _, row in rules.procedures.generated_events() for event in row.events)
    started = (limit for limit in rules.limits() if shown.intersection(limit.starts_from))
    return [limit for limit in started if watched(limit) and limit.unit is not Unit.EVENT]


def _tables(rules: RuleSet) -> defaultdict[str, dict[str, list[Row]]]:
    """By article and table: the rows that cite the article, in the order of its parts."""
    found: defaultdict[str, dict[str, list[Row]]] = defaultdict(dict)
    for table, model in TABLES.items():
        if model not in HEADINGS:
            for row in sorted(rules.all(model), key=lambda row: row.article.place):
                found[row.article.article].setdefault(table, []).append(row)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            if not path.relative_to(root).as_posix().startswith((DATA, OWN)):
                yield path


def _tests(root: Path) -> Iterator[Path]:
    for pattern in ("*.py", "*.yaml"):
        for path in sorted((root / "tests").rglob(pattern)):
            if not any(path.is_relative_to(root / listing) for listing in NO_TESTS):
                yield path


def _mentions(root: Path, paths: Iterable[Path], articles: Sequence[Article]) -> _Mentions:
    order = [article.id for article in articles]
    mentions = _Mentions()
    for path in paths:
        text, name = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        for article in _cited(text, order):
            mentions.articles[article].add(name)
        for word in {*_QUOTED.findall(text), *_PLAIN.findall(text)}:
            mentions.names[word].add(name)
    return mentions


def _cited(text: str, order: Sequence[str]) -> set[str]:
    """The articles cited in a text, also in a list (`Art. 142, 143`) and a range (`Art. 134-139`)."""
    numbers = {number for places in _CITED.findall(text) for number in _NUMBER.findall(places)}
    return {article for number in numbers for article in _span(number, order)}


def _span(number: str, order: Sequence[str]) -> Sequence[str]:
    """The article, or those of a range; what could be a superscript is one if there is such an article."""
    first, _, last = number.partition("-")
    if number in order or not last:
        return [number]
    return order[order.index(first) : order.index(last) + 1] if first in order and last in order else []


def _found(mentions: _Mentions, article: str, rows: Mapping[str, Sequence[Row]]) -> set[str]:
    named = {row.id for each in rows.values() for row in each}
    return set(mentions.articles.get(article, ())).union(*(mentions.names.get(name, ()) for name in named))


def _packages(paths: Iterable[str]) -> Iterator[str]:
    """The package of each file: `services/intake`, `shared/law/money`."""
    for path in paths:
        folders = path.split("/")[:-1]
        yield "/".join(folders[: 3 if folders[:2] == ["shared", "law"] else 2])


def _parts(rules: RuleSet) -> defaultdict[str, defaultdict[str, list[str]]]:
    """By article and part: the files of the part with a row that cites the article."""
    citing: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in (rules.money, rules.proceedings, rules.intake):
        for name in sheets_of(type(part)):
            for article in cited_articles(getattr(part, name)):
                citing[article][part.folder].append(name)
    return citing
