"""The cases of statements.yaml, run against the decider of intake."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.codelists import CURRENCIES
from contracts.events.intake import PaymentLimit, StatementAssessed
from contracts.values import Money
from services.intake.domain.facts import Facts
from services.intake.domain.views import duties
from shared.decider import Rejection
from tests.unit.intake.harness import CASES, Life, command_of
from tests.unit.refused import check_named


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
        check_named(refused.value.problems)
        problem = refused.value.problems[0]
        assert (problem.code, problem.field) == (then["problem"], then.get("field"))
        assert "cites" not in then or problem.article == then["cites"]
        return
    event, *followed = life.carry_out(command)
    assert type(event).__name__ == then.get("event", "StatementAssessed")
    assert "cites" not in then or _cited(event) == then["cites"]
    for aspect in SEEN.keys() & then.keys():
        assert SEEN[aspect](event) == then[aspect]
    if "duties" in then:
        assert sorted(duty.duty for duty in duties(life.course())) == then["duties"]
    if "followed" in then:
        assert [type(each).__name__ for each in followed] == then["followed"]


def _cited(event: Any) -> str | None:
    cited: str | None = event.findings[0].article if isinstance(event, StatementAssessed) else event.article
    return cited


def _written(value: Money | None) -> str:
    return f"{value.amount} {CURRENCIES[value.currency].abbreviation}" if value else ""


def _limit(payment: PaymentLimit) -> str:
    return f"{payment.due_on} until {payment.due}{'' if payment.in_time else ' late'}"


SEEN: dict[str, Callable[[Any], Any]] = {
    "proposal": lambda event: event.proposal,
    "findings": lambda event: [finding.ground for finding in event.findings],
    "due": lambda event: event.presentation.due,
    "payments": lambda event: [_limit(each) for each in event.presentation.payments],
    "sums": lambda event: [_written(claim.sum) for claim in event.claims],
    "converted": lambda event: [
        f"{_written(claim.converted.stated)} by {claim.converted.units}" for claim in event.claims if claim.converted
    ],
    "executor": lambda event: event.executor.id,
    "number": lambda event: event.number,
    "loads": lambda event: {each.executor: each.documents for each in event.loads},
    "whole": lambda event: [_written(each.sum) for each in event.liability.whole],
    "refused": lambda event: [f"{_written(claim.sum)} by {event.refused.article}" for claim in event.refused.claims],
}
