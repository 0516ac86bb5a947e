"""Headers of every published form stay readable and are written as before: committed samples, only added to."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.commands.proceedings import ImposeFee
from contracts.envelope import command_from_message, command_headers, event_from_message, event_headers
from contracts.events.proceedings import ClaimFulfilled
from contracts.recording import LARGEST_RECORDING, Paper, Recording
from contracts.registry import MalformedMessage
from shared.idempotency import digest_of

SAMPLES = sorted((Path(__file__).parent / "headers").glob("*.json"))
COMMAND_BODY = ImposeFee().model_dump_json().encode()
EVENT_BODY = ClaimFulfilled(claim=1).model_dump_json().encode()


def sample(name: str, **changed: Any) -> dict[str, Any]:
    """The headers of a sample, some of them changed (None: left out)."""
    (path,) = [path for path in SAMPLES if path.stem == name]
    changes = {f"cloudEvents:{attribute}": value for attribute, value in changed.items()}
    headers = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    return {name: value for name, value in headers.items() if value is not None}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_read_is_written_again(path: Path) -> None:
    headers = sample(path.stem)
    if path.stem.startswith("command"):
        written = command_headers(command_from_message(headers, COMMAND_BODY))
    else:
        event = event_from_message(headers, EVENT_BODY)
        columns = {name: value for name, value in dict(event).items() if name not in ("data", "recording")}
        written = event_headers(**columns, recording=event.recording.compact() if event.recording else None)
    moments = {"cloudEvents:time"}
    assert {name: value for name, value in written.items() if name not in moments} == {
        name: value for name, value in headers.items() if name not in moments
    }


def test_a_recording_is_read_from_its_header() -> None:
    recording = command_from_message(sample("command-with-recording"), COMMAND_BODY).recording
    assert recording is not None
    assert recording == event_from_message(sample("event-with-recording"), EVENT_BODY).recording
    assert recording.paper is not None
    assert (recording.paper.author, len(recording.attestations)) == ("Экономический суд города Минска", 1)


def test_without_the_headers_nothing_is_stated() -> None:
    event = event_from_message(sample("event-without-recording"), EVENT_BODY)
    assert (event.recording, event.inputs) == (None, None)
    assert command_from_message(sample("command-without-recording"), COMMAND_BODY).recording is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("", "recording"),
        ("a resolution of 3 June", "recording"),
        ("[]", "recording"),
        ("null", "recording"),
        ("[" * 8000, "recording"),
        ('{"paper": {"kind": "resolution", "author": "a"}}', "recording.paper.dated"),
        ('{"paper": {"kind": "resolution", "dated": "2026-06-03", "author": "a\\u0000"}}', "recording.paper.author"),
        ('{"reason": ""}', "recording.reason"),
        ('{"decided_on": "3 June"}', "recording.decided_on"),
        ('{"after": "the service"}', "recording.after"),
        ('{"at": "2026-06-04T09:30:00"}', "recording.at"),
        ('{"at": "9999-12-31T23:59:59-12:00"}', "recording.at"),
        ('{"reason": "' + "ж" * (LARGEST_RECORDING // 2) + '"}', "recording"),
    ],
)
def test_a_malformed_recording_is_a_malformed_message(header: str, field: str) -> None:
    for read, name, body in (
        (command_from_message, "command-with-recording", COMMAND_BODY),
        (event_from_message, "event-with-recording", EVENT_BODY),
    ):
        with pytest.raises(MalformedMessage) as raised:
            read(sample(name, recording=header), body)
        assert [problem.field for problem in raised.value.problems] == [field]


@pytest.mark.parametrize("header", [{"reason": "late"}, True, 1.5, ["{}"]], ids=str)
def test_a_recording_is_text(header: Any) -> None:
    with pytest.raises(MalformedMessage, match="not text"):
        event_from_message(sample("event-with-recording", recording=header), EVENT_BODY)


def test_a_newer_release_may_state_more_in_an_event_and_not_in_a_command() -> None:
    newer = '{"reason": "late", "witnesses": 2}'
    event = event_from_message(sample("event-with-recording", recording=newer), EVENT_BODY)
    assert event.recording == Recording(reason="late")
    with pytest.raises(MalformedMessage) as raised:
        command_from_message(sample("command-with-recording", recording=newer), COMMAND_BODY)
    assert [problem.field for problem in raised.value.problems] == ["recording.witnesses"]


@pytest.mark.parametrize("inputs", ["", " ", "a\0b", "x" * 201], ids=len)
def test_inputs_are_bounded(inputs: str) -> None:
    with pytest.raises(MalformedMessage) as raised:
        event_from_message(sample("event-with-recording", inputs=inputs), EVENT_BODY)
    assert [problem.field for problem in raised.value.problems] == ["inputs"]


def test_a_recording_that_no_header_holds_cannot_be_made() -> None:
    paper = Paper(kind="resolution", dated=date(2026, 6, 3), author="ж" * 2000)
    assert Recording(paper=paper, reason="ж" * 2000).compact()
    with pytest.raises(ValueError, match="more than 8192"):
        Recording(paper=paper.model_copy(update={"number": "x" * 200}), reason="ж" * 2000)


def test_a_command_without_recording_keeps_its_digest() -> None:
    plain = command_from_message(sample("command-without-recording"), COMMAND_BODY)
    assert digest_of(plain).hex() == "232cd6b5593d0a92a591e92feb08f6394c11509968679334e7db46cdcad0b9c5"
    digests = {digest_of(plain.model_copy(update={"recording": each})) for each in (None, Recording(reason="late"))}
    assert len(digests) == 2
