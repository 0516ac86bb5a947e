"""Plays scripts: many cases concurrently, the commands of each case in order."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.commands.proceedings import SendResolutionCopies
from contracts.envelope import CommandEnvelope
from contracts.identifiers import derived_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.demo.script import Script, Step
from shared.clock import Clock
from shared.messaging.client import CommandClient, NoReply

SOURCE = "/lea/demo"
MAX_CONCURRENCY = 40
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 2.0
"""Seconds between attempts: twice as long after each, since a refused attempt takes as much work as another command."""
PATIENCE = 60.0
"""Seconds to wait for what services do by themselves."""
SILENCE = 300.0
"""Seconds that a reply may take on a busy machine."""

NOT_YET = frozenset({"proceeding-unknown", "act-not-allowed-in-status", "voluntary-term-not-over"})
"""Refusals that are temporary, until the initiation or the expiry of the voluntary term is processed."""


@dataclass(slots=True)
class Played:
    """The outcome of playing."""

    accepted: int = 0
    refused: list[tuple[Script, Step, Rejected]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def count(self, script: Script, step: Step, answer: Accepted | Rejected) -> None:
        """Count the reply to a step."""
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
    """Play every script. `progress` is called with the number of commands answered since its last call."""
    played, room = Played(), asyncio.Semaphore(MAX_CONCURRENCY)

    async def one(script: Script) -> None:
        async with room:
            played.kinds[script.kind] += 1
            for number, step in enumerate(script.steps):
                answer = await _send(script, str(number), step, client, clock, patience)
                played.count(script, step, answer)
                if isinstance(answer, Accepted) and step.copies_on is not None:
                    copies = _copies(step, step.copies_on, answer)
                    sent = await _send(script, f"{number}:copies", copies, client, clock, patience)
                    played.count(script, copies, sent)
                progress(1)

    async with asyncio.TaskGroup() as group:
        for script in scripts:
            group.create_task(one(script))
    return played


async def _send(
    script: Script, name: str, step: Step, client: CommandClient, clock: Clock, patience: float
) -> Accepted | Rejected:
    """Send the command of a step. A refused command stays refused under its id, so each attempt has a new id."""
    attempt, pause, end = 0, FIRST_PAUSE, time.monotonic() + patience
    while True:
        answer = await _replied(client, _enveloped(script, f"{name}:{attempt}", step, clock))
        if isinstance(answer, Accepted) or answer.problems[0].code not in NOT_YET or time.monotonic() > end:
            return answer
        attempt += 1
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _replied(client: CommandClient, command: CommandEnvelope[Command]) -> Accepted | Rejected:
    """The reply to a command, which is sent again under its id while none comes. Raises NoReply."""
    end = time.monotonic() + SILENCE
    while True:
        try:
            return await client.send(command)
        except NoReply:
            if time.monotonic() > end:
                raise


def _copies(step: Step, day: date, answer: Accepted) -> Step:
    """Copies of the resolution of a step."""
    sent = SendResolutionCopies(resolution=answer.command_id, recipients=("recoverer", "debtor"))
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
        recording=step.recording,
        data=step.data,
    )
