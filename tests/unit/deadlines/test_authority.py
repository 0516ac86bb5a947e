"""Who may send which command to `deadlines`."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.deadlines import (
    AnnounceDueLimits,
    ExtendLimit,
    MeetLimit,
    PublishCalendar,
    RescheduleLimits,
    RestoreLimit,
)
from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.recording import Attestation, Paper, Recording
from services.deadlines.domain.decider import decider
from services.deadlines.domain.rules import Carrier, Facts
from services.deadlines.domain.watch import Watch
from shared.decider import Context, Rejection
from shared.law.calendar import belarus
from shared.law.calendar.published import CALENDAR
from shared.law.rule_sets import RuleSets

DAY = date(2026, 3, 17)
LIMIT = UUID(int=7)
ON_A_LIMIT = (
    ExtendLimit(occurrence=LIMIT, until=date(2026, 4, 1), reasons="illness"),
    RestoreLimit(occurrence=LIMIT, until=date(2026, 4, 1), reasons="illness"),
    MeetLimit(occurrence=LIMIT, basis="complaint No 7"),
)
UPKEEP = (
    PublishCalendar(version="by-2027", settles=(2027,)),
    RescheduleLimits(calendar="by-2027", cause="an act"),
    AnnounceDueLimits(as_of=DAY),
)
UNFIT, OTHER, EXECUTOR = "actor-unfit", "actor-of-another-body", "not-the-executor"
OF_THE_CASE = {
    "executor:0101-017": None,
    "executor:0101-018": EXECUTOR,
    "executor:0102-017": OTHER,
    "head:0101": None,
    "head:0102": OTHER,
    "registrar:0101-003": None,
    "registrar:0102-003": OTHER,
    "accountant:0101-003": UNFIT,
    "court:EC-MINSK": None,
    "superior:01": None,
    "operator:petrova": UNFIT,
    "clerk:0101-017": UNFIT,
    "timer:deadlines": None,
}
OF_THE_CALENDAR = {sender: None if sender.startswith(("operator:", "timer:")) else UNFIT for sender in OF_THE_CASE}


def command_of(data: Any, sender: str) -> CommandEnvelope[Any]:
    """A command as it is sent."""
    return CommandEnvelope[Any](
        id=new_id(),
        source="/lea/test",
        type=data.type,
        stream=CALENDAR if isinstance(data, PublishCalendar) else LIMIT,
        effective_date=DAY,
        issued_at=datetime(2026, 3, 17, 9, tzinfo=UTC),
        actor=sender,
        correlation_id=LIMIT,
        data=data,
    )


def refused(data: Any, sender: str, carrier: Carrier | None = None) -> str | None:
    """What is said of the sender."""
    command = command_of(data, sender)
    facts = Facts(belarus(), carrier=carrier or Carrier("0101", "0101-017"))
    try:
        decider(RuleSets.load()).decide(Watch(), command, Context(DAY, facts))
    except Rejection as rejection:
        found = rejection.problems[0]
        return found.code if found.field == "actor" else None
    return None


@pytest.mark.parametrize("data", ON_A_LIMIT, ids=lambda data: data.type)
def test_a_limit_is_for_those_who_have_the_case(data: Any) -> None:
    assert {sender: refused(data, sender) for sender in OF_THE_CASE} == OF_THE_CASE


@pytest.mark.parametrize("data", UPKEEP, ids=lambda data: data.type)
def test_the_calendar_is_for_operators(data: Any) -> None:
    assert {sender: refused(data, sender) for sender in OF_THE_CALENDAR} == OF_THE_CALENDAR


def test_a_statement_that_was_given_to_nobody_is_for_every_executor_of_its_body() -> None:
    to_nobody = Carrier("0101", None)
    assert refused(ON_A_LIMIT[0], "executor:0101-018", to_nobody) is None
    assert refused(ON_A_LIMIT[0], "executor:0102-017", to_nobody) == OTHER


def test_a_paper_is_named_for_a_condition_of_the_rule_set() -> None:
    paper = Paper(kind="letter", dated=DAY, author="Alfa")
    recording = Recording(attestations=(Attestation(condition="all-is-well", paper=paper),))
    command = command_of(ON_A_LIMIT[0], "executor:0101-017").model_copy(update={"recording": recording})
    facts = Facts(belarus(), carrier=Carrier("0101", "0101-017"))
    with pytest.raises(Rejection) as refusal:
        decider(RuleSets.load()).decide(Watch(rule_set="epc-2021"), command, Context(DAY, facts))
    [problem] = refusal.value.problems
    assert (problem.code, problem.field) == ("attestation-unknown", "recording.attestations.0.condition")
