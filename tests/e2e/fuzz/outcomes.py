"""Outcomes of the messages of a run, from tables of the services and replies, compared with expected ones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from contracts.replies import Accepted, Rejected
from infra.broker.topology import commanded
from shared.messaging.queue_names import command_queue
from shared.messaging.subscriptions import SUBSCRIPTIONS, consumers
from tests.e2e.fuzz.messages import Message, Role
from tests.system import System

SERVICES = tuple(dict.fromkeys((*SUBSCRIPTIONS, *commanded())))
_DATABASE_OF = {
    **{consumer: service for service, own in SUBSCRIPTIONS.items() for consumer in own},
    **{command_queue(service): service for service in commanded()},
}
_HELD = """
    SELECT consumer, reason, ordered, left(problem, 200) AS problem,
           coalesce(substring(headers::text FROM 'fuzz([0-9]{7})'),
                    substring(convert_from(substring(body FROM 1 FOR 20), 'SQL_ASCII') FROM 'fuzz([0-9]{7})')) AS mark
    FROM deferred_message
"""
_REACHED = "SELECT consumer, source, stream, version FROM stream_position WHERE version > 0"
_ANSWERED = "SELECT id FROM command"


@dataclass(frozen=True)
class Kept:
    """A message that a consumer holds."""

    reason: str
    ordered: bool
    """Whether it has a place in a stream."""
    problem: str

    @property
    def kind(self) -> str:
        """The kind of problem, without details of the message."""
        return self.problem.split(":")[0]


@dataclass
class Outcomes:
    """Everything that the services store about the messages, at one moment."""

    kept: dict[tuple[str, int], list[Kept]] = field(default_factory=lambda: defaultdict(list))
    """By consumer and number."""
    unmarked: list[tuple[str, Kept]] = field(default_factory=list)
    """Held messages that do not belong to this run."""
    reached: dict[tuple[str, str, UUID], int] = field(default_factory=dict)
    """The version by consumer, source and stream."""
    answered: dict[str, set[UUID]] = field(default_factory=dict)
    """The commands each service has decided."""

    def has_applied(self, message: Message, consumer: str) -> bool:
        """Whether a consumer has reached the version of the event in its stream."""
        draft = message.draft
        return self.reached.get((consumer, f"/lea/{draft.service}", draft.stream), 0) >= draft.version

    def of(self, message: Message, consumer: str) -> list[Kept]:
        return self.kept.get((consumer, message.number), [])


async def look(system: System) -> Outcomes:
    """Read the tables of the services."""
    found = Outcomes()
    for service in SERVICES:
        async with system.connected(service) as connection:
            for row in await connection.fetch(_HELD):
                kept = Kept(row["reason"], row["ordered"], row["problem"])
                if row["mark"] is None:
                    found.unmarked.append((row["consumer"], kept))
                else:
                    found.kept[row["consumer"], int(row["mark"])].append(kept)
            for row in await connection.fetch(_REACHED):
                # The read model has two copies, each with positions of its own.
                consumer = "court_query" if row["consumer"].startswith("court_query.") else row["consumer"]
                consumer = row["consumer"] if row["consumer"].endswith(".heads") else consumer
                found.reached[consumer, row["source"], row["stream"]] = row["version"]
            if service in commanded():
                found.answered[service] = {row["id"] for row in await connection.fetch(_ANSWERED)}
    return found


Answers = dict[int, list[Accepted | Rejected]]


@dataclass
class Account:
    """Compares the outcome of each message with its possible outcomes."""

    outcomes: Outcomes
    answers: Answers
    counted: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    unseen_refusals: Counter[str] = field(default_factory=Counter)
    """Refusals whose replies went elsewhere, by service: only its counters have them."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Refusals of messages that were not a command of their sender, by service."""

    def take(self, messages: Iterable[Message]) -> None:
        """Account for messages, with one outcome for each consumer that receives it."""
        for message in messages:
            if not message.takers:
                self.counted[f"{message.role}: comes to no queue"] += 1
            for taker in message.takers:
                became = self._command(message, taker) if message.role is Role.COMMAND else self._other(message, taker)
                self.counted[f"{message.role}: {became}"] += 1

    def _other(self, message: Message, taker: str) -> str:
        kept, applied = self.outcomes.of(message, taker), False
        if message.draft.is_event:
            applied = self.outcomes.has_applied(message, taker)
        became = "lost" if not (kept or applied) else _in_words(kept) if kept else "applied"
        if message.role is Role.COPY and applied and not kept:
            became = "already applied"
        if not _event_as_expected(message, taker, kept, applied=applied):
            self._fault(message, taker, f"{became}, applied: {applied}", kept)
        return became

    def _command(self, message: Message, taker: str) -> str:
        draft, service = message.draft, _DATABASE_OF[taker]
        kept, answers = self.outcomes.of(message, taker), self.answers.get(message.number, [])
        decided = message.id in self.outcomes.answered[service]
        dead = any(each.problem.startswith("delivered too often") for each in kept)
        became = "decided" if decided else "given up" if dead else "parked" if kept else "refused"
        if answers and became in ("refused", "parked"):
            became = f"refused and {became}" if kept else became
        if not decided and not dead:
            self.refusals[service] += 1
            if not answers and not kept:
                became = "refused, with the answer sent elsewhere"
                self.unseen_refusals[service] += 1
        if dead and draft.expires:
            return became
        if problem := _command_problem(message, kept, answers, decided=decided):
            self._fault(message, taker, f"{became}: {problem}", kept)
        return became

    def _fault(self, message: Message, taker: str, what: str, kept: Sequence[Kept]) -> None:
        expected = f"readable {message.draft.readable}, permitted {message.draft.permitted}"
        self.faults.append(f"{message} at {taker}: {what}; {expected}; {[each.problem for each in kept]}")


def _in_words(kept: Sequence[Kept]) -> str:
    first = kept[0]
    return f"{first.reason}: {first.kind}" if len(kept) == 1 else f"held {len(kept)} times"


def _event_as_expected(message: Message, taker: str, kept: Sequence[Kept], *, applied: bool) -> bool:
    draft = message.draft
    match message.role:
        case Role.VALID | Role.COPY:
            return applied and not kept
        case Role.RIVAL:
            return applied and len(kept) == 1 and not kept[0].ordered and kept[0].reason == "parked"
    if message.role is Role.DEAD and not draft.is_event:
        return len(kept) == 1 and kept[0].reason == "parked"
    if applied == bool(kept) or len(kept) > 1:
        return False
    # The headers CC and BCC lead events to consumers that have not subscribed to them.
    permitted = draft.permitted and f"lea.{draft.service}.#" in consumers()[taker]
    if None in (draft.readable, permitted):
        return True
    valid = draft.readable and permitted
    if not valid:
        return bool(kept) and not kept[0].ordered and kept[0].reason == "parked"
    return applied or kept[0].ordered


def _command_problem(
    message: Message, kept: Sequence[Kept], answers: Sequence[Accepted | Rejected], *, decided: bool
) -> str | None:
    """What is wrong with what became of a command; None: nothing."""
    draft = message.draft
    if len(kept) > 1 or len(answers) > 1:
        return f"held {len(kept)} times, answered {len(answers)} times"
    if any(isinstance(answer, Rejected) and answer.problems[0].code == "internal-error" for answer in answers):
        return "could not be decided"
    if draft.answerable and draft.findable and not answers:
        return "not answered"
    if None not in (draft.readable, draft.permitted) and decided != (draft.readable and draft.permitted):
        return f"decided: {decided}"
    if decided:
        return "decided and held" if kept else None
    if answers and not isinstance(answers[0], Rejected):
        return "accepted without being decided"
    if draft.readable and draft.permitted is False and not kept:
        return "no evidence of a sender who may not send it"
    if draft.readable is False and draft.answerable and kept:
        return "held, although it was answered"
    return None if kept or draft.answerable else "lost"
