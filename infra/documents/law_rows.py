"""The acts that the articles of enforcement name, and where each is: read from `tests/law_rows`, and checked."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts import codelists
from contracts.catalogue import COMMANDS
from contracts.commands.accounts import OF_ACCOUNTS
from shared.law.rule_sets import RuleSet, RuleSets
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.parts.act_fields import list_variable
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Article, Ground, Measure, Notification, TimeLimit

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "law_rows"
TESTS = ROOT / "tests" / "unit" / "proceedings"
ACCOUNTED = (1, 2)
"""Parts of the catalogue whose every row has an entry, or is still to get one."""
KINDS = ("act", "duty", "limit", "notification", "measure", "ground", "correction", "account")
"""As what a row can be held."""


@dataclass(frozen=True)
class Named:
    """An act as the catalogue names it."""

    row: str
    article: Citation
    kind: str
    part: int


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
    code: str | None = None
    """Of an act: the code in one of its lists that stands for the row."""
    test: str | None = None
    left_out: str | None = Field(default=None, min_length=10)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        held = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(held) + (self.left_out is not None) != 1:
            raise ValueError(f"give one of {', '.join(KINDS)} or left_out")
        if bool(held) is (self.test is None):
            raise ValueError("give the test of what is held, and none of what is left out")
        if self.code is not None and self.act is None:
            raise ValueError("a code is a code of an act")
        return self

    @property
    def held_as(self) -> tuple[str, str] | None:
        """The kind and name of what holds the row; None: it is left out."""
        return next(((kind, name) for kind in KINDS if (name := getattr(self, kind)) is not None), None)

    @property
    def test_file(self) -> Path | None:
        """The file of the test."""
        if self.test is None:
            return None
        return ROOT / self.test if self.test.startswith("tests/") else TESTS / self.test


@dataclass(frozen=True)
class Accounts:
    """The catalogue, the entries by file, and what is wrong with them."""

    catalogue: Mapping[str, Named]
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
    entries, ill_formed = dict[str, list[Entry]](), list[str]()
    for path in sorted(folder.glob("*.yaml")):
        entries[path.name] = []
        for place, item in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")) or [], start=1):
            try:
                entries[path.name].append(Entry.model_validate(item))
            except ValidationError as error:
                row = item.get("row", place) if isinstance(item, dict) else place
                ill_formed += [f"{path.name}: {row}: {_short(each)}" for each in error.errors(include_url=False)]
    return Accounts(dict(_catalogue(folder)), entries, ill_formed)


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


def _catalogue(folder: Path) -> Iterator[tuple[str, Named]]:
    for path in sorted(folder.glob("catalogue-*.txt")):
        part = int(path.stem.rpartition("-")[2])
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                row, article, kind = line.split(" | ")
                yield row, Named(row, Citation(article), kind, part)


def _short(error: Any) -> str:
    return f"{'.'.join(map(str, error['loc']))} {error['msg']}".strip()


def _faults_of(entry: Entry, accounts: Accounts, rules: RuleSet) -> Iterator[str]:
    if entry.row not in accounts.catalogue:
        yield "there is no such row"
    articles = {article.id: article for article in rules.all(Article)}
    if entry.article.article not in articles or not articles[entry.article.article].holds(entry.article):
        yield f"{entry.article} is not in the Code"
    if entry.held_as is None:
        return
    kind, name = entry.held_as
    if name not in _names(rules)[kind]:
        yield f"there is no {kind} {name!r}"
    elif entry.code is not None and entry.code not in _codes(rules, name):
        yield f"{entry.code!r} is in no list of the act {name!r}"
    yield from _faults_of_test(entry, name)


def _faults_of_test(entry: Entry, name: str) -> Iterator[str]:
    path = entry.test_file
    if path is None or not path.is_file():
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
    }


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
