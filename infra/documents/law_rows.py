"""What the articles of enforcement name, act by act and row by row, and where each is: read from `tests/law_rows`."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts import codelists
from contracts.catalogue import COMMANDS
from contracts.commands.accounts import OF_ACCOUNTS
from infra.documents.coverage.exercised import exercised
from infra.documents.coverage.money import money_rules
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.parts.act_fields import list_variable
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Article, Condition, Ground, Measure, Notification, TimeLimit
from shared.law.rule_sets.tables import TABLES
from shared.plain_yaml import read_table

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "law_rows"
TESTS = ROOT / "tests" / "unit" / "proceedings"
ACCOUNTED = (1, 2)
"""Parts of the catalogue whose every row has an entry, or is still to get one."""
KINDS = (
    "act", "duty", "limit", "notification", "measure", "ground", "correction", "account", "condition", "money",
)  # fmt: skip
"""As what a row can be held."""
DIGEST = "digest-4.txt"
"""The rows of Section IV besides acts: its grounds, limits, steps from status to status, rules of money and others."""


@dataclass(frozen=True)
class Named:
    """An act as the catalogue names it, or a row of the section."""

    row: str
    article: Citation
    kind: str
    part: int | None
    """Of the catalogue."""
    words: str = ""
    """Of a step: from which status to which."""


class Entry(BaseModel):
    """Where a row of the catalogue is: one of the kinds, or the reason why it is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: str
    article: Citation
    act: str | None = None
    duty: str | None = None
    limit: str | None = None
    notification: str | None = None
    measure: str | None = None
    ground: str | None = None
    correction: str | None = None
    account: str | None = None
    """An act on the deposit account of a body."""
    condition: str | None = None
    money: str | None = None
    code: str | None = None
    """Of an act: the code in one of its lists that stands for the row."""
    test: str | None = None
    """None: the tests that are found to exercise what holds it."""
    left_out: str | None = Field(default=None, min_length=10)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        held = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(held) + (self.left_out is not None) != 1:
            raise ValueError(f"give one of {', '.join(KINDS)} or left_out")
        if self.left_out is not None and self.test is not None:
            raise ValueError("give no test of what is left out")
        if self.code is not None and self.act is None:
            raise ValueError("a code is a code of an act")
        return self

    @property
    def held_as(self) -> tuple[str, str] | None:
        """The kind and name of what holds the row; None: it is left out."""
        return next(((kind, name) for kind in KINDS if (name := getattr(self, kind)) is not None), None)

    @property
    def test_file(self) -> Path | None:
        """The file of the test that it names."""
        if self.test is None:
            return None
        return ROOT / self.test if self.test.startswith("tests/") else TESTS / self.test

    def tests(self, rules: RuleSet) -> list[str]:
        """The test that it names, or those that exercise what holds it; from `tests`."""
        if self.test_file is not None:
            return [self.test_file.relative_to(ROOT / "tests").as_posix()]
        if self.held_as is None or self.code is not None:
            return []
        kind, name = self.held_as
        if kind == "money":
            return exercised().money(money_rules(rules)[name].article)
        found = {"act": exercised().act, "condition": exercised().condition}.get(kind, exercised().named)
        return found(name)


@dataclass(frozen=True)
class Accounts:
    """The catalogue, the rows of the section, the entries by file, and what is wrong with them."""

    catalogue: Mapping[str, Named]
    digest: Mapping[str, Named]
    entries: Mapping[str, Sequence[Entry]]
    ill_formed: Sequence[str]

    def entry_of(self) -> dict[str, Entry]:
        """The entries by row."""
        return {entry.row: entry for entries in self.entries.values() for entry in entries}

    def open_rows(self) -> list[Named]:
        """The rows that still have no entry."""
        done = self.entry_of()
        return [named for named in self.catalogue.values() if named.part in ACCOUNTED and named.row not in done]


def read(folder: Path = FOLDER) -> Accounts:
    """Everything in the folder; an entry that cannot be read is left out and reported."""
    digest = _listed(folder / DIGEST, None)
    entries, ill_formed = dict[str, list[Entry]](), list[str]()
    for path in sorted(folder.glob("*.yaml")):
        entries[path.name] = []
        for place, item in enumerate(_entries(path), start=1):
            row = item.get("row", place)
            article = {"article": digest[row].article} if row in digest else {}
            try:
                entries[path.name].append(Entry.model_validate({**article, **item}))
            except ValidationError as error:
                ill_formed += [f"{path.name}: {row}: {_short(each)}" for each in error.errors(include_url=False)]
    return Accounts(_catalogue(folder), digest, entries, ill_formed)


def _entries(path: Path) -> list[Any]:
    return read_table(path.read_text(encoding="utf-8")) or []


def faults(accounts: Accounts, rules: RuleSet) -> Iterator[str]:
    """What is wrong: rows that are none or have two entries, names that the rule set has not, tests that are none."""
    yield from accounts.ill_formed
    counted = Counter(entry.row for entries in accounts.entries.values() for entry in entries)
    for file, entries in accounts.entries.items():
        for entry in entries:
            found = [*_faults_of(entry, accounts, rules)]
            if counted[entry.row] > 1:
                found.append("the row has several entries")
            yield from (f"{file}: {entry.row}: {fault}" for fault in found)


def latest() -> RuleSet:
    """The rule set that the entries speak of."""
    return max(RuleSets.load(), key=lambda each: each.valid_from)


def _catalogue(folder: Path) -> dict[str, Named]:
    found = dict[str, Named]()
    for path in sorted(folder.glob("catalogue-*.txt")):
        found |= _listed(path, int(path.stem.rpartition("-")[2]))
    return found


def _listed(path: Path, part: int | None) -> dict[str, Named]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split(" | ") for line in lines if not line.startswith("#"))
    return {row: Named(row, Citation(article), kind, part, *words) for row, article, kind, *words in rows}


def _short(error: Any) -> str:
    return f"{'.'.join(map(str, error['loc']))} {error['msg']}".strip()


def _faults_of(entry: Entry, accounts: Accounts, rules: RuleSet) -> Iterator[str]:
    if entry.row not in accounts.catalogue and entry.row not in accounts.digest and entry.row not in _rows(rules):
        yield "there is no such row"
    if not _in_the_code(entry.article, rules):
        yield f"{entry.article} is not in the Code"
    if entry.held_as is None:
        return
    kind, name = entry.held_as
    if name not in _names(rules)[kind]:
        yield f"there is no {kind} {name!r}"
    elif entry.code is not None and entry.code not in _codes(rules, name):
        yield f"{entry.code!r} is in no list of the act {name!r}"
    elif not entry.tests(rules):
        yield f"give the test, none is found that exercises {name!r}"
    yield from _faults_of_test(entry, name)


def _in_the_code(place: Citation, rules: RuleSet) -> bool:
    return any(article.id == place.article and article.holds(place) for article in rules.all(Article))


def _faults_of_test(entry: Entry, name: str) -> Iterator[str]:
    path = entry.test_file
    if path is None:
        return
    if not path.is_file():
        yield f"there is no test {entry.test}"
    elif not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _text(path)):
        yield f"the test {entry.test} does not name {name!r}"


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _names(rules: RuleSet) -> Mapping[str, frozenset[str]]:
    """What the rule set has, by kind."""
    procedures = rules.procedures.procedures().values()
    return {
        "act": frozenset(name for procedure in procedures for name in procedure.rows),
        "duty": frozenset(rules.procedures.duties.duties)
        | frozenset(row.duty for row in rules.intake.duties.duties.values()),
        "limit": frozenset(row.id for row in rules.all(TimeLimit)),
        "notification": frozenset(row.id for row in rules.all(Notification)),
        "measure": frozenset(row.id for row in rules.all(Measure)),
        "ground": frozenset(row.id for row in rules.all(Ground)),
        "correction": frozenset(rules.procedures.corrections.corrections),
        "account": frozenset(command.type.split(".")[2] for command in OF_ACCOUNTS),
        "condition": frozenset(row.id for row in rules.all(Condition)),
        "money": frozenset(money_rules(rules)),
    }


@cache
def _rows(rules: RuleSet) -> frozenset[str]:
    """Everything that the page of what is held shows with its name."""
    return frozenset(row.id for model in TABLES.values() for row in rules.all(model)) | frozenset(money_rules(rules))


@cache
def _codes(rules: RuleSet, act: str) -> frozenset[str]:
    """Every value that a field of an act can have, and every ground of its decisions."""
    found = set[str]()
    for procedure in rules.procedures.procedures().values():
        if act in procedure.rows:
            row: ActRow = procedure.rows[act]
            found.update(row.id for decision in row.decisions for row in rules.grounds(decision))
            found.update(_values(COMMANDS.models[f"lea.{procedure.service}.{row.command_name}.v1"].model_json_schema()))
    return frozenset(found)


def _values(schema: Any) -> Iterator[str]:
    """The choices in a JSON Schema, and the codes of the lists that it names."""
    if isinstance(schema, list):
        for item in schema:
            yield from _values(item)
    elif isinstance(schema, dict):
        yield from schema.get("enum", ())
        if "const" in schema:
            yield schema["const"]
        if "x-code-list" in schema:
            yield from getattr(codelists, list_variable(schema["x-code-list"]))
        for value in schema.values():
            yield from _values(value)
