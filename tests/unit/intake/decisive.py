"""Which case of intake each condition decides, for the listing of all conditions."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from contracts.problems import Problem
from services.intake.domain.conditions import CONDITIONS
from services.intake.domain.course import Course
from services.intake.domain.facts import Facts
from shared.decider import Rejection
from shared.law.procedures import Act, ActRow
from tests.unit.intake.harness import CASES, Life, command_of
from tests.unit.intake.test_late_acts import LATE, today_of
from tests.unit.refused import is_among


def decisive_in_cases() -> dict[str, str]:
    """By condition the first case in which it finds what the command is refused for, or the act is irregular for."""
    found: dict[str, str] = {}
    before = dict(CONDITIONS.by_code)
    noticed: list[tuple[str, Problem]] = []

    def watched(code: str) -> Any:
        def test(course: Course, act: Act, row: ActRow) -> Iterator[Problem]:
            for problem in before[code].test(course, act, row):
                noticed.append((code, problem))
                yield problem

        return test

    CONDITIONS.by_code = {code: replace(each, test=watched(code)) for code, each in before.items()}
    try:
        for name, case, steps in reversed([*_cases()]):
            noticed.clear()
            reasons = _reasons(case, steps)
            decisive = {code for code, problem in noticed if is_among(problem, reasons)}
            found |= dict.fromkeys(decisive, f"intake/{name}.yaml: {case['name']}")
    finally:
        CONDITIONS.by_code = before
    return found


def _cases() -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    for case in CASES:
        yield "statements", case, [*case.get("given", []), case["when"]]
    for case in LATE:
        yield "late", case, [step for step in case["steps"] if "no_facts" not in step]


def _reasons(case: dict[str, Any], steps: list[Any]) -> list[Problem]:
    life = Life(TypeAdapter(Facts).validate_python(case.get("facts", {})))
    try:
        for step in steps:
            life.carry_out(command_of(case, step), today_of(step))
    except Rejection as rejection:
        return list(rejection.problems)
    return [problem for problems in life.course().irregular.values() for problem in problems]
