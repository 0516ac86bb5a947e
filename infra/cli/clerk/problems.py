"""Refusals for people: each reason with field, article and rule in their language, and what to do next."""

import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

import typer
from rich.text import Text

from contracts.problems import Problem
from infra.cli.clerk.labels import name_of, words_in
from infra.cli.clerk.names import act_name, field_name
from infra.cli.common.output import errors, print_json
from infra.cli.common.terminal import PlainTable
from shared import problem_texts
from shared.law.names import Language, article_in
from shared.problem_texts import advice, rule_in

REFUSED = 3
"""Exit code of a command or a preview that the rules refuse."""


def refuse(problems: Sequence[Problem], *, language: Language, as_json: bool) -> NoReturn:
    """Show every reason, as JSON on standard output, and what to do next; end with exit code 3."""
    if as_json:
        shown = [problem.model_dump(mode="json") for problem in problems]
        print_json({"outcome": "refused", "problems": shown, "next": advice(problems, language)})
        raise typer.Exit(REFUSED)
    say = words_in(language)
    errors.print(Text(f"{say('Refused')}:", "red"))
    errors.print(problems_table(problems, language))
    for line in advice(problems, language):
        errors.print(f"{say('Next')}: {line}")
    sys.stderr.flush()
    raise typer.Exit(REFUSED)


def problems_table(problems: Iterable[Problem], language: Language) -> PlainTable:
    """A row for each problem."""
    say = words_in(language)
    columns = ("field", "article", "rule", "found")
    table = PlainTable(*map(say, columns), prose=(say("rule"), say("found")), box=None, padding=(0, 2, 0, 0))
    for problem in problems:
        table.add_row(
            field_in(problem.field, language),
            article_in(problem.article, language),
            rule_in(problem, language),
            detail_in(problem, language),
        )
    return table


def field_in(path: str | None, language: Language) -> str:
    """`ground`, `основание (ground)`: the name beside the path by which it is typed; empty for none."""
    if not path or language == "en":
        return path or ""
    return f"{field_name(path, language)} ({path})"


def detail_in(problem: Problem, language: Language) -> str:
    """What was found, with the names of the codes that it names; English where no other sentence is known."""
    return problem_texts.detail_in(problem, language, lambda code: name_of(act_name(code, language), language))


def reasons_in(problems: Iterable[Problem], language: Language) -> str:
    """The reasons in one line: `Art. 366(2) the act is missing`."""

    def reason(problem: Problem) -> str:
        found = detail_in(problem, language)
        text = found if language == "en" else f"{rule_in(problem, language)}: {found}"
        return f"{article_in(problem.article, language)} {text}".strip()

    return "; ".join(map(reason, problems))
