"""Reading deliveries, and recognising a redelivery."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from contracts.envelope import EventEnvelope, event_from_message
from contracts.identifiers import new_id
from contracts.problems import Problem
from contracts.registry import MalformedMessage
from shared.messaging.deferred import row_of_unreadable
from shared.messaging.deliveries import UNAUTHENTICATED, Delivery, UnreadableMessage, problem_of, read
from shared.messaging.senders import publisher_of
from tests.unit.shared.messaging.events import event


def test_a_redelivery_has_the_same_fingerprint() -> None:
    first = Delivery({"cloudEvents:id": "1", "n": 2}, b"{")
    again = Delivery({"n": 2, "cloudEvents:id": "1", "x-delivery-count": 3, "x-death": [{"count": 1}]}, b"{")
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != Delivery({"cloudEvents:id": "1", "n": 2}, b"[").fingerprint
    assert first.fingerprint != Delivery({"cloudEvents:id": "2", "n": 2}, b"{").fingerprint


def test_headers_of_any_kind_become_json() -> None:
    headers = {"bytes": b"\xff", "time": datetime(2026, 1, 1, tzinfo=UTC), "nested": {"a": [1, None]}, "nul": "\0"}
    stored = json.loads(Delivery(headers, b"").headers_json)
    assert stored == {
        "bytes": "\\xff",
        "time": "2026-01-01 00:00:00+00:00",
        "nested": {"a": [1, None]},
        "nul": "\0",
    }


def test_one_unreadable_message_does_not_hide_the_others() -> None:
    good = event(new_id(), 1)

    def decode(headers: Mapping[str, Any], body: bytes) -> EventEnvelope[Any]:
        if body == b"bad":
            raise RecursionError("deep")
        return good

    sound = Delivery({"cloudEvents:type": good.type}, b"good", good.type, sender=publisher_of("deadlines"))
    received, unreadable = read([sound, Delivery({}, b"bad"), sound], decode)
    assert [item.event for item in received] == [good, good]
    assert [item.problem for item in unreadable] == ["RecursionError: deep"]


def test_the_problem_names_the_fields_at_fault() -> None:
    problems = (
        Problem(code="invalid-field", rule="missing", detail="Field required", field="due"),
        Problem(code="malformed-message", rule="well-formed message", detail="as a whole"),
    )
    error = MalformedMessage("body is not a valid x", problems)
    assert problem_of(error) == "MalformedMessage: body is not a valid x (due: Field required)"
    assert problem_of(MalformedMessage("not JSON")) == "MalformedMessage: not JSON"


def test_a_forged_message_has_no_version_that_could_be_missing() -> None:
    made = {"cloudEvents:source": "/lea/intake", "cloudEvents:subject": str(new_id()), "cloudEvents:sequence": "7"}
    (sound, forged) = read(
        [Delivery(made, b"", sender="lea_intake"), Delivery(made, b"", sender="lea_deadlines")], event_from_message
    )[1]
    assert (sound.cause, row_of_unreadable(sound).version) == ("unreadable", 7)
    assert (forged.cause, row_of_unreadable(forged).version) == (UNAUTHENTICATED, None)


def test_valid_headers_of_an_unreadable_message_are_stored() -> None:
    stream = new_id()
    made = {"cloudEvents:subject": str(stream), "cloudEvents:sequence": "7", "cloudEvents:source": "/lea/\0intake"}
    row = row_of_unreadable(UnreadableMessage(Delivery(made, b""), "why"))
    assert (row.ordered, row.stream, row.version, row.source) == (False, stream, 7, "/lea/�intake")
    odd = {"cloudEvents:subject": "x", "cloudEvents:sequence": "99999999999", "cloudEvents:type": b"\xff"}
    row = row_of_unreadable(UnreadableMessage(Delivery(odd, b""), "why"))
    assert (row.stream, row.version, row.source, row.type) == (None, None, None, "�")
