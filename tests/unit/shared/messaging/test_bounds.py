"""What goes into a column is bounded where it is parsed."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import FIRST_DAY, LAST_DAY, LAST_VERSION, command_from_message, event_from_message
from contracts.identifiers import new_id
from contracts.registry import MalformedMessage
from tests.integration.messaging.kit import BODY, message

STREAM = new_id()
GOLDEN = Path(__file__).parents[3] / "contract" / "golden"


@pytest.mark.parametrize(
    ("type_", "changed", "field"),
    [
        ("lea.edge.access-log-sealed.v1", {"sequence": 2**63}, "sequence"),
        ("lea.edge.access-log-sealed.v1", {"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ("lea.edge.access-log-sealed.v1", {"at": "9999-12-31T23:59:59-12:00"}, "at"),
        ("lea.edge.alarm-raised.v1", {"counted": 2**63}, "counted"),
        ("lea.edge.alarm-raised.v1", {"expected": 10**30}, "expected"),
        ("lea.proceedings.fee-imposed.v1", {"base_units": 2**31}, "base_units"),
        ("lea.deadlines.calendar-published.v1", {"settles": [2**31]}, "settles.0"),
        ("lea.deadlines.limit-set.v1", {"about": "a\0"}, "about"),
        ("lea.intake.statement-registered.v1", {"registration_number": "1\0"}, "registration_number"),
    ],
)
def test_data_that_no_column_holds_is_malformed(type_: str, changed: dict[str, Any], field: str) -> None:
    sound = json.loads((GOLDEN / f"{type_}.json").read_bytes())
    EVENTS.decode(type_, json.dumps(sound).encode())
    with pytest.raises(MalformedMessage) as raised:
        EVENTS.decode(type_, json.dumps(sound | changed).encode())
    assert [problem.field for problem in raised.value.problems] == [field]


def test_the_bounds_themselves_are_read() -> None:
    for day in (FIRST_DAY, LAST_DAY):
        headers, _ = message(STREAM, LAST_VERSION, effectivedate=day.isoformat())
        event = event_from_message(headers, BODY)
        assert (event.version, event.effective_date) == (LAST_VERSION, day)


def test_a_command_is_bounded_too() -> None:
    type_ = "lea.deadlines.extend-limit.v1"
    body = json.dumps({"occurrence": str(STREAM), "until": "2026-12-01", "reasons": "illness"}).encode()
    assert type_ in COMMANDS.models
    headers, _ = message(STREAM, 1, type_=type_, expectedversion=str(LAST_VERSION))
    assert command_from_message(headers, body).expected_version == LAST_VERSION
    for expected in (str(LAST_VERSION + 1), "-1", "1_0", "٣", "01"):
        headers, _ = message(STREAM, 1, type_=type_, expectedversion=expected)
        with pytest.raises(MalformedMessage):
            command_from_message(headers, body)


def test_a_day_with_a_time_is_malformed() -> None:
    headers, _ = message(STREAM, 1, effectivedate=date(2026, 11, 20).isoformat() + "T00:00:00")
    with pytest.raises(MalformedMessage):
        event_from_message(headers, BODY)
