"""Who appoints substitutes, for which days, and what they may do then."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from contracts.commands.substitutes import AppointSubstitute, EndSubstitution
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import new_id, substitutes_of
from contracts.registry import Command, Event
from services.proceedings.domain.substitutes import SUBSTITUTES, Substitutes
from shared.decider import Context, Rejection
from tests.unit.proceedings.harness import STREAM
from tests.unit.proceedings.sampled import command_in, proceeding_in
from tests.unit.proceedings.test_authority import refused

TODAY = date(2026, 7, 6)
ONE = uuid5(STREAM, "one")
APPOINTED: dict[str, Any] = {
    "body": "0101",
    "substitution": ONE,
    "executor": "0101-017",
    "substitute": "0101-018",
    "since": date(2026, 7, 1),
    "until": date(2026, 7, 24),
}


def appointment(**changes: Any) -> AppointSubstitute:
    return AppointSubstitute.model_validate({**APPOINTED, **changes})


def ended(until: date, id_: UUID = ONE) -> EndSubstitution:
    return EndSubstitution(body="0101", substitution=id_, until=until)


def decided(state: Substitutes, data: Command, sender: str = "head:0101", stream: UUID | None = None) -> list[Event]:
    command = CommandEnvelope[Any](
        id=new_id(),
        source="/lea/test",
        type=data.type,
        stream=stream or substitutes_of("0101"),
        effective_date=TODAY,
        issued_at=datetime(2026, 7, 6, 9, tzinfo=UTC),
        actor=sender,
        correlation_id=STREAM,
        data=data,
    )
    return [item for item in SUBSTITUTES.decide(state, command, Context(TODAY, None)) if isinstance(item, Event)]


def after(*commands: Command) -> Substitutes:
    state = Substitutes()
    for version, command in enumerate(commands, start=1):
        for data in decided(state, command):
            state = SUBSTITUTES.evolve(state, _stored(data, version))
    return state


def _stored(data: Event, version: int) -> EventEnvelope[Any]:
    return EventEnvelope[Any](
        id=new_id(),
        source="/lea/proceedings",
        type=data.type,
        stream=substitutes_of("0101"),
        version=version,
        effective_date=TODAY,
        recorded_at=datetime(2026, 7, 6, 9, tzinfo=UTC),
        actor="head:0101",
        correlation_id=STREAM,
        causation_id=new_id(),
        data=data,
    )


def test_the_head_of_the_body_appoints_a_substitute_from_day_to_day() -> None:
    [event] = decided(Substitutes(), appointment(reason="leave"))
    assert event.model_dump(exclude={"reason"}) == {**APPOINTED, "article": "Art. 344(3)"}


@pytest.mark.parametrize(
    ("sender", "codes"),
    [
        ("head:0102", ["actor-of-another-body"]),
        ("executor:0101-017", ["actor-unfit"]),
        ("executor:0101-018", ["actor-unfit"]),
        ("registrar:0101-003", ["actor-unfit"]),
        ("accountant:0101", ["actor-unfit"]),
        ("operator:petrova", ["actor-unfit"]),
    ],
)
def test_nobody_else_does(sender: str, codes: list[str]) -> None:
    with pytest.raises(Rejection) as found:
        decided(Substitutes(), appointment(), sender)
    assert [problem.code for problem in found.value.problems] == codes
    with pytest.raises(Rejection, match=codes[0]):
        decided(after(appointment()), ended(TODAY), sender)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"executor": "0102-017"}, "executor-of-another-body", "executor"),
        ({"substitute": "0102-018"}, "executor-of-another-body", "substitute"),
        ({"substitute": "0101-017"}, "substitute-is-the-executor", "substitute"),
        ({"until": date(2026, 6, 30)}, "substitution-ends-first", "until"),
        ({"since": date(2026, 6, 1), "until": date(2026, 7, 5)}, "substitution-over", "until"),
    ],
)
def test_an_appointment_that_cannot_be(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Rejection) as found:
        decided(Substitutes(), appointment(**changes))
    assert [(problem.code, problem.field) for problem in found.value.problems] == [(code, field)]


def test_a_substitution_is_appointed_once_on_the_stream_of_its_body() -> None:
    with pytest.raises(Rejection, match="substitution-repeated"):
        decided(after(appointment()), appointment(substitute="0101-019"))
    with pytest.raises(Rejection, match="stream-of-another-body"):
        decided(Substitutes(), appointment(), stream=substitutes_of("0102"))


def test_it_ends_earlier_than_it_was_to_and_never_later() -> None:
    state = after(appointment(), ended(date(2026, 7, 10)))
    assert state.until == {ONE: date(2026, 7, 10)}
    for until in (date(2026, 7, 10), date(2026, 7, 11)):
        with pytest.raises(Rejection, match="substitution-not-earlier"):
            decided(state, ended(until))
    with pytest.raises(Rejection, match="substitution-over"):
        decided(after(appointment(), ended(date(2026, 7, 5))), ended(date(2026, 7, 4)))
    with pytest.raises(Rejection, match="substitution-unknown"):
        decided(state, ended(TODAY, new_id()))


def test_a_substitute_acts_for_the_executor_and_for_nobody_else() -> None:
    spec = {**command_in("compulsory", "record-cost"), "actor": "executor:0101-018"}
    proceeding = proceeding_in("compulsory", "record-cost")
    assert refused(proceeding, spec) == {"not-the-executor"}
    assert refused(proceeding, spec, stands_in=frozenset({"0101-017"})) == set()
    assert refused(proceeding, spec, stands_in=frozenset({"0101-020"})) == {"not-the-executor"}
    assert refused(proceeding, {**spec, "actor": "head:0101"}, stands_in=frozenset({"0101-017"})) == {"actor-unfit"}
