"""The interpreter of procedures: walks the acts in their order, examines each, and carries out its effects.

What a condition tests and what an effect does is code under a name; which act needs which is the rows' business.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from contracts.problems import Problem
from shared.law.procedures.acts import Act, Rank, in_order
from shared.law.rule_sets.parts.procedures import ActRow, Late, Procedure


class Course(Protocol):
    """What follows from the acts so far."""

    def advance(self, day: date) -> None:
        """Let happen by law what happens up to and on that day."""
        ...


C = TypeVar("C", bound=Course)
Test = Callable[[C, Act, ActRow], Iterable[Problem]]
Effect = Callable[[C, Act, ActRow], None]


@dataclass(frozen=True, slots=True)
class Condition(Generic[C]):
    """A named test. One of form concerns identity, contents and possible dates: without it nothing is recorded."""

    code: str
    test: Test[C]
    of_form: bool
    decisive: bool
    """Where it finds something, the conditions after it are not asked."""


@dataclass(slots=True)
class Conditions(Generic[C]):
    """A closed registry of conditions."""

    by_code: dict[str, Condition[C]] = field(default_factory=dict)

    def derived(self, code: str, *, of_form: bool = False, decisive: bool = False) -> Callable[[Test[C]], Test[C]]:
        """Register a test over the course under a code."""

        def register(test: Test[C]) -> Test[C]:
            if code in self.by_code:
                raise ValueError(f"condition {code!r} is registered twice")
            self.by_code[code] = Condition(code, test, of_form, decisive)
            return test

        return register


@dataclass(slots=True)
class Effects(Generic[C]):
    """A closed registry of effects."""

    by_code: dict[str, Effect[C]] = field(default_factory=dict)

    def named(self, code: str) -> Callable[[Effect[C]], Effect[C]]:
        """Register an effect under a code."""

        def register(effect: Effect[C]) -> Effect[C]:
            if code in self.by_code:
                raise ValueError(f"effect {code!r} is registered twice")
            self.by_code[code] = effect
            return effect

        return register


def check(procedure: Procedure, conditions: Conditions[Any], effects: Effects[Any]) -> None:
    """Whether every code of the rows is known, and every known code used. Raises ValueError."""
    rows = procedure.rows.values()
    for what, known, used in (
        ("condition", conditions.by_code.keys(), {code for row in rows for code in row.conditions}),
        ("effect", effects.by_code.keys(), {code for row in rows for code in row.effects}),
    ):
        if unknown := used - known:
            raise ValueError(f"the procedure uses an unknown {what}: {sorted(unknown)}")
        if unused := known - used:
            raise ValueError(f"no act of the procedure uses the {what}: {sorted(unused)}")


def faults_of_form(course: C, act: Act, row: ActRow, conditions: Conditions[C]) -> tuple[Problem, ...]:
    """What forbids to record an act at all; `course` is what follows from all acts recorded so far."""
    return _found(course, act, row, conditions, of_form=True)


def walk(
    course: C,
    procedure: Procedure,
    acts: Sequence[Act],
    conditions: Conditions[C],
    effects: Effects[C],
    rank: Callable[[Act, ActRow], Rank],
    through: date,
) -> Iterator[tuple[Act, tuple[Problem, ...]]]:
    """Let the acts take effect on `course`, each in its place, then what follows by law up to `through`.

    Yields each act, before its effects, with the reasons why it was not open in its place. Raises ContradictoryOrder.
    """
    rows = procedure.rows
    for act in in_order(acts, lambda act: rank(act, rows[act.name])):
        row = rows[act.name]
        course.advance(act.day)
        problems = _found(course, act, row, conditions, of_form=False)
        yield act, problems
        if problems and row.late is Late.VOID:
            continue
        for code in row.effects:
            effects.by_code[code](course, act, row)
    course.advance(through)


def _found(course: C, act: Act, row: ActRow, conditions: Conditions[C], *, of_form: bool) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for code in row.conditions:
        condition = conditions.by_code[code]
        if condition.of_form is not of_form:
            continue
        problems = list(condition.test(course, act, row))
        found += problems
        if problems and condition.decisive:
            break
    return tuple(found)
