"""What became of an import: every rejected row, and the numbers of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from rich.text import Text

from contracts.problems import Problem
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.names import act_name
from infra.cli.clerk.problems import detail_in, field_in
from infra.cli.common.output import console, errors, json_text
from infra.cli.common.terminal import PlainTable
from infra.cli.imports.cases import FaultyRow
from infra.cli.imports.sending import Outcome
from shared.law.names import LANGUAGES, Language, article_in
from shared.problem_texts import advice, rule_in

SHOWN_AT_MOST = 100
"""FaultyRow rows in the table; a file has all."""


@dataclass
class Report:
    """Collects what is rejected; writes each row at once, so that many of them need no memory."""

    dry_run: bool
    file: TextIO | None = None
    """Where they are written as JSON Lines."""
    rows: int = 0
    later: int = 0
    """Rows of days after the last one that was to be recorded."""
    recorded: int = 0
    known: int = 0
    rejected: int = 0
    held_back: int = 0
    irregular: int = 0
    cases: int = 0
    refused_cases: int = 0
    rejected_rows: list[FaultyRow] = field(default_factory=list)
    _irregular: list[FaultyRow] = field(default_factory=list)

    def reject(self, row: FaultyRow) -> None:
        """Note a rejected row."""
        self.rejected += 1
        self._note(row, "rejected", self.rejected_rows)

    def _note(self, row: FaultyRow, outcome: str, shown: list[FaultyRow]) -> None:
        if self.file is not None:
            self.file.write(json_text({"outcome": outcome, **as_json(row)}, indent=None))
        if len(shown) < SHOWN_AT_MOST:
            shown.append(row)

    def take(self, outcome: Outcome) -> None:
        """Note what became of a case."""
        self.cases += 1
        self.refused_cases += bool(outcome.rejected)
        self.recorded += outcome.recorded
        self.known += outcome.known
        self.held_back += outcome.held_back
        for row in outcome.rejected:
            self.reject(row)
        if not outcome.rejected:
            self.irregular += len(outcome.irregular)
            for row in outcome.irregular:
                self._note(row, "irregular", self._irregular)

    def summary(self) -> dict[str, Any]:
        """The numbers."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "recorded": self.recorded,
            "recorded_before": self.known,
            "rejected": self.rejected,
            "held_back": self.held_back,
            "irregular": self.irregular,
            "later": self.later,
            "cases": self.cases,
            "cases_refused": self.refused_cases,
        }

    def show(self, language: Language) -> None:
        """Print the rejected rows, what to do about them, and the numbers."""
        say = words_in(language)
        if self._irregular:
            errors.print(f"{say('Not open on its day')}:")
            errors.print(_table(self._irregular, language))
        if self.rejected_rows:
            errors.print(Text(f"{say('Refused')}:", "red"))
            errors.print(_table(self.rejected_rows, language))
            for line in advice((problem for each in self.rejected_rows for problem in each.problems), language):
                errors.print(f"{say('Next')}: {line}")
        if max(self.rejected, self.irregular) > SHOWN_AT_MOST:
            errors.print(say("There are more rows: --report FILE lists all of them."))
        numbers = (
            ("would be recorded" if self.dry_run else "recorded", self.recorded),
            ("recorded before", self.known),
            ("rejected", self.rejected),
            ("held back with them", self.held_back),
            ("of later days", self.later),
            ("of them not open on their day", self.irregular),
        )
        said = ", ".join(f"{say(name)} {number}" for name, number in numbers if number or name == numbers[0][0])
        console.print(f"{say('rows')} {self.rows}: {said}.")
        if self.dry_run:
            console.print(say("Nothing is written."))


def as_json(row: FaultyRow) -> dict[str, Any]:
    """A row with what is wrong with it, in every language."""
    return {
        "file": row.place.file,
        "line": row.place.line,
        "act": row.act,
        "case": row.case,
        "problems": [_problem(each) for each in row.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "field": problem.field,
        "article": {each: article_in(problem.article, each) for each in LANGUAGES} if problem.article else None,
        "rule": {each: rule_in(problem, each) for each in LANGUAGES},
        "found": {each: detail_in(problem, each) for each in LANGUAGES},
    }


def _table(rows: Sequence[FaultyRow], language: Language) -> PlainTable:
    say = words_in(language)
    columns = ("row", "act", "field", "article", "rule", "found")
    table = PlainTable(
        *map(say, columns), prose=(say("act"), say("rule"), say("found")), box=None, padding=(0, 2, 0, 0)
    )
    for each in rows:
        for place, problem in enumerate(each.problems):
            table.add_row(
                "" if place else f"{Path(each.place.file).name}:{each.place.line}",
                "" if place or not each.act else act_name(each.act, language),
                field_in(problem.field, language),
                article_in(problem.article, language),
                rule_in(problem, language),
                detail_in(problem, language),
            )
    return table
