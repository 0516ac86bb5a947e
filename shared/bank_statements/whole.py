"""A whole statement in one request, as programs and the command line send it: matched, tried, recorded."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts.base import Contract
from contracts.problems import Problem
from contracts.queries.proceedings import Allocation
from shared.bank_statements.choices import NOTHING, Choice, NoChoice
from shared.bank_statements.entries import BankEntry, BankStatement
from shared.bank_statements.faults import CHOICE, StatementFault, in_entry
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.matching import Match, Outcome, Remark
from shared.bank_statements.recording import Became, Result, StatementRecorder


class Line(NamedTuple):
    """An entry, what it is matched to, and what is recorded of it."""

    entry: BankEntry
    match: Match
    choice: Choice


class LineView(Contract):
    """An entry before it is recorded."""

    entry: BankEntry
    outcome: Outcome
    known_in: str | None = None
    """The proceeding in which it is on record, or the body on whose account."""
    remarks: tuple[Remark, ...] = ()
    choices: tuple[str, ...] = ()
    """What can be recorded of it."""
    choice: str
    """What is recorded of it."""
    problems: tuple[Problem, ...] = ()
    """Why that would be refused."""
    irregular: tuple[Problem, ...] = ()
    """Why a payment would be recorded as irregular."""
    allocation: Allocation | None = None
    """Where the money of a payment would go."""


class StatementView(Contract):
    """A statement before it is recorded."""

    statement: BankStatement
    """Without its entries, which are in the lines."""
    lines: tuple[LineView, ...]


class ResultView(Contract):
    """What became of an entry."""

    place: str
    order: str
    choice: str
    became: Became
    where: str
    """The proceeding, or the body on whose account; empty for none."""
    problems: tuple[Problem, ...] = ()


class ResultsView(Contract):
    """What became of the entries of a statement."""

    results: tuple[ResultView, ...]


async def lines_of(matcher: StatementMatcher, statement: BankStatement, choices: Mapping[str, str]) -> list[Line]:
    """The entries, with what is chosen by place instead of what the match says. Raises StatementFault and NoReply."""
    chosen = _read(statement, choices)
    matches = await matcher.matches(statement.entries)
    return [
        Line(entry, match, NOTHING if match.outcome is Outcome.KNOWN else chosen.get(entry.place, match.chosen))
        for entry, match in zip(statement.entries, matches, strict=True)
    ]


async def tried(recorder: StatementRecorder, statement: BankStatement, lines: Sequence[Line]) -> StatementView:
    """What recording would do; nothing is recorded. Raises NoReply."""
    shown = []
    for line in lines:
        outcome = await recorder.try_(line.entry, line.choice)
        preview = outcome.preview
        shown.append(
            LineView(
                entry=line.entry,
                outcome=line.match.outcome,
                known_in=line.match.known_in,
                remarks=line.match.remarks,
                choices=tuple(map(str, line.match.choices)),
                choice=str(line.choice),
                problems=outcome.problems,
                irregular=preview.irregular if preview else (),
                allocation=preview.allocation if preview else None,
            )
        )
    return StatementView(statement=statement.model_copy(update={"entries": ()}), lines=tuple(shown))


def results_view(results: Sequence[Result]) -> ResultsView:
    """What became of the entries."""
    return ResultsView(
        results=tuple(
            ResultView(
                place=each.entry.place,
                order=each.entry.order,
                choice=str(each.choice),
                became=each.became,
                where=each.where,
                problems=each.problems,
            )
            for each in results
        )
    )


def _read(statement: BankStatement, choices: Mapping[str, str]) -> Mapping[str, Choice]:
    """Raises StatementFault."""
    places = {entry.place for entry in statement.entries}
    found, problems = dict[str, Choice](), list[Problem]()
    for place, text in choices.items():
        try:
            found[place] = Choice.read(text)
        except NoChoice:
            problems.append(in_entry(place[:12], CHOICE.at(None, "the choice is none of those that the entry has")))
        if place not in places:
            problems.append(in_entry(place[:12], CHOICE.at(None, "the file has no such entry")))
    if problems:
        raise StatementFault(problems)
    return found
