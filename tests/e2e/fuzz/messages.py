"""The messages of a run: number N of a seed is always the same one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Self
from uuid import UUID

from infra.broker.topology import commanded
from shared.messaging.queue_names import command_queue, dead_command_queue, dead_event_queue, reply_queue
from shared.messaging.senders import OPERATOR
from shared.messaging.subscriptions import SUBSCRIPTIONS
from tests.e2e.fuzz.bodies import change_body
from tests.e2e.fuzz.fields import text
from tests.e2e.fuzz.headers import BARE, change_headers
from tests.e2e.fuzz.samples import COMMAND_TYPES, EVENT_TYPES, Draft, Samples, taken_by
from tests.e2e.fuzz.senders import change_properties, change_sender

_EARLIER = 40
"""Number of valid events between an event and its copy or rival."""


class Role(StrEnum):
    """The purpose of a message."""

    VALID = "valid event"
    """The next of its stream; it must be applied."""
    COPY = "copy of a valid event"
    RIVAL = "other event in the place of a valid one"
    EVENT = "event"
    COMMAND = "command"
    DEAD = "dead letter"


@dataclass(frozen=True)
class Message:
    """A message and its possible outcomes."""

    number: int
    role: Role
    draft: Draft
    takers: tuple[str, ...]
    """The consumers whose queues receive it; `intake.commands` is that of intake's commands."""

    @property
    def service(self) -> str:
        """The service whose event or command it is."""
        return self.draft.service

    @property
    def id(self) -> UUID:
        return self.draft.id

    @property
    def properties(self) -> dict[str, bytes]:
        """As encoded on the wire."""
        fields = b"".join(value.named(name) for name, value in self.draft.headers.items()) + self.draft.more
        return {**self.draft.properties, **({"headers": fields} if fields else {})}

    def without_content(self) -> Self:
        """Only what the account needs: a hundred thousand complete messages would need too much memory."""
        return replace(self, draft=replace(self.draft, headers={}, more=b"", body=b"", properties={}))

    def __str__(self) -> str:
        return f"{self.number} ({self.role} {self.draft.type}: {', '.join(self.draft.what) or 'as it should be'})"


@dataclass(frozen=True)
class Messages:
    """Makes the messages of a seed."""

    seed: int
    now: datetime
    replies: str
    epochs: Mapping[str, UUID]

    def number(self, number: int) -> Message:
        """The message with a number: one in four is valid, the others are changed, some without effect."""
        random, samples = Random(f"{self.seed}:{number}"), Samples(self.seed, self.now, self.replies, self.epochs)
        place, slot = number // 5, number % 5
        if slot == 0:
            return self._event(number, Role.VALID, samples.in_order(number, place))
        if slot == 1 and place >= 2 * _EARLIER and place % 2 == 0:
            return self._again(number, samples, place - _EARLIER, rival=place % 4 == 0)
        if slot == 2:
            return self._command(number, samples.command(number, COMMAND_TYPES[place % len(COMMAND_TYPES)]), random)
        changed = samples.event(number, EVENT_TYPES[(number // 2) % len(EVENT_TYPES)])
        if slot == 4 and place % 2:
            return self._dead(number, samples, random)
        _changed(changed, random)
        return self._event(number, Role.EVENT, changed)

    def _event(self, number: int, role: Role, draft: Draft) -> Message:
        keys = (draft.key, *draft.copied_to)
        return Message(number, role, draft, tuple(dict.fromkeys(taker for key in keys for taker in taken_by(key))))

    def _again(self, number: int, samples: Samples, place: int, *, rival: bool) -> Message:
        """A copy of an earlier event, or another event with its version."""
        draft = samples.in_order(number, place)
        if not rival:
            return self._event(number, Role.COPY, draft)
        other = samples.id(f"rival:{number}")
        draft.headers["cloudEvents:id"] = text(str(other))
        draft.id = other
        return self._event(number, Role.RIVAL, draft)

    def _command(self, number: int, draft: Draft, random: Random) -> Message:
        if random.random() < 0.8:
            _changed(draft, random)
        # Replies go only to queues with the sender's name.
        named, own = draft.properties.get("reply_to", b""), reply_queue(OPERATOR, "").encode()
        draft.answerable = draft.properties.get("user_id") == OPERATOR.encode() and named.startswith(own)
        words = draft.key.split(".")
        services = commanded() if words[0] == "lea" else ()
        takers = tuple(command_queue(service) for service in services if words[1:2] == [service])
        return Message(number, Role.COMMAND, draft, takers)

    def _dead(self, number: int, samples: Samples, random: Random) -> Message:
        """A dead letter, valid or not: an event is tried again, a command is kept for an operator."""
        if random.random() < 0.6:
            consumer = random.choice([name for own in SUBSCRIPTIONS.values() for name in own])
            draft, queue = samples.event(number, random.choice(EVENT_TYPES)), dead_event_queue(consumer)
        else:
            service = random.choice(commanded())
            draft, consumer = samples.command(number, random.choice(COMMAND_TYPES)), command_queue(service)
            queue = dead_command_queue(service)
        if random.random() < 0.7:
            _changed(draft, random)
        draft.exchange = queue
        # The broker removes the time to live when it moves a message there.
        draft.properties.pop("expiration", None)
        return Message(number, Role.DEAD, draft, (consumer,))


def _changed(draft: Draft, random: Random) -> None:
    """Change one to three parts of a message; the body first, because a message without headers has its mark there."""
    areas = random.choices(
        [("h",), ("b",), ("p",), ("s",), ("h", "b"), ("h", "p"), ("b", "p"), ("s", "b"), ("s", "p"), ("h", "b", "p")],
        [30, 25, 10, 15, 5, 4, 4, 3, 3, 2],
    )[0]
    if "b" in areas:
        change_body(draft, random)
    if "s" in areas:
        change_sender(draft, random)
    if "h" in areas:
        change_headers(draft, random)
    if "p" in areas and BARE not in draft.what:
        change_properties(draft, random)
