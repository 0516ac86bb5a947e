"""The interpreter of procedures: walks the acts in their order, examines each, and carries out its effects.

What a condition tests and what an effect does is code under a name; which act needs which is the rows' business.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, groupby
from typing import Any, Generic, Protocol, TypeVar

from contracts.problems import Problem
from shared.law.procedures.acts import Act, Rank, has_its_place, in_order
from shared.law.rule_sets.parts.procedures import ActRow, Late, Procedure
from shared.law.rule_sets.vocabulary import How


class Course(Protocol):
    """What follows from the acts so far."""

    def advance(self, day: date) -> None:
        """Let happen by law what happens up to and on that day."""
        ...


C = TypeVar("C", bound=Course)
Test = Callable[[C, Act, ActRow], Iterable[Problem]]
Effect = Callable[[C, Act, ActRow], None]
Named = Callable[[C, Act, ActRow], Iterable[str]]
Stated = Callable[[C, Act, ActRow, str], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Condition(Generic[C]):
    """A named test. One of form concerns identity, contents and possible dates: without it nothing is recorded."""

    code: str
    test: Test[C]
    of_form: bool
    decisive: bool
    """Where it finds something, the conditions after it are not asked."""
    fact: bool = False
    """It reads what a table of the service said when the act was recorded, frozen into the act."""


@dataclass(slots=True)
class Conditions(Generic[C]):
    """A closed registry of conditions. Derived ones are tested by code; of the others the act says that they hold."""

    by_code: dict[str, Condition[C]] = field(default_factory=dict)
    named: Named[C] = lambda *_: ()
    """The conditions of what an act names, such as a measure or a ground, beside those of the act's row."""
    stated: Stated[C] = lambda *_: ()
    """What is wrong with what an act says, or does not say, of a condition that is not derived."""
    article: Callable[[C, Act, str], str | None] = lambda *_: None
    """The article of a condition: what rests on no other rests on it."""

    def derived(self, code: str, *, of_form: bool = False, decisive: bool = False) -> Callable[[Test[C]], Test[C]]:
        """Register a test over the course under a code."""

        return self._registering(code, of_form=of_form, decisive=decisive, fact=False)

    def fact(self, code: str, *, decisive: bool = False) -> Callable[[Test[C]], Test[C]]:
        """Register a test over the evidence of an act under a code: it is made when the act is recorded."""
        return self._registering(code, of_form=True, decisive=decisive, fact=True)

    def _registering(self, code: str, *, of_form: bool, decisive: bool, fact: bool) -> Callable[[Test[C]], Test[C]]:
        def register(test: Test[C]) -> Test[C]:
            if code in self.by_code:
                raise ValueError(f"condition {code!r} is registered twice")
            self.by_code[code] = Condition(code, test, of_form, decisive, fact)
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


def check(
    procedure: Procedure,
    conditions: Conditions[Any],
    effects: Effects[Any],
    kinds: Mapping[str, How],
    named: Collection[str] = (),
) -> None:
    """Whether every code is known, and every known code used. Raises ValueError.

    `kinds` says of every condition of the rule set how it is known; `named` are those of what acts name.
    """
    rows = procedure.rows.values()
    asked = {*named, *(code for row in rows for code in row.conditions)}
    if unclassified := asked - kinds.keys():
        raise ValueError(f"it is not said how these conditions are known: {sorted(unclassified)}")
    given = {code for code, condition in conditions.by_code.items() if condition.fact}
    if facts := {code for code in asked if kinds[code] is How.FACT} - given:
        raise ValueError(f"no table of the service gives these facts: {sorted(facts)}")
    for what, known, used in (
        ("condition", conditions.by_code.keys(), {code for code in asked if kinds[code] is not How.ATTESTED}),
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
    done: Callable[[Act], None] = lambda _: None,
) -> Iterator[tuple[Act, tuple[Problem, ...]]]:
    """Let the acts take effect on `course`, each in its place, then what follows by law up to `through`.

    Yields each act, before its effects, with the reasons why it was not open in its place. An act that would be void
    in its place, and whose order is not stated, comes after the act of its day that opens it. `done` is called with
    each act that was carried out, before anything else happens. Raises ContradictoryOrder.
    """
    rows = procedure.rows

    def examined(act: Act) -> tuple[Problem, ...]:
        return _found(course, act, rows[act.name], conditions, of_form=False)

    def carry_out(act: Act, problems: tuple[Problem, ...]) -> None:
        row = rows[act.name]
        if problems and row.late is Late.VOID:
            return
        for code in row.effects:
            effects.by_code[code](course, act, row)
        done(act)

    for day, ordered in groupby(in_order(acts, lambda act: rank(act, rows[act.name])), key=lambda act: act.day):
        of_day, waiting = list(ordered), list[Act]()
        for act in of_day:
            course.advance(day)
            movable = rows[act.name].late is Late.VOID and not has_its_place(act, of_day)
            problems = examined(act)
            if problems and movable:
                waiting.append(act)
                continue
            yield act, problems
            carry_out(act, problems)
            while act_in_place := next((each for each in waiting if not examined(each)), None):
                waiting.remove(act_in_place)
                yield act_in_place, ()
                carry_out(act_in_place, ())
        for act in waiting:
            yield act, examined(act)
    course.advance(through)


def _found(course: C, act: Act, row: ActRow, conditions: Conditions[C], *, of_form: bool) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for code in row.conditions if of_form else chain(row.conditions, conditions.named(course, act, row)):
        condition = conditions.by_code.get(code)
        if condition is None:
            found += () if of_form else conditions.stated(course, act, row, code)
            continue
        if condition.of_form is not of_form:
            continue
        problems = [_resting(each, course, act, code, conditions) for each in condition.test(course, act, row)]
        found += problems
        if problems and condition.decisive:
            break
    return tuple(found)


def _resting(problem: Problem, course: C, act: Act, code: str, conditions: Conditions[C]) -> Problem:
    article = conditions.article(course, act, code) if problem.article is None else None
    return problem.model_copy(update={"article": article}) if article else problem
