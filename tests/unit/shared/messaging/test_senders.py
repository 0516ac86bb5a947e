"""Who may send what, and what is refused with which reason."""

from typing import Any

import pytest

from contracts.envelope import CommandEnvelope
from contracts.identifiers import new_id
from contracts.queries.base import QueryEnvelope
from contracts.queries.held import HOLDERS, Approve, DecideHeld, ListHeld, RetryHeld, ShowHeld, to
from shared.messaging.deliveries import Delivery
from shared.messaging.senders import (
    COMMANDERS,
    OPERATED,
    OPERATOR,
    SenderNotPermitted,
    check_command,
    check_event,
    check_query,
    claims_another,
    publisher_of,
)
from tests.unit.shared.messaging.events import event

EVENT = event(new_id(), 1)
KEY = "lea.proceedings.record-payment.v1"


def sent(type_: Any, sender: str | None, routing_key: str | None = None) -> Delivery:
    return Delivery({"cloudEvents:type": type_}, b"", type_ if routing_key is None else routing_key, None, sender)


def command(**changes: Any) -> CommandEnvelope[Any]:
    fields: dict[str, Any] = {"type": KEY, "source": "/lea/cli", "actor": "executor:0101-017", "data": None}
    return CommandEnvelope[Any].model_construct(**{**fields, **changes})


def refused(error: SenderNotPermitted) -> str | None:
    return error.problem.field


def test_the_publisher_of_the_source_is_accepted() -> None:
    check_event(EVENT, sent(EVENT.type, "lea_deadlines"))
    registry = EVENT.model_copy(update={"source": "/lea/edge", "type": "lea.edge.consumer-installed.v1"})
    check_event(registry, sent(registry.type, "lea_edge_worker"))


@pytest.mark.parametrize("sender", [None, "", "lea_intake", "lea_edge", "lea_operator", "lea_admin", "LEA_DEADLINES"])
def test_other_senders_are_refused(sender: str | None) -> None:
    with pytest.raises(SenderNotPermitted, match="source: /lea/deadlines is claimed by") as error:
        check_event(EVENT, sent(EVENT.type, sender))
    assert refused(error.value) == "source"


@pytest.mark.parametrize("source", ["/lea/intake", "/lea/", "/lea/lea/deadlines", "deadlines", "/lea/deadlines/x"])
def test_a_source_is_the_service_of_the_sender(source: str) -> None:
    claimed = EVENT.model_copy(update={"source": source})
    with pytest.raises(SenderNotPermitted):
        check_event(claimed, sent(EVENT.type, "lea_deadlines"))


def test_a_type_belongs_to_its_source() -> None:
    foreign = EVENT.model_copy(update={"type": "lea.proceedings.payment-received.v1"})
    with pytest.raises(SenderNotPermitted, match="type: "):
        check_event(foreign, sent(foreign.type, "lea_deadlines"))


@pytest.mark.parametrize("key", ["", "lea.deadlines.limit-set.v1", "lea.intake.statement-registered.v1"])
def test_the_routing_key_is_the_type_as_it_was_sent(key: str) -> None:
    with pytest.raises(SenderNotPermitted, match="another routing key"):
        check_event(EVENT, sent(EVENT.type, "lea_deadlines", key))
    # Read as a newer version of its type, it is compared as it came.
    check_event(EVENT, sent("lea.deadlines.limit-approaching.v0", "lea_deadlines"))


def test_a_consumer_takes_only_what_it_has_subscribed_to() -> None:
    check_event(EVENT, sent(EVENT.type, "lea_deadlines"), {"intake", "deadlines"})
    with pytest.raises(SenderNotPermitted, match="not subscribed to") as error:
        check_event(EVENT, sent(EVENT.type, "lea_deadlines"), {"intake", "proceedings"})
    assert refused(error.value) == "source"


@pytest.mark.parametrize(
    ("source", "sender", "another"),
    [
        ("/lea/intake", "lea_intake", False),
        ("/lea/intake", "lea_deadlines", True),
        (b"/lea/intake", "lea_deadlines", True),
        ("/lea/edge", "lea_edge_worker", False),
        ("/lea/intake", None, True),
        ("/elsewhere", None, False),
        (None, "lea_deadlines", False),
    ],
)
def test_an_unreadable_message_may_claim_another_source(source: object, sender: str | None, another: bool) -> None:
    assert claims_another(Delivery({"cloudEvents:source": source}, b"", "", None, sender)) is another


def test_the_operator_commands_every_service() -> None:
    for service in COMMANDERS[OPERATOR]:
        asked = command(type=f"lea.{service}.something.v1")
        check_command(asked, sent(asked.type, OPERATOR))


@pytest.mark.parametrize("sender", [None, "lea_proceedings", "lea_intake", "lea_admin", "lea_subscriber_bank"])
def test_other_users_send_no_commands(sender: str | None) -> None:
    with pytest.raises(SenderNotPermitted) as error:
        check_command(command(), sent(KEY, sender))
    assert refused(error.value) == "type"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "/lea/proceedings"}, "source"),
        ({"source": "/lea/court_query"}, "source"),
        ({"actor": "policy:voluntary-term"}, "actor"),
        ({"actor": "timer:deadlines"}, "actor"),
        ({"actor": "installation"}, "actor"),
        ({"actor": "auditor:petrova"}, "actor"),
        ({"type": "lea.court_query.something.v1"}, "type"),
    ],
)
def test_what_the_operator_may_not_claim(changes: dict[str, str], field: str) -> None:
    asked = command(**changes)
    with pytest.raises(SenderNotPermitted) as error:
        check_command(asked, sent(asked.type, OPERATOR))
    assert refused(error.value) == field


def test_a_command_has_its_type_as_routing_key() -> None:
    with pytest.raises(SenderNotPermitted, match="another routing key"):
        check_command(command(), sent(KEY, OPERATOR, "lea.proceedings.record-cost.v1"))


def test_every_service_has_another_publisher() -> None:
    services = ("intake", "proceedings", "deadlines", "court_query", "edge", "subscribers")
    assert len({publisher_of(service) for service in services}) == len(services)


@pytest.mark.parametrize("service", HOLDERS)
def test_operators_change_how_a_service_works_and_auditors_look(service: str) -> None:
    looking = [to(service, ListHeld()), to(service, ShowHeld(message=1, body=True))]
    changing = [
        to(service, RetryHeld(messages=(1,), reason="x")),
        to(service, DecideHeld(decision=Approve(proposal=1))),
    ]
    assert all(each.changes for each in changing)
    assert not any(each.changes for each in looking)
    for actor, allowed in (
        ("operator:petrova", (*looking, *changing)),
        ("auditor:sidorova", looking),
        ("head:0101", ()),
        ("operators:petrova", ()),
        ("OPERATOR:petrova", ()),
        ("", ()),
    ):
        for data in (*looking, *changing):
            query = QueryEnvelope[Any].model_construct(
                id=new_id(), source="/lea/desk", type=data.type, actor=actor, data=data
            )
            if data in allowed:
                check_query(query, sent(data.type, "lea_desk"))
                continue
            with pytest.raises(SenderNotPermitted, match="actor: "):
                check_query(query, sent(data.type, "lea_desk"))


@pytest.mark.parametrize("sender", ["lea_subscribers", "lea_subscriber_bank", "lea_intake", None])
def test_subscribers_are_changed_from_the_command_line_and_the_desk_alone(sender: str | None) -> None:
    asked = command(type="lea.subscribers.approve-change.v1", actor="operator:petrova")
    with pytest.raises(SenderNotPermitted) as error:
        check_command(asked, sent(asked.type, sender))
    assert refused(error.value) == "type"


@pytest.mark.parametrize("service", OPERATED)
def test_registries_are_changed_from_the_desk_by_operators_alone(service: str) -> None:
    for actor in ("operator:petrova", "head:0101", "security:petrova", "operators:petrova"):
        asked = command(type=f"lea.{service}.approve-change.v1", actor=actor, source="/lea/desk")
        if actor == "operator:petrova":
            check_command(asked, sent(asked.type, "lea_desk"))
            continue
        with pytest.raises(SenderNotPermitted, match="actor: "):
            check_command(asked, sent(asked.type, "lea_desk"))
