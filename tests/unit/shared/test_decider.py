"""Rejections say why."""

import pytest

from contracts.problems import Problem
from shared.decider import Rejection

PROBLEM = Problem(code="too-late", rule="in time", detail="three days late", article="Art. 356(1)")


def test_a_rejection_carries_every_problem() -> None:
    rejection = Rejection(PROBLEM, PROBLEM.model_copy(update={"code": "too-little"}))

    assert [problem.code for problem in rejection.problems] == ["too-late", "too-little"]
    assert str(rejection) == "too-late, too-little"


def test_a_rejection_without_a_problem_is_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rejection()
