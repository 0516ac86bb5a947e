"""The cases of `late/courses.yaml`: acts recorded late, and the course that follows from them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.codelists import CURRENCIES
from contracts.events import proceedings as events
from contracts.values import Citation
from services.proceedings.domain.course import Course
from services.proceedings.domain.fees import fee_to_be_charged
from services.proceedings.domain.journal import records_an_act
from services.proceedings.domain.rules import name_of
from shared.books import Account
from shared.law.money.amounts import zero
from tests.unit.proceedings.harness import Fields, Life, cases, held, life, named, routine_duty, short

INITIATED_ON = date(2026, 6, 1)
CASES = list(cases(Path(__file__).parent / "late"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_course_follows_the_days_of_the_acts(case: Fields) -> None:
    TypeAdapter(Citation).validate_python(case["article"])
    proceeding = _recorded(case)
    course, last = proceeding.course(case["today"]), case["acts"][-1]["day"]
    found = {
        "statuses": [[status.code, status.day] for status in course.statuses],
        "reasons": [_status(each.data).reason for each in course.items if _status(each.data) is not None],
        "executors": [each.data.executor.id for each in course.items if hasattr(each.data, "executor")],
        "payments": {name: _payment(course, name, case["payments"][name]) for name in case.get("payments", ())},
        "receipts": {name: _receipt(course, name, case["receipts"][name]) for name in case.get("receipts", ())},
        "accounts": {key: _account(course, key) for key in case.get("accounts", ())},
        "owed": {key: short(_owed(course, key)) for key in case.get("owed", ())},
        "repaid": {number: short(claim.repaid) for number, claim in course.claims.items() if claim.repaid},
        "irregular": _irregular(proceeding, course),
        "measures_irregular": _irregular_measures(course, case),
        "duties": [
            each.data.duty
            for each in course.items
            if isinstance(each.data, events.DutyOpened) and routine_duty(each.data) is None
        ],
        "moves": {
            name: [[each.code, each.day] for each in course.measures[named(name)].history]
            for name in case.get("moves", ())
        },
        "articles": {name: _articles(course, name) for name in case.get("articles", ())},
        "holds": held(course, case.get("holds", {})),
        "debtor_is": course.debtor.value,
        "order": [name_of(each.data.type) for each in course.items],
        "open": sorted(duty for duty, _ in course.duties),
        "not_stated": _not_stated(proceeding, course),
        "events": [name_of(each.data.type) for each in course.items if each.day == last and records_an_act(each.data)],
        "revisions": proceeding.state.revision if proceeding.state else 0,
        "published": _published_statuses(proceeding),
    }
    wanted = {key: case[key] for key in found if key in case}
    assert {key: found[key] for key in wanted} == wanted


def _recorded(case: Fields) -> Life:
    proceeding = life({**case, "initiated_on": INITIATED_ON})
    for act in case["acts"]:
        recorded = act.get("recorded", case["today"])
        proceeding.carry_out({key: value for key, value in act.items() if key != "recorded"}, recorded)
    return proceeding


def _status(data: Any) -> Any:
    status = getattr(data, "status", None)
    return None if isinstance(status, str) else status  # a measure has a bare code


def _articles(course: Course, name: str) -> list[str]:
    """Of each step of a measure, the article it rests on."""
    steps = (each.data for each in course.items if isinstance(each.data, events.MeasureStatusChanged))
    return [step.article for step in steps if step.measure == named(name)]


def _published_statuses(proceeding: Life) -> list[str]:
    assert proceeding.state is not None
    published = [_status(item.data) for item in proceeding.state.published["status"]]
    return [status.code for status in published if status is not None]


def _payment(course: Course, name: str, wanted: Fields) -> Fields:
    [paid] = [
        each.data
        for each in course.items
        if isinstance(each.data, events.PaymentReceived) and each.data.payment == named(name)
    ]
    data: dict[str, Any] = paid.model_dump(mode="json")
    return {key: short(data[key]) for key in wanted}


def _receipt(course: Course, name: str, wanted: Fields) -> Fields:
    """What has become of a receipt by now."""
    return {key: short(getattr(course.receipts[named(name)], key)) for key in wanted}


def _account(course: Course, named_: str) -> str:
    """What an account of custody holds: `overpaid-receivable BYN`."""
    account, abbreviation = named_.split()
    currency = next(code for code, each in CURRENCIES.items() if each.abbreviation == abbreviation)
    return f"{course.custody.holds(course.items, Account(account), currency):.2f}"


def _owed(course: Course, what: str) -> Any:
    """`fee BYN`: the fees charged and not paid; `costs BYN`; `to-charge BYN`: the fee to be charged apart."""
    kind, abbreviation = what.split()
    currency = next(code for code, each in CURRENCIES.items() if each.abbreviation == abbreviation)
    if kind == "to-charge":
        return next((fee for fee in fee_to_be_charged(course) if fee.currency == currency), zero(currency))
    ledger = course.ledger(currency)
    return ledger.fee_owed if kind == "fee" else ledger.costs_owed


def _not_stated(proceeding: Life, course: Course) -> dict[str, list[str]]:
    assert proceeding.state is not None
    names = {act.id: act.name for act in proceeding.state.acts}
    return {names[act]: list(codes) for act, codes in course.not_stated.items()}


def _irregular_measures(course: Course, case: Fields) -> list[str]:
    names = {named(act["measure"]): act["measure"] for act in case["acts"] if act["command"] == "add-measure"}
    added = [(id_, each.data) for id_, items in course.items_of.items() for each in items]
    return sorted(
        names[data.measure] for id_, data in added if isinstance(data, events.MeasureAdded) and id_ in course.irregular
    )


def _irregular(proceeding: Life, course: Course) -> dict[str, str]:
    assert proceeding.state is not None
    names = {act.id: act.name for act in proceeding.state.acts}
    return {names[act]: problems[0].code for act, problems in course.irregular.items()}
