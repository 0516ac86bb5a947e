"""Valid messages: of every type from the samples of the contracts, and events of streams in order."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import event_headers
from contracts.events import proceedings
from contracts.events.accounts import OF_ACCOUNTS
from contracts.events.debtor_groups import DebtorGroupJoined, DebtorGroupRepaid
from contracts.events.distribution import (
    ConsolidatedDebtorDistributed,
    ConsolidatedDebtorJoined,
    ConsolidatedDebtorLeft,
)
from contracts.events.money import AllocationReversed, ExecutionReversed, MoneyAllocated
from contracts.events.substitutes import OF_SUBSTITUTES
from contracts.identifiers import derived_id
from shared.clock import day_of
from shared.messaging.queue_names import COMMANDS_EXCHANGE, EVENTS_EXCHANGE
from shared.messaging.senders import OPERATOR, publisher_of
from shared.messaging.subscriptions import consumers
from tests.e2e.fuzz.fields import Field, text

NAMESPACE = UUID("01980000-0000-7000-8000-0000000f0220")
MARK = re.compile(r"fuzz([0-9]{7})")
"""How a message is known again, wherever it ends up: its number is in its headers, or in its body if it has none."""
FIRST = {"proceedings": proceedings.ProceedingInitiated.type}
"""The event a stream begins with, where its order matters to a consumer."""
AFTER = {
    AllocationReversed.type: MoneyAllocated.type,
    ExecutionReversed.type: proceedings.PaymentReceived.type,
}
"""Events that take back what another says."""
OF_GROUPS = {
    DebtorGroupJoined.type,
    DebtorGroupRepaid.type,
    ConsolidatedDebtorJoined.type,
    ConsolidatedDebtorLeft.type,
    ConsolidatedDebtorDistributed.type,
    *(event.type for event in (*OF_ACCOUNTS, *OF_SUBSTITUTES)),
}
"""Events of other streams than those of proceedings."""

_SAMPLES = Path(__file__).parents[2] / "contract" / "golden"
_SAMPLE_ID = re.compile(r"01980000-0000-7000-8000-0000000000([0-9]{2})")
_SAMPLE_NUMBER = "0101-2026-000123"
_SAMPLE_VERSION = '"version": "0101"'
"""Of an act on the working calendar."""
_KNOWN = {
    '"rule_set": "0101"': '"rule_set": "epc-2021"',
    '"exchanged_with": "2026-03-14"': '"exchanged_with": null',
}
"""The samples name rules that nobody has, and an exchange of days that no act completes."""


@dataclass
class Draft:
    """A message as it is being made, and what may become of it so far."""

    type: str
    id: UUID
    stream: UUID
    version: int
    """0: it is a command."""
    headers: dict[str, Field]
    body: bytes
    exchange: str
    key: str
    """Each character is a byte."""
    properties: dict[str, bytes]
    more: bytes = b""
    """Fields after the headers."""
    readable: bool | None = True
    """Whether it can be read; None: that is not known here."""
    permitted: bool | None = True
    """Whether its sender may send it."""
    answerable: bool = True
    """Whether it names a queue of its sender to answer to."""
    findable: bool = True
    """Whether its answer comes to this test, with its mark."""
    expires: bool = False
    """Whether the broker may give it up and move it to the dead letters."""
    copied_to: tuple[str, ...] = ()
    """Further routing keys."""
    what: list[str] = field(default_factory=list)

    @property
    def is_event(self) -> bool:
        return self.version > 0

    @property
    def service(self) -> str:
        """Whose type it is."""
        return self.type.split(".")[1]

    def doubt(self, readable: bool | None = True, permitted: bool | None = True) -> None:
        """Take in what a change does to it: a certain fault outweighs a doubt."""
        self.readable = _weaker(self.readable, readable)
        self.permitted = _weaker(self.permitted, permitted)


def _weaker(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


@dataclass(frozen=True)
class Samples:
    """Makes valid messages that follow from the seed, and are all different."""

    seed: int
    now: datetime
    replies: str
    """The queue answers are sent to."""
    epochs: Mapping[str, UUID]
    """The epoch of the store of each service: an event of another epoch counts only if the store has it."""

    def id(self, name: str) -> UUID:
        return derived_id(NAMESPACE, f"{self.seed}:{name}")

    def body(self, type_: str, name: str) -> bytes:
        """The sample of a type, about things of its own."""
        sample = _SAMPLE_ID.sub(lambda found: str(self.id(f"{name}:{found[1]}")), _sample(type_))
        if type_ == proceedings.CourseRevised.type:
            return self._revision(sample, name)
        serial = self.id(name).int % 10**9
        sample = sample.replace(_SAMPLE_NUMBER, f"9{serial // 10**6:03}-2026-{serial % 10**6:06}")
        return sample.replace(_SAMPLE_VERSION, f'"version": "fuzz-{serial}"').encode()

    def _revision(self, sample: str, name: str) -> bytes:
        """A revision of the course from its first day on: the initiation, and what the sample says."""
        revision, day = json.loads(sample), day_of(self.now).isoformat()
        first = FIRST["proceedings"]
        begun = {"day": day, "type": first, "data": json.loads(self.body(first, name))}
        entries = [begun, *({**entry, "day": day} for entry in revision["entries"])]
        act = {**revision["act"], "day": day}
        return json.dumps({**revision, "act": act, "since": day, "entries": entries}).encode()

    def event(self, number: int, type_: str) -> Draft:
        """An event alone in its stream."""
        name = f"event:{number}"
        return self._event(number, type_, self.id(f"{name}:id"), self.id(f"{name}:stream"), 1, self.body(type_, name))

    def in_order(self, number: int, place: int) -> Draft:
        """The event at a place of all valid events: those of a stream come in the order of their versions."""
        source = SOURCES[place % len(SOURCES)]
        stream, version = divmod(place // len(SOURCES), len(LIVES[source]))
        type_, name = LIVES[source][version], f"{source}:{stream}"
        body = self.body(type_, name)
        return self._event(number, type_, self.id(f"place:{place}"), self.id(f"{name}:stream"), version + 1, body)

    def command(self, number: int, type_: str) -> Draft:
        """A command that can be read; whether it is accepted is the service's decision."""
        name = f"command:{number}"
        id_, stream, correlation = (self.id(f"{name}:{each}") for each in ("id", "stream", "correlation"))
        headers = {
            "cloudEvents:specversion": "1.0",
            "cloudEvents:id": str(id_),
            "cloudEvents:source": "/lea/test",
            "cloudEvents:type": type_,
            "cloudEvents:subject": str(stream),
            "cloudEvents:partitionkey": str(stream),
            "cloudEvents:time": self.now.isoformat(),
            "cloudEvents:effectivedate": day_of(self.now).isoformat(),
            "cloudEvents:actor": "executor:0101-017",
            "cloudEvents:correlationid": str(correlation),
        }
        draft = self._draft(number, type_, id_, stream, headers, self.body(type_, name), COMMANDS_EXCHANGE, OPERATOR)
        draft.properties |= {"correlation_id": marked(number), "reply_to": self.replies.encode()}
        return draft

    def _event(self, number: int, type_: str, id_: UUID, stream: UUID, version: int, body: bytes) -> Draft:
        service = type_.split(".")[1]
        headers = event_headers(
            id=id_,
            source=f"/lea/{service}",
            type=type_,
            stream=stream,
            version=version,
            effective_date=day_of(self.now),
            recorded_at=self.now,
            actor="executor:0101-017",
            correlation_id=self.id(f"{id_}:correlation"),
            causation_id=self.id(f"{id_}:causation"),
            epoch=self.epochs.get(service),
        )
        sender = publisher_of(service)
        draft = self._draft(number, type_, id_, stream, headers, body, EVENTS_EXCHANGE, sender)
        draft.version = version
        return draft

    def _draft(
        self,
        number: int,
        type_: str,
        id_: UUID,
        stream: UUID,
        headers: Mapping[str, str],
        body: bytes,
        exchange: str,
        sender: str,
    ) -> Draft:
        return Draft(
            type=type_,
            id=id_,
            stream=stream,
            version=0,
            headers={"fuzz": text(marked(number)), **{name: text(value) for name, value in headers.items()}},
            body=body,
            exchange=exchange,
            key=type_,
            properties={
                "content_type": b"application/json",
                "delivery_mode": b"\2",
                "message_id": str(id_).encode(),
                "user_id": sender.encode(),
            },
        )


def marked(number: int) -> bytes:
    """The mark of a message."""
    return b"fuzz%07d" % number


def taken_by(key: str) -> list[str]:
    """The consumers whose queues a routing key leads to."""
    words = key.split(".")
    return [
        name for name, patterns in consumers().items() if any(words[:2] == each.split(".")[:2] for each in patterns)
    ]


def moment() -> datetime:
    """Now, in the precision of the envelope."""
    return datetime.now(UTC)


@cache
def _sample(type_: str) -> str:
    sample = (_SAMPLES / f"{type_}.json").read_text().strip()
    for unknown, known in _KNOWN.items():
        sample = sample.replace(unknown, known)
    return sample


def _life(source: str) -> Sequence[str]:
    own = (type_ for type_ in EVENTS.models if type_.split(".")[1] == source and type_ not in OF_GROUPS)
    return sorted(own, key=lambda type_: (type_ != FIRST.get(source), AFTER.get(type_, type_), type_ in AFTER))


EVENT_TYPES, COMMAND_TYPES = sorted(EVENTS.models), sorted(COMMANDS.models)
SOURCES = sorted({type_.split(".")[1] for type_ in EVENTS.models})
LIVES: Mapping[str, Sequence[str]] = {source: _life(source) for source in SOURCES}
"""Every type of event of a source, in an order that every consumer accepts."""
