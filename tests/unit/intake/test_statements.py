"""The cases of statements.yaml, run against the decider of intake."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.codelists import CURRENCIES
from contracts.events.intake import StatementAssessed, StatementRegistered
from contracts.values import Money
from services.intake.domain.facts import Facts
from shared.decider import Rejection
from tests.unit.intake.harness import CASES, Life, command_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    life = Life(TypeAdapter(Facts).validate_python(case.get("facts", {})))
    for step in case.get("given", []):
        life.carry_out(command_of(case, step))
    then = case["then"]
    command = command_of(case, case["when"])
    if "problem" in then:
        with pytest.raises(Rejection) as refused:
            life.carry_out(command)
        problem = refused.value.problems[0]
        assert (problem.code, problem.field) == (then["problem"], then.get("field"))
        return
    [event] = life.carry_out(command)
    assert type(event).__name__ == then.get("event", "StatementAssessed")
    if isinstance(event, StatementAssessed):
        assert event.proposal == then["proposal"]
        assert [finding.ground for finding in event.findings] == then["findings"]
        assert "due" not in then or event.presentation.due == then["due"]
        assert "cites" not in then or event.findings[0].article == then["cites"]
    elif "cites" in then:
        assert getattr(event, "article", None) == then["cites"]
    if isinstance(event, StatementRegistered) and "sums" in then:
        assert [_written(claim.sum) for claim in event.claims if claim.sum] == then["sums"]
        converted = [claim.converted for claim in event.claims if claim.converted]
        assert [f"{_written(each.stated)} by {each.units}" for each in converted] == then["converted"]
        assert all("No. 450" in each.basis for each in converted)


def _written(value: Money) -> str:
    return f"{value.amount} {CURRENCIES[value.currency].abbreviation}"
