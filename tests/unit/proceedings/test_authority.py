"""Who may make each act: every row with every kind of sender, decided and asked for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.proceedings.domain.decide import PROCEEDING
from services.proceedings.domain.open_acts import course_until, open_acts
from shared.decider import Context, Rejection
from shared.law.calendar import belarus
from tests.unit.proceedings.harness import STREAM, Fields, Life, command_of, facts_for, life
from tests.unit.proceedings.sampled import CASE, PROCEDURE, SAMPLES, command_in, proceeding_in

PAPER = {"kind": "answer", "dated": date(2026, 3, 20), "author": "Register"}
OF_THE_ROW = {
    "executor": "court-executor",
    "head": "head-of-enforcement-body",
    "accountant": "enforcement-body",
    "superior": "superior-enforcement-body",
    "court": "court",
}
OFFICIALS = frozenset(OF_THE_ROW.values()) - {"court"}
SENDERS = (
    "executor:0101-017",
    "executor:0101-018",
    "executor:0102-017",
    "executor:0101-0170",
    "head:0101",
    "head:0102",
    "accountant:0101-003",
    "accountant:0102-003",
    "registrar:0101-003",
    "registrar:0102-003",
    "superior:01",
    "court:EC-MINSK",
    "operator:petrova",
    "clerk:0101-017",
    "executor",
    "policy:debtor-group",
)
"""The first one has the proceeding; it is one of body 0101."""
ABOUT_THE_SENDER = frozenset({"actor-unfit", "actor-of-another-body", "not-the-executor"})
TAKEN_UP = {"executor:0101-017": {"actor-of-another-body", "not-the-executor"}, "executor:0201-004": set()}
"""By the executor of the body that it was sent to."""


def expected(act: str, sender: str) -> set[str]:
    """Why the act is not for the sender; nothing where it is."""
    role, _, code = sender.partition(":")
    by = set(PROCEDURE.acts[act].by)
    if role == "policy":
        return set()
    named = not by <= OFFICIALS if role == "registrar" else OF_THE_ROW.get(role) in by
    if not named:
        return {"actor-unfit"}
    found = set()
    if role in {"executor", "head", "accountant", "registrar"} and not code.startswith("0101"):
        found.add("actor-of-another-body")
    if role == "executor" and code != "0101-017":
        found.add("not-the-executor")
    return found


def refused(proceeding: Life, spec: Fields, **facts_more: Any) -> set[str]:
    """What is said of the sender when the command is decided on the day of its act."""
    command, facts = command_of(spec, CASE, STREAM), replace(facts_for(spec, CASE), **facts_more)
    try:
        PROCEEDING.decide(proceeding.state, command, Context(spec["day"], facts))
    except Rejection as rejection:
        return {problem.code for problem in rejection.problems} & ABOUT_THE_SENDER
    return set()


def status_for(act: str) -> str:
    """A status in which the act is open."""
    statuses: dict[str, Fields] = SAMPLES["statuses"]
    return next(status for status in statuses if status in PROCEDURE.acts[act].statuses)


@pytest.mark.parametrize("act", PROCEDURE.acts)
def test_an_act_is_for_whom_its_row_names_and_for_the_executor_who_has_the_proceeding(act: str) -> None:
    status = status_for(act)
    proceeding, spec = proceeding_in(status, act), command_in(status, act)
    if act == "take-up-proceeding":
        for sender, codes in TAKEN_UP.items():
            assert refused(proceeding, {**spec, "actor": sender}) == codes
        return
    found = {sender: refused(proceeding, {**spec, "actor": sender}) for sender in SENDERS}
    assert found == {sender: expected(act, sender) for sender in SENDERS}


def test_what_is_asked_for_is_answered_as_the_command_is() -> None:
    day: date = SAMPLES["statuses"]["compulsory"]["day"]
    proceeding = proceeding_in("compulsory", "record-cost")
    assert proceeding.state is not None
    course = course_until(proceeding.state, day, belarus())
    for sender in SENDERS:
        shown = {each.act: each for each in open_acts(proceeding.state, course, day, sender)}
        for act in PROCEDURE.acts.keys() - {"take-up-proceeding"}:
            said = {problem.code for problem in shown[act].problems} & ABOUT_THE_SENDER
            assert said == expected(act, sender), (act, sender)


def test_every_role_of_a_body_is_named_by_rows() -> None:
    named = {actor for row in PROCEDURE.acts.values() for actor in row.by}
    assert set(OF_THE_ROW.values()) - named == set()


def test_a_file_that_was_sent_to_another_body_is_read_there_until_it_is_taken_up() -> None:
    """Its executor opens the proceeding to take it up (Art. 354(2))."""
    proceeding = life({"history": "compulsory"})
    found: list[str | None] = []
    for spec in (
        {"command": "establish-other-place", "found": "debtor-moved", "place": "Brest", "paper": PAPER},
        {"command": "transfer-proceeding", "body": "0201", "reason": "the debtor lives in Brest"},
        {
            "command": "send-file",
            "way": "registered-mail",
            "inventory": "12 sheets",
            "attests": ["held-money-handed-over"],
        },
        {
            "command": "take-up-proceeding",
            "executor": {"id": "0201-004", "full_name": "Kovalev Ivan Petrovich"},
            "actor": "executor:0201-004",
        },
    ):
        proceeding.carry_out({"day": date(2026, 3, 20), "transfer": "brest", **spec})
        assert proceeding.state is not None
        found.append(proceeding.state.receiving)
    assert found == [None, None, "0201", None]
