"""Which acts are open: every reason that holds without what the act would state, and no other."""

from datetime import date
from pathlib import Path

import pytest

from contracts.queries.proceedings import Opening
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.open_acts import course_until, open_acts
from shared.decider import Rejection
from shared.law.calendar import belarus
from tests.unit.proceedings.harness import ACTORS, COMPULSORY_ON, INITIATED_ON, Fields, Life, cases, life

EXECUTOR = "executor:0101-017"
DECIDED = [
    case
    for case in cases(Path(__file__).parent / "cases")
    if case.get("history") != "none"
    and case["when"]["command"] in procedure_of("epc-2021").acts
    and case["when"].get("reason") != "resume-term-expired"  # a wake-up, no act
    # What is recorded later has its place among the acts of its day.
    and case.get("today", case["when"]["day"]) == case["when"]["day"]
    and not case["when"].get("recording", {}).get("paper")
]
"""Of acts made in the system: one that is recorded from a paper is never refused for not having been open."""


def openings(
    proceeding: Life, day: date, actor: str = EXECUTOR, stands_in: frozenset[str] = frozenset()
) -> dict[str, Opening]:
    assert proceeding.state is not None
    course = course_until(proceeding.state, day, belarus())
    return {each.act: each for each in open_acts(proceeding.state, course, day, actor, stands_in)}


def test_every_act_is_listed_with_its_article() -> None:
    shown = openings(life({}), INITIATED_ON)
    assert list(shown) == list(procedure_of("epc-2021").acts)
    assert shown["record-service"].article == "Art. 357(1)"


@pytest.mark.parametrize(
    ("history", "day", "act", "code"),
    [
        ("initiated", date(2026, 3, 3), "resume-proceeding", "act-not-allowed-in-status"),
        ("initiated", date(2026, 3, 3), "impose-fee", "act-not-allowed-in-status"),
        ("compulsory", date(2026, 3, 16), "record-service", "debtor-already-served"),
        ("compulsory", date(2026, 3, 16), "impose-fee", "fee-not-due"),
    ],
)
def test_a_closed_act_has_its_reason(history: str, day: date, act: str, code: str) -> None:
    shown = openings(life({"history": history}), day)[act]
    assert not shown.open
    assert [problem.code for problem in shown.problems] == [code]


def test_the_day_counts_and_not_what_came_later() -> None:
    proceeding = life({"history": "suspended"})
    assert not openings(proceeding, COMPULSORY_ON)["resume-proceeding"].open
    assert openings(proceeding, date(2026, 4, 2))["resume-proceeding"].open


def test_grounds_say_which_of_them_is_there() -> None:
    shown = openings(life({"history": "compulsory"}), date(2026, 3, 20))
    completing = {
        each.ground: [problem.code for problem in each.problems] for each in shown["complete-proceeding"].grounds
    }
    assert completing["complete-fulfilled"] == ["claim-outstanding"]
    assert not shown["complete-proceeding"].open
    suspending = {each.ground: each.problems for each in shown["suspend-proceeding"].grounds}
    assert [problem.code for problem in suspending["suspend-must-debtor-death"]] == ["ground-needs-individual"]
    assert suspending["suspend-must-release-claim"] == ()
    assert shown["suspend-proceeding"].open


def test_what_needs_the_data_of_the_act_is_named_and_not_guessed() -> None:
    shown = openings(life({"history": "compulsory"}), date(2026, 3, 20))["add-measure"]
    assert shown.open
    assert "sum-within-cap" in shown.depends_on


def test_an_act_made_now_is_open_after_all_that_is_recorded_of_the_day() -> None:
    examination = {"event": "measure-added", "day": date(2026, 3, 3), "measure": "it", "code": "ea-examine"}
    examination |= {"status": "adopted", "article": "Art. 351(1) ind. 4"}
    proceeding, today = life({"history": "initiated", "given": [examination]}), date(2026, 3, 5)
    letter = {"kind": "letter", "dated": today, "author": "Beta"}
    suspension = {"command": "suspend-proceeding", "day": today, "ground": "suspend-must-release-claim"}
    proceeding.carry_out({**suspension, "recording": {"paper": {**letter, "kind": "resolution"}}})
    planned = {"measure": "it", "planned": date(2026, 3, 10), "place_is": "residence", "place": "Minsk"}
    with pytest.raises(Rejection, match="act-not-allowed-in-status"):
        proceeding.carry_out({"command": "plan-action", "day": today, **planned})


@pytest.mark.parametrize(
    ("actor", "open_"),
    [("executor:0101-017", False), ("registrar:0101-003", False), ("head:0101", True), ("operator:cli", False)],
)
def test_an_act_is_open_to_whom_the_code_names(actor: str, open_: bool) -> None:
    shown = openings(life({"history": "compulsory"}), date(2026, 3, 20), actor)["assign-executor"]
    assert shown.open is open_


# All acts are asked for in each case, which takes a minute in all: most cases run with the long tests.
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case['file']}: {case['name']}", marks=[pytest.mark.long] if place % 3 else [])
        for place, case in enumerate(DECIDED)
    ],
)
def test_what_is_accepted_was_open_and_what_was_closed_is_refused(case: Fields) -> None:
    proceeding, spec = life(case), case["when"]
    actor = spec.get("actor", ACTORS.get(spec["command"], EXECUTOR))
    stands_in = frozenset(case.get("facts", {}).get("stands_in", ()))
    shown = openings(proceeding, spec["day"], actor, stands_in)[spec["command"]]
    ground = next((each for each in shown.grounds if each.ground == spec.get("ground")), None)
    closed = {problem.code for problem in (*shown.problems, *(ground.problems if ground else ()))}
    refused, events = _outcome(proceeding, spec)
    assert not (closed and events)
    # A fault of form is found first, and may be all that is reported; a wake-up that comes too late changes nothing.
    reported = closed if "actor-unfit" in refused else closed - {"actor-unfit"}
    assert reported <= refused or not reported & refused


def _outcome(proceeding: Life, spec: Fields) -> tuple[set[str], int]:
    """The codes of a refusal, and how many events there are."""
    try:
        return set(), len(proceeding.carry_out(spec))
    except Rejection as rejection:
        return {problem.code for problem in rejection.problems}, 0
