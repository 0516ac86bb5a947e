"""Every step of a thing or a measure, from its rows: made where they open it, refused with its article elsewhere."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from contracts.codelists import MEASURE_STATUSES, MEASURES
from services.proceedings.domain.rules import rules_named
from shared.decider import Rejection
from shared.law.rule_sets.parts.acts import ThingMove
from shared.law.rule_sets.parts.measures import Transition
from shared.law.rule_sets.rows import Condition
from shared.law.rule_sets.vocabulary import How
from tests.unit.proceedings.harness import ACTORS, Fields, Life, named
from tests.unit.proceedings.sampled import PROCEDURE, SAMPLES, command_in, given_for, proceeding_in

RULES = rules_named("epc-2021")
SHARED = {move.of for row in PROCEDURE.acts.values() if len(row.moves_thing) > 1 for move in row.moves_thing}
"""Kinds of things that an act moves together with others: `cases` try their steps."""
MOVES: Mapping[str, ThingMove] = {
    act: move for act, row in PROCEDURE.acts.items() for move in row.moves_thing if move.of not in SHARED
}
NEW = "new"
"""The status of a thing before it is opened."""
NO_STEP = {"thing-already-opened", "thing-unknown", "thing-transition-impossible"}
NO_STEP_OF_A_MEASURE = "measure-transition-impossible"
DAY = date(2026, 3, 16)
"""The day of the samples in compulsory execution."""


def _statuses(of: str) -> list[str]:
    """Every status that a thing of the kind can have."""
    moves = [move for move in MOVES.values() if move.of == of]
    return sorted({NEW, *(move.to or NEW for move in moves), *(each for move in moves for each in move.from_)})


def _open_in(move: ThingMove) -> frozenset[str]:
    return move.from_ or frozenset({NEW})


def _path(of: str, before: str, status: str) -> list[str] | None:
    """The acts that bring a thing from one status to another, the fewest; none: nothing does."""
    paths: dict[str, list[str]] = {before: []}
    waiting = [before]
    while waiting:
        reached = waiting.pop(0)
        for act, move in MOVES.items():
            if move.of == of and reached in _open_in(move) and move.to is not None and move.to not in paths:
                paths[move.to] = [*paths[reached], act]
                waiting.append(move.to)
    return paths.get(status)


def _edges(*, open_: bool) -> list[tuple[str, str]]:
    return [(act, status) for act, move in MOVES.items() for status in _statuses(move.of)
            if (status in _open_in(move)) is open_]  # fmt: skip


def _given(acts: list[str], of: str) -> list[Fields]:
    """What the samples of the acts need, without the thing: its steps are made one by one."""
    of_the_thing = {event for act, move in MOVES.items() if move.of == of for event in PROCEDURE.acts[act].emits}
    given: list[Fields] = []
    for spec in (spec for act in acts for spec in given_for(act)):
        if spec["event"] not in of_the_thing and spec not in given:
            given.append(spec)
    return given


def _with_thing(act: str, thing_is: str, status: str) -> tuple[Life, Fields]:
    """A proceeding in a status, with the thing in its status, and the command of the act.

    What samples need brings a thing to some status: that of the act first, then that of an act that leads to the
    wanted one, then nothing; the first from which a way leads on is taken.
    """
    command = command_in(status, act)
    of = MOVES[act].of
    leading = [each for each, move in MOVES.items() if (move.of, move.to) == (of, thing_is)]
    anew = _given([*(_path(of, NEW, thing_is) or []), act], of)
    begun = proceeding_in(status, act)
    for given in (given_for(act), *([*given_for(each), *_given([act], of)] for each in leading), anew):
        about_it = [{**spec, of: command[of]} if of in spec else spec for spec in given]
        begun = proceeding_in(status, act, about_it)
        path = _path(of, _thing_is(begun, act, command), thing_is)
        for each in path or ():
            stated = {key: value for key, value in SAMPLES["acts"][each].items() if key not in {"attests", "actor"}}
            begun.happen({"event": PROCEDURE.acts[each].emits[0], "day": command["day"], **stated, of: command[of]})
        if _thing_is(begun, act, command) == thing_is:
            break
    if "actor" not in command and command["command"] not in ACTORS:
        # Steps of a transfer bring the proceeding to another executor.
        command = {**command, "actor": f"executor:{begun.course(command['day']).executor}"}
    return begun, command


def _thing_is(proceeding: Life, act: str, command: Fields) -> str:
    return proceeding.course(command["day"]).things.status(named(command[MOVES[act].of])) or NEW


@pytest.mark.parametrize(
    ("act", "thing_is", "status"),
    [(act, thing_is, status) for act, thing_is in _edges(open_=True)
     for status in PROCEDURE.statuses if status in PROCEDURE.acts[act].statuses],
)  # fmt: skip
def test_a_step_of_a_thing_is_made(act: str, thing_is: str, status: str) -> None:
    proceeding, command = _with_thing(act, thing_is, status)
    assert _thing_is(proceeding, act, command) == thing_is
    refused = _refused(proceeding, command)
    assert not NO_STEP & refused
    # What the sample states does not fit every history of the thing.
    assert refused or _thing_is(proceeding, act, command) == (MOVES[act].to or thing_is)


def _refused(proceeding: Life, command: Fields) -> set[str]:
    """The codes of a refusal; none: it was accepted."""
    try:
        assert proceeding.carry_out(command)
    except Rejection as refused:
        return {problem.code for problem in refused.problems}
    return set()


@pytest.mark.parametrize(("act", "thing_is"), _edges(open_=False))
def test_a_step_that_no_row_has_is_refused_with_its_article(act: str, thing_is: str) -> None:
    for status in sorted(PROCEDURE.acts[act].statuses):
        proceeding, command = _with_thing(act, thing_is, status)
        if _thing_is(proceeding, act, command) == thing_is:
            with pytest.raises(Rejection) as refused:
                proceeding.carry_out(command)
            assert any(problem.code in NO_STEP and problem.article for problem in refused.value.problems)
            return
    pytest.fail(f"no {MOVES[act].of} is ever {thing_is} where the act is open")


def _of_measures() -> Iterator[tuple[str, str]]:
    for act, row in PROCEDURE.acts.items():
        if row.moves_measure:
            yield from ((act, status) for status in MEASURE_STATUSES)


@pytest.mark.parametrize(("act", "measure_is"), [*_of_measures()])
def test_an_act_moves_a_measure_out_of_the_statuses_of_its_row(act: str, measure_is: str) -> None:
    row = PROCEDURE.acts[act]
    status = "compulsory" if "compulsory" in row.statuses else min(row.statuses)
    proceeding, command = proceeding_in(status, act), command_in(status, act)
    if _measure_is(proceeding, command) != measure_is:
        proceeding.happen({"event": "measure-status-changed", "day": command["day"], "measure": command["measure"],
                           "status": measure_is, "article": "Art. 343(1)"})  # fmt: skip
    assert _measure_is(proceeding, command) == measure_is
    assert row.moves_measure
    if measure_is in row.moves_measure.from_:
        assert proceeding.carry_out(command)
        assert _measure_is(proceeding, command) == row.moves_measure.to
    else:
        with pytest.raises(Rejection) as refused:
            proceeding.carry_out(command)
        assert any(each.code == NO_STEP_OF_A_MEASURE and each.article for each in refused.value.problems)


def _measure_is(proceeding: Life, command: Fields) -> str:
    return proceeding.course(command["day"]).measures[named(command["measure"])].status


def _machines() -> dict[tuple[Transition, ...], str]:
    """Every status machine of measures, with a measure that follows it."""
    return {RULES.steps(RULES.measure(code, DAY)): code for code in MEASURES}


@pytest.mark.parametrize("status", ["compulsory", "suspended"])
@pytest.mark.parametrize("measure_is", MEASURE_STATUSES)
@pytest.mark.parametrize("code", [*_machines().values()])
def test_a_measure_takes_the_steps_of_its_machine(code: str, measure_is: str, status: str) -> None:
    steps = {step.to: step for step in RULES.steps(RULES.measure(code, DAY)) if step.from_ == measure_is}
    begun = {"event": "measure-added", "day": date(2026, 3, 3), "measure": "it", "code": code, "status": measure_is,
             "article": "Art. 348(1)"}  # fmt: skip
    for to in MEASURE_STATUSES:
        proceeding = proceeding_in(status, "change-measure-status", [begun])
        command = {**command_in(status, "change-measure-status"), "measure": "it", "status": to}
        command |= {"note": "no obstacle was shown"} if to == "refused" else {}
        if (
            to in steps
            and not _taken_otherwise(code, steps[to])
            and (steps[to].while_suspended or status != "suspended")
        ):
            assert proceeding.carry_out({**command, "attests": _attested(steps[to])})
            assert proceeding.course(command["day"]).measures[named("it")].status == to
        else:
            with pytest.raises(Rejection) as refused:
                proceeding.carry_out(command)
            assert all(problem.article for problem in refused.value.problems)


def _taken_otherwise(code: str, step: Transition) -> bool:
    of_the_court, asked = RULES.measure(code, DAY).decided_by == ("court",), RULES.asked_by_measure(code)
    by_another_act = step.to in {*asked.by_others, *(each.to for each in asked.moved_by)}
    return by_another_act or step.taken_by == "petition" or (step.taken_by == "court-ruling" and of_the_court)


def _attested(step: Transition) -> list[str]:
    conditions = {row.id: row.how for row in RULES.law.all(Condition)}
    return [code for code in step.conditions if conditions[code] is How.ATTESTED]
