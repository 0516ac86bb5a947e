"""The envelope: CloudEvents 1.0 attributes around the data, in binary mode on the wire.

On AMQP 0-9-1 the attributes travel as headers `cloudEvents:<attribute>` and the body is the data alone, so brokers
route and operators trace without parsing it. The stream is the CloudEvents `subject`, its version the `sequence`
extension, and the hash that keeps a stream in order is taken over `partitionkey`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from contracts.base import Contract, described_here
from contracts.catalogue import COMMANDS, EVENTS
from contracts.recording import Inputs, StatedRecording
from contracts.registry import Command, Event, MalformedMessage, problems_of
from contracts.values import Day, Storable

D = TypeVar("D", bound=Contract)

PREFIX = "cloudEvents:"
PARTITION_HEADER = f"{PREFIX}partitionkey"
EPOCH_HEADER = f"{PREFIX}epoch"
"""The epoch of the store an event was published from; every restore and failover of the store changes it."""
PREVIOUS_HEADER = f"{PREFIX}previous"
"""Of an event sent to a subscriber: the sequence of the event before it, in its stream, that the subscriber receives.

"0": there is none. Who has come to p in a stream skips a sequence up to p, applies an event whose previous one is up to
p, and otherwise has not received something.
"""
REPLAY_HEADER = f"{PREFIX}replay"
"""Of an event sent to a subscriber again, in a replay: the number of the replay. All else is as it was."""
CONTENT_TYPE = "application/json"

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)
"""Bounds of effective dates and recording times; a message outside them is unreadable."""
LAST_VERSION = 2**31 - 1
"""The largest version of a stream: versions are stored in PostgreSQL columns of type integer."""


def _written_plainly(value: object) -> object:
    """Versions are read as we write them; pydantic also takes `+2`, ` 2`, `2_0` and digits of other scripts."""
    if isinstance(value, str) and not re.fullmatch(r"0|[1-9][0-9]*", value):
        raise ValueError("a version is written in the digits 0-9")
    return value


Version = Annotated[int, BeforeValidator(_written_plainly), Field(le=LAST_VERSION)]
EffectiveDate = Annotated[Day, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(FIRST_DAY.year, 1, 1, tzinfo=UTC), lt=datetime(LAST_DAY.year + 1, 1, 1, tzinfo=UTC)),
]
OutcomeDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
TraceHeader = Annotated[str, Field(max_length=2000), Storable]


@described_here
class Envelope(Contract, Generic[D]):
    """What events and commands have in common."""

    id: UUID
    source: str = Field(pattern=r"^/[a-z0-9\-_/]+$", max_length=100)
    """Who sent it, as a URI reference: `/lea/intake`."""
    type: str
    stream: UUID
    """The aggregate it is about (CloudEvents `subject`)."""
    effective_date: EffectiveDate
    """The day the act has effect, Europe/Minsk; never in the future."""
    actor: Annotated[str, Storable] = Field(min_length=1, max_length=100)
    """Who acted, an opaque id: `executor:0101-017`, `policy:voluntary-term`."""
    correlation_id: UUID
    """The same for everything that follows from one outside request."""
    traceparent: TraceHeader | None = None
    tracestate: TraceHeader | None = None
    recording: StatedRecording | None = None
    """What is stated about the recording of the act; none: not stated."""
    data: D


@described_here
class EventEnvelope(Envelope[D], Generic[D]):
    """A stored and published event."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    version: Annotated[Version, Field(ge=1)]
    """Position in its stream: 1, 2, 3, … without gaps, per source and stream."""
    recorded_at: Moment
    causation_id: UUID
    """The command that caused it."""
    inputs: Inputs | None = None
    """The versions of code and tables it was computed with; none: not stated."""


@described_here
class CommandEnvelope(Envelope[D], Generic[D]):
    """A command on its way to the service that owns the stream."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    issued_at: Moment
    causation_id: UUID | None = None
    expected_version: Annotated[Version, Field(ge=0)] | None = None
    """Refused unless the stream stands at this version; none: whatever it is."""
    expected_outcome: OutcomeDigest | None = None
    """The digest of what a preview showed. While the outcome is the same, another version is no obstacle."""


_COMMON = {
    "id": "id",
    "source": "source",
    "type": "type",
    "subject": "stream",
    "effectivedate": "effective_date",
    "actor": "actor",
    "correlationid": "correlation_id",
    "causationid": "causation_id",
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "recording": "recording",
}
_EVENT_ATTRIBUTES = {**_COMMON, "sequence": "version", "time": "recorded_at", "inputs": "inputs"}
_COMMAND_ATTRIBUTES = {
    **_COMMON,
    "expectedversion": "expected_version",
    "expectedoutcome": "expected_outcome",
    "time": "issued_at",
}


def event_headers(
    *,
    id: UUID,  # noqa: A002 - the attribute's name in CloudEvents
    source: str,
    type: str,  # noqa: A002
    stream: UUID,
    version: int,
    effective_date: date,
    recorded_at: datetime,
    actor: str,
    correlation_id: UUID,
    causation_id: UUID,
    traceparent: str | None = None,
    tracestate: str | None = None,
    recording: str | None = None,
    inputs: str | None = None,
    epoch: UUID | None = None,
) -> dict[str, str]:
    """The AMQP headers of an event, from its stored columns: nothing is parsed or validated again.

    `epoch` is that of the store the event was published from.
    """
    subject = str(stream)
    headers = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(id),
        "cloudEvents:source": source,
        "cloudEvents:type": type,
        "cloudEvents:subject": subject,
        "cloudEvents:partitionkey": subject,
        "cloudEvents:sequence": str(version),
        "cloudEvents:time": recorded_at.isoformat(),
        "cloudEvents:effectivedate": effective_date.isoformat(),
        "cloudEvents:actor": actor,
        "cloudEvents:correlationid": str(correlation_id),
        "cloudEvents:causationid": str(causation_id),
    }
    if recording is not None:
        headers["cloudEvents:recording"] = recording
    if inputs is not None:
        headers["cloudEvents:inputs"] = inputs
    if epoch is not None:
        headers[EPOCH_HEADER] = str(epoch)
    return _traced(headers, traceparent, tracestate)


def command_headers(command: CommandEnvelope[Any]) -> dict[str, str]:
    """The AMQP headers of a command."""
    headers = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(command.id),
        "cloudEvents:source": command.source,
        "cloudEvents:type": command.type,
        "cloudEvents:subject": str(command.stream),
        "cloudEvents:partitionkey": str(command.stream),
        "cloudEvents:time": command.issued_at.isoformat(),
        "cloudEvents:effectivedate": command.effective_date.isoformat(),
        "cloudEvents:actor": command.actor,
        "cloudEvents:correlationid": str(command.correlation_id),
    }
    if command.causation_id is not None:
        headers["cloudEvents:causationid"] = str(command.causation_id)
    if command.expected_version is not None:
        headers["cloudEvents:expectedversion"] = str(command.expected_version)
    if command.expected_outcome is not None:
        headers["cloudEvents:expectedoutcome"] = command.expected_outcome
    if command.recording is not None:
        headers["cloudEvents:recording"] = command.recording.compact()
    return _traced(headers, command.traceparent, command.tracestate)


def _traced(headers: dict[str, str], traceparent: str | None, tracestate: str | None) -> dict[str, str]:
    if traceparent is not None:
        headers["traceparent"] = headers["cloudEvents:traceparent"] = traceparent
    if tracestate is not None:
        headers["tracestate"] = headers["cloudEvents:tracestate"] = tracestate
    return headers


def event_from_message(
    headers: Mapping[str, Any],
    body: bytes,
    *,
    decode: Callable[[str, bytes], Event] = EVENTS.decode,
    model: type[EventEnvelope[Any]] = EventEnvelope[Event],
) -> EventEnvelope[Any]:
    """The event of a delivered message. Raises UnknownType or MalformedMessage.

    `decode` reads the data of a type, `model` the attributes; both are given where something was left out.
    """
    attributes = _attributes(headers, _EVENT_ATTRIBUTES)
    data = decode(attributes["type"], body)
    attributes["type"] = data.type
    # A newer release may state more of a recording than is known here.
    return _validated(model, attributes, data, "ignore")


def command_from_message(headers: Mapping[str, Any], body: bytes) -> CommandEnvelope[Any]:
    """The command of a delivered message. Raises UnknownType or MalformedMessage."""
    attributes = _attributes(headers, _COMMAND_ATTRIBUTES)
    data = COMMANDS.decode(attributes["type"], body)
    attributes["type"] = data.type
    return _validated(CommandEnvelope[Command], attributes, data, "forbid")


def _attributes(headers: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    version = _text(headers, "specversion")
    if version != "1.0":
        raise MalformedMessage("header cloudEvents:specversion is not 1.0: not a CloudEvents 1.0 message")
    attributes: dict[str, Any] = {}
    for attribute, field in names.items():
        value = _text(headers, attribute)
        if value is not None:
            attributes[field] = value
    if "type" not in attributes:
        raise MalformedMessage("header cloudEvents:type is missing")
    return attributes


def _text(headers: Mapping[str, Any], attribute: str) -> str | None:
    match headers.get(PREFIX + attribute):
        case None:
            return None
        case str() as text:
            return text
        case bytes() as text:
            return text.decode()
        case datetime() as moment:
            return moment.isoformat()
        case int() as number if not isinstance(number, bool):
            return str(number)
        case other:
            raise MalformedMessage(f"header {PREFIX}{attribute} is of type {type(other).__name__}, not text")


EnvelopeT = TypeVar("EnvelopeT", bound=Envelope[Any])


def _validated(
    model: type[EnvelopeT], attributes: dict[str, Any], data: Any, unknown_fields: Literal["ignore", "forbid"]
) -> EnvelopeT:
    try:
        return model.model_validate({**attributes, "data": data}, extra=unknown_fields)
    except ValidationError as error:
        raise MalformedMessage("the CloudEvents attributes are not valid", problems_of(error)) from error
