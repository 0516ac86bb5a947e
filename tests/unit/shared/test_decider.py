"""Rejections say why."""

import json

import pytest

from contracts.catalogue import COMMANDS
from contracts.commands.edge import SuspendConsumer
from contracts.problems import Problem, limited
from contracts.registry import MalformedMessage
from shared.decider import Rejection

PROBLEM = Problem(code="too-late", rule="in time", detail="three days late", article="Art. 356(1)")


def test_a_rejection_carries_every_problem() -> None:
    rejection = Rejection(PROBLEM, PROBLEM.model_copy(update={"code": "too-little"}))

    assert [problem.code for problem in rejection.problems] == ["too-late", "too-little"]
    assert str(rejection) == "too-late, too-little"


def test_a_rejection_without_a_problem_is_a_fault() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rejection()


def test_a_rejection_lists_a_hundred_problems_and_counts_the_rest() -> None:
    rejection = Rejection(*[PROBLEM] * 24_000)

    assert len(rejection.problems) == 100
    assert rejection.problems[-1].detail == "three days late; … and 23 900 more"
    assert limited(rejection.problems) == rejection.problems
    assert len(str(rejection)) < 2000


def test_a_malformed_message_lists_a_hundred_problems_and_counts_the_rest() -> None:
    unknown = {str(number): 0 for number in range(24_000)}
    body = json.dumps({"consumer": "a-court", "reason": "letter 7", **unknown}).encode()

    with pytest.raises(MalformedMessage) as refusal:
        COMMANDS.decode(SuspendConsumer.type, body)

    assert len(refusal.value.problems) == 100
    assert refusal.value.problems[-1].detail.endswith("; … and 23 900 more")
