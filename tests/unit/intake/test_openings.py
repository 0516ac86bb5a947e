"""Which acts on a statement a person may do today, and why not the others."""

from datetime import date
from typing import Any

import pytest

from contracts.queries.intake import StatementOpening
from services.intake.domain.facts import Facts
from services.intake.domain.openings import openings
from shared.decider import Rejection
from tests.unit.intake.harness import Life, command_of
from tests.unit.intake.test_tables import FIRST, STEPS, WAYS

TODAY = date(2026, 3, 17)
EXECUTOR, OTHER, REGISTRAR, HEAD = "executor:0101-017", "executor:0101-020", "registrar:0101-003", "head:0101"
SENDERS = (EXECUTOR, OTHER, REGISTRAR, HEAD, "executor:0201-003", "head:0201", "operator:petrova", "accountant:0101")


def opened(life: Life, actor: str, *stands_in: str) -> dict[str, StatementOpening]:
    return {each.act: each for each in openings(life.course(), actor, frozenset(stands_in), TODAY)}


def lived(*steps: Any) -> Life:
    life = Life(Facts())
    for step in steps:
        life.carry_out(command_of({}, step))
    return life


def reasons(found: StatementOpening) -> list[str]:
    return [each.code for each in found.problems]


@pytest.mark.parametrize("status", WAYS)
@pytest.mark.parametrize("actor", SENDERS)
@pytest.mark.parametrize("act", STEPS)
def test_what_is_offered_is_what_the_service_accepts(act: str, actor: str, status: str) -> None:
    life = lived("register", *WAYS[status])
    found = opened(life, actor)[act]
    if found.open:
        for step in FIRST.get(act, []):
            life.carry_out(command_of({}, step))
    step = {"day": TODAY, **STEPS[act], "actor": actor}
    if act == "decide-on-statement" and actor == OTHER:
        step["executor"] = "0101-020"
    command = command_of({}, step)
    try:
        life.carry_out(command, max(command.effective_date, TODAY))
    except Rejection as rejection:
        refused = rejection.problems[0]
        assert not found.open, refused
        assert refused.code in reasons(found)
        assert refused.article is not None
    else:
        assert found.open


def test_executors_acts_are_for_no_registrar_and_no_head() -> None:
    life = lived("register")
    for actor in (REGISTRAR, HEAD):
        found = opened(life, actor)["assess-statement"]
        assert (found.open, reasons(found), found.recordable) == (False, ["actor-unfit"], True)
    assert opened(life, EXECUTOR)["assess-statement"].open
    assert [act for act, each in opened(life, HEAD).items() if each.open] == ["distribute-statement"]


def test_what_another_executor_has_is_neither_made_nor_recorded() -> None:
    life = lived("register", {"distribute": ["0101-017"]})
    found = opened(life, OTHER)["assess-statement"]
    assert (reasons(found), found.recordable) == (["not-the-executor"], False)
    assert opened(life, OTHER, "0101-017")["assess-statement"].open, "a substitute"


def test_what_parties_bring_is_taken_by_everybody_of_the_body() -> None:
    life = lived("register", *WAYS["decided-refuse"])
    for actor in (EXECUTOR, OTHER, REGISTRAR, HEAD):
        assert opened(life, actor)["complain-of-decision"].open
    assert not opened(life, "registrar:0201-003")["complain-of-decision"].recordable


def test_the_registration_is_no_act_on_what_is_registered() -> None:
    assert "register-statement" not in opened(lived("register"), EXECUTOR)
