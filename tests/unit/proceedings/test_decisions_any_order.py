"""Complaints, reversals and reductions, recorded in any order: the same course follows."""

from pathlib import Path
from random import Random

import pytest

from shared.decider import Rejection
from tests.unit.proceedings.harness import Fields, Life, cases, life
from tests.unit.proceedings.test_corrections import by_track
from tests.unit.proceedings.test_late_acts import INITIATED_ON

CASES = [case for case in cases(Path(__file__).parent / "late") if case["file"] in {"complaints", "reversal"}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_order_of_recording_does_not_count(case: Fields) -> None:
    acts = [
        {**{key: value for key, value in act.items() if key != "recorded"}, "as": f"act {place}"}
        for place, act in enumerate(case["acts"])
    ]
    wanted = by_track(_recorded(case, acts).course(case["today"]))
    for seed in range(3):
        shuffled = Random(seed).sample(acts, len(acts))
        assert by_track(_recorded(case, shuffled).course(case["today"])) == wanted


def _recorded(case: Fields, acts: list[Fields]) -> Life:
    """Records the acts; one whose thing is not on record yet waits for it."""
    proceeding, waiting = life({**case, "initiated_on": INITIATED_ON}), [*acts]
    for _ in range(len(acts) ** 2):
        if not waiting:
            break
        act = waiting.pop(0)
        try:
            proceeding.carry_out(act, case["today"])
        except Rejection:
            waiting.append(act)
    assert not waiting
    return proceeding
