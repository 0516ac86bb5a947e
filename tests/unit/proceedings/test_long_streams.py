"""A proceeding of two thousand acts is decided like any other."""

from datetime import date, timedelta

import pytest

from contracts.events.duties import DutyClosed
from contracts.events.proceedings import CourseRevised, DutyOpened
from services.proceedings.domain.rules import name_of
from tests.unit.proceedings.harness import Life, life

FIRST_DAY = date(2026, 3, 10)
ACTS = 2_000


def long_lived() -> Life:
    """A proceeding with two thousand costs, ten a day."""
    proceeding = life({"history": "voluntary-term"})
    for number in range(ACTS):
        day = FIRST_DAY + timedelta(days=number // 10)
        cost = {"event": "cost-incurred", "cost": f"cost {number}", "kind": "travel", "sum": "1.00 BYN"}
        proceeding.happen({**cost, "day": day})
    return proceeding


@pytest.mark.long
def test_an_act_of_today_and_one_of_the_past_are_recorded_after_two_thousand_others() -> None:
    proceeding = long_lived()
    today = FIRST_DAY + timedelta(days=ACTS // 10)
    recorded = proceeding.carry_out(
        {"command": "record-payment", "day": today, "payment": "last", "sum": "2100.00 BYN", "source": "debtor"}
    )
    expired, paid = (each for each in recorded if not isinstance(each.data, DutyOpened | DutyClosed))
    assert name_of(expired.data.type) == "compulsory-execution-started"
    assert paid.data.model_dump(include={"costs", "surplus"}, mode="json") == {
        "costs": {"amount": "2000.00", "currency": "933"},
        "surplus": {"amount": "0.00", "currency": "933"},
    }
    early = {"command": "record-payment", "day": FIRST_DAY, "payment": "first", "sum": "5.00 BYN", "source": "debtor"}
    (revised,) = proceeding.carry_out(early, today)
    assert isinstance(revised.data, CourseRevised)
    assert len(revised.data.entries) > ACTS
