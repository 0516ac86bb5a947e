"""How the last day of a limit is explained in replies to queries."""

from datetime import date
from typing import Any

from contracts.identifiers import new_id
from services.deadlines.queries import LimitLine
from services.deadlines.query_handler import explanation_of
from shared.law.calendar.published import calendar_with
from shared.law.rule_sets import RuleSets

RULES = RuleSets.load()
CALENDAR = calendar_with([])


def line(**stated: Any) -> LimitLine:
    return LimitLine.model_validate(
        {
            "id": new_id(), "number": "0101-2026-000123", "body": "0101", "executor": None,
            "limit": "voluntary-execution", "article": "Art. 357(1)", "starts_on": date(2026, 3, 16), "until": None,
            "due": date(2026, 3, 25), "provisional": False, "standing": "running", "met_in_time": None,
            "rule_set": "epc-2021", "history": "[]", **stated,
        }
    )  # fmt: skip


def explained(**stated: Any) -> Any:
    asked = line(**stated)
    return explanation_of(asked, RULES.named(asked.rule_set).limit(asked.limit), CALENDAR)


def test_the_explanation_counts_to_the_last_day_in_three_languages() -> None:
    found = explained()
    assert found.en.startswith("Art. 357(1), rule set epc-2021: 7 working days after 16 March 2026; counted from 17")
    assert "non-working: 21–22 March (weekend) (Art. 134(3)); last day 25 March 2026" in found.en
    assert "7 рабочих дней" in found.ru
    assert "7 рабочых дзён" in found.be


def test_what_happened_meanwhile_is_explained() -> None:
    suspended = '[{"kind": "suspended", "on": "2026-03-18"}'
    assert "18 March 2026" in explained(history=f"{suspended}]", standing="suspended").en
    resumed = f'{suspended}, {{"kind": "resumed", "on": "2026-04-01"}}]'
    assert "(Art. 137(2)); non-working: 4 April" in explained(history=resumed, due=date(2026, 4, 8)).en
    assert "16 April 2026" in explained(until=date(2026, 4, 16), due=date(2026, 4, 16)).en


def test_a_day_that_the_present_calendar_does_not_give_is_not_explained() -> None:
    assert explained(due=date(2026, 3, 26)) is None
    assert explained(history='[{"kind": "resumed", "on": "2026-04-01"}]') is None
