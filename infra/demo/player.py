"""Plays the scripts: every case on its own, its commands in order, many cases at a time."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.commands.proceedings import ResumeProceeding, SendResolutionCopies
from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.demo.script import Script, Step
from shared.clock import Clock
from shared.messaging.client import CommandClient

SOURCE = "/lea/demo"
AT_ONCE = 40
PAUSE = 0.2
PATIENCE = 60.0
"""Seconds given to something the services do by themselves."""

NOT_YET = frozenset({"proceeding-unknown", "act-not-allowed-in-status", "voluntary-term-not-over"})
"""Refusals that end once the initiation, or the expiry of the voluntary term, has made its way."""


@dataclass(slots=True)
class Played:
    """What came of it."""

    accepted: int = 0
    refused: list[tuple[Script, Step, Rejected]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def count(self, script: Script, step: Step, answer: Accepted | Rejected) -> None:
        """Note the answer to a step."""
        if isinstance(answer, Accepted):
            self.accepted += 1
        else:
            self.refused.append((script, step, answer))


async def play(
    scripts: Sequence[Script],
    client: CommandClient,
    clock: Clock,
    progress: Callable[[int], None] = lambda _: None,
    patience: float = PATIENCE,
) -> Played:
    """Play every script; `progress` is told how many commands were answered since the last time."""
    played, room = Played(), asyncio.Semaphore(AT_ONCE)

    async def one(script: Script) -> None:
        async with room:
            played.kinds[script.kind] += 1
            for number, step in enumerate(script.steps):
                answer = await _carry_out(script, str(number), step, client, clock, patience)
                played.count(script, step, answer)
                if isinstance(answer, Accepted) and step.copies_on is not None:
                    copies = _copies(step, step.copies_on, answer)
                    sent = await _carry_out(script, f"{number}:copies", copies, client, clock, patience)
                    played.count(script, copies, sent)
                progress(1)

    async with asyncio.TaskGroup() as group:
        for script in scripts:
            group.create_task(one(script))
    return played


async def _carry_out(
    script: Script, name: str, step: Step, client: CommandClient, clock: Clock, patience: float
) -> Accepted | Rejected:
    """The answer to one step; a refused command stays refused under its id, so each attempt has its own."""
    attempt, end = 0, time.monotonic() + patience
    while True:
        answer = await client.send(_enveloped(script, f"{name}:{attempt}", step, clock))
        if isinstance(answer, Accepted) or answer.problems[0].code not in NOT_YET or time.monotonic() > end:
            return answer
        attempt += 1
        await asyncio.sleep(PAUSE)


def _copies(step: Step, day: date, answer: Accepted) -> Step:
    """Copies of the resolution that a step made: its first event where a proceeding resumes, else its last."""
    resolution = answer.event_ids[0 if isinstance(step.data, ResumeProceeding) else -1]
    sent = SendResolutionCopies(resolution=resolution, recipients=("recoverer", "debtor"))
    return Step(day, step.stream, sent, step.actor)


def _enveloped(script: Script, name: str, step: Step, clock: Clock) -> CommandEnvelope[Command]:
    return CommandEnvelope[Command](
        id=derived_id(script.statement, f"command:{name}"),
        source=SOURCE,
        type=step.data.type,
        stream=step.stream,
        effective_date=step.day,
        issued_at=clock.now(),
        actor=step.actor,
        correlation_id=script.statement,
        data=step.data,
    )
