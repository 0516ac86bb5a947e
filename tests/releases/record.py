"""Records a sample of the release at hand: `python -m tests.releases.record <folder>`.

It runs the whole system on engines of its own, plays the demo and what the demo lacks, asks as the Supreme Court, and
keeps the dumps of all databases, the commands, and the cards. See README.md.
"""

import argparse
import asyncio
import json
import lzma
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from contracts.catalogue import COMMANDS as COMMAND_TYPES
from contracts.catalogue import EVENTS as EVENT_TYPES
from contracts.envelope import CommandEnvelope, event_headers
from contracts.events.deadlines import LimitRescheduled
from contracts.events.edge import AlarmEnded, KeyKind
from contracts.events.intake import DecisionCopiesSent
from contracts.events.proceedings import DebtorServed, ServiceMethod
from contracts.identifiers import new_id
from contracts.registry import Event
from contracts.replies import Accepted, Rejected
from infra.cli.court.registration import registered_form
from infra.client import NotAuthenticated
from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import Played, play
from infra.demo.script import Script
from infra.stack.addresses import SIGNING_KEY
from infra.stack.settings import PROJECT, SERVICES
from services.court_query.rebuild import rebuild
from services.edge.registry.first_consumers import register
from shared.clock import SystemClock
from shared.database import Connection
from shared.law.calendar import belarus
from shared.messaging.senders import OPERATOR
from shared.signatures.keys import signing_key
from tests.background import background
from tests.e2e.wire import wired
from tests.engines import address_of_tester
from tests.faults.fault_injection import Duplicator, RepeatingClient
from tests.patience import until
from tests.releases.cases import further_scripts, presented_again
from tests.releases.court import COURT, Court, RecordedCard, guess
from tests.releases.operators import GUESSER, Operators, new_signing_key
from tests.releases.postgres import dump
from tests.releases.sample import CARDS, COMMANDS, CONTENTS, RecordedCommand, dump_of
from tests.system import STORES, System, started

CASES = 180
"""Of the demo."""
DAYS_AGO = (1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 130, 160, 200, 240, 300, 350)
"""How long ago the days lie for which the cards are asked."""
SEED = 311
_PATIENCE = 25.0
"""Seconds for what services do by themselves, before a refusal counts."""
_SOURCE_OF_RELEASE = ("contracts", "shared", "services", "infra")
_FORGET_MACHINE = "UPDATE _yoyo_log SET id = gen_random_uuid(), username = 'recorder', hostname = 'recorder'"
_ENVIRONMENT = {
    # What is registered in one go meets its limits before they are announced as missed.
    "LEA_TIMER_QUIET_PERIOD": "8",
    # What cannot be applied is parked soon.
    "LEA_RETRY_ATTEMPTS": "2",
    "LEA_RETRY_DELAY": "0.2",
    "LEA_RETRY_POLL": "0.2",
    # Alarms are raised, and end, within minutes.
    "LEA_ALARM_MIN_COUNT": "20",
    "LEA_ALARM_WINDOW": "60",
    "LEA_ALARM_INTERVAL": "2",
    # Answers with all cards are not kept: they would make most of the sample.
    "LEA_ANSWER_RETENTION": "20",
    "LEA_CLEANUP_INTERVAL": "3",
}


class Recorder(RepeatingClient):
    """Sends some commands twice, and keeps every command with its reply."""

    def __init__(self, broker_url: str, random: Random) -> None:
        super().__init__(broker_url, random)
        self.sent: dict[UUID, RecordedCommand] = {}

    async def send(
        self,
        command: CommandEnvelope[Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Accepted | Rejected:
        reply = await super().send(command, timeout=timeout)
        self.sent[command.id] = RecordedCommand(command, reply)
        return reply


async def record(system: System, folder: Path) -> Mapping[str, Any]:
    """Fill the folder; returns what it holds."""
    commit = _release()
    today = SystemClock().today()
    async with Recorder(system.stack.broker_url(OPERATOR), Random(SEED)) as client:
        operators = Operators(client, today, belarus())
        court, guesser_key = await _registered(system, operators)
        _say("trying out numbers and keys")
        await asyncio.to_thread(guess, court.url, GUESSER, guesser_key)
        chosen = await _played(system, client, operators)
        numbers = await _numbers(system)
        _say(f"asking about {len(numbers)} proceedings")
        days = [today - timedelta(days=ago) for ago in DAYS_AGO]
        cards = await asyncio.to_thread(lambda: [*court.cards(numbers), *court.cards_as_of(numbers, days)])
        _say("waiting for alarms to end, and for large answers to be forgotten")
        await until(lambda: _alarms_ended(system), "an alarm has ended")
        await asyncio.to_thread(court.ask_everything, chosen[:12], numbers, days[3])
        await until(lambda: _forgotten(system), "large answers are forgotten")
        await system.settle()
        await _spoil(system)
        await asyncio.to_thread(court.ask_a_little, numbers)
    _say("stopping the services")
    for name in reversed(SERVICES):
        await asyncio.to_thread(system.stack.stop, name)
    contents = await _contents(system, client.sent.values(), cards, commit)
    await _dump(system, folder)
    _write(folder / CARDS, (card.line() for card in cards))
    _write(folder / COMMANDS, (sent.line() for sent in client.sent.values()))
    (folder / CONTENTS).write_text(json.dumps(contents, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return contents


def _release() -> str:
    """The commit whose code is run. Raises SystemExit: it is not that of a commit."""
    if _git("status", "--porcelain", "--", *_SOURCE_OF_RELEASE):
        raise SystemExit("There are changes that are not committed: a sample is of a release.")
    return _git("log", "-1", "--format=%H", "--", *_SOURCE_OF_RELEASE)


def _git(*arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=PROJECT, capture_output=True, text=True, check=True).stdout.strip()


async def _registered(system: System, operators: Operators) -> tuple[Court, str]:
    """The court as a consumer that every process knows, and the key of one that guesses."""
    key = new_signing_key(f"{COURT}.signing")
    public = registered_form(key, KeyKind.ED25519, SystemClock().now())
    bearer = await register(system.stack.database_url("edge", DATABASES["edge"].owner), COURT, keys=[public])
    guesser_key = await operators.change_registry()
    signing = signing_key(system.stack.passwords[SIGNING_KEY])
    court = Court(system.stack.url("edge"), bearer, key, {signing.id: signing.public})
    await until(lambda: asyncio.to_thread(_known, court), "the court is known")
    await asyncio.sleep(3)  # each process reads the registry every two seconds
    return court, guesser_key


def _known(court: Court) -> bool:
    with court.client() as client:
        try:
            client.policy()
        except NotAuthenticated:
            return False
    return True


async def _played(system: System, client: Recorder, operators: Operators) -> Sequence[Script]:
    """Play the demo and the further cases, some messages coming twice and in another order."""
    today, calendar = operators.today, operators.calendar
    demo, further = list(scripts(today, calendar, CASES)), further_scripts(today, calendar)
    duplicator = Duplicator(system, Random(SEED + 1))
    async with background(duplicator.run()):
        _say(f"playing {len(demo)} cases of the demo")
        _tell_refused(await play(demo, client, SystemClock()))
        _say("building the read model anew")
        owner = system.stack.database_url("court_query", DATABASES["court_query"].owner)
        await rebuild(owner, system.stack.database_url("proceedings"))
        _say(f"playing {len(further)} further cases")
        _tell_refused(await play(further, client, SystemClock(), patience=_PATIENCE))
        returned = next(script for script in further if script.kind == "returned: return-no-property")
        _tell_refused(await play([presented_again(returned)], client, SystemClock(), patience=_PATIENCE))
    _say(f"{len(client.sent)} commands, {client.doubled} of them twice, {duplicator.published} copies of events")
    await system.settle()
    _say("sending commands of operators")
    async with system.connected("deadlines") as connection:
        await operators.publish_calendars(connection)
        await until(partial(_rescheduled, connection), "limits are computed anew")
        # Only now: this release cannot compute anew what was extended.
        await operators.move_limits(connection)
    await system.settle()
    await operators.send_what_services_send(demo[0])
    await system.settle()
    return [*demo, *further]


async def _rescheduled(connection: Connection) -> bool:
    counted = await connection.fetchval("SELECT count(*) FROM event WHERE type = $1", LimitRescheduled.type)
    return bool(counted)


def _tell_refused(played: Played) -> None:
    for script, step, reply in played.refused:
        _say(f"refused in {script.number} ({script.kind}): {step.data.type} {step.data}: {reply.problems}")


async def _numbers(system: System) -> Sequence[str]:
    async with system.connected("court_query") as connection:
        rows = await connection.fetch("SELECT number FROM read_model.proceeding ORDER BY number")
    return [row["number"] for row in rows]


async def _alarms_ended(system: System) -> bool:
    async with system.connected("edge") as connection:
        ended = await connection.fetchval("SELECT count(*) FROM event WHERE type = $1", AlarmEnded.type)
    return bool(ended)


async def _forgotten(system: System) -> bool:
    async with system.connected("edge") as connection:
        kept = await connection.fetchval("SELECT coalesce(sum(octet_length(body)), 0) FROM kept_answer")
    return bool(kept < 1_000_000)


async def _spoil(system: System) -> None:
    """Messages nobody can apply: parked, and waiting behind a parked one."""
    _say("sending messages that cannot be applied")
    sound: Mapping[str, Event] = {
        "intake": DecisionCopiesSent(recipients=("debtor",)),
        "proceedings": DebtorServed(method=ServiceMethod.ELECTRONIC, article="Art. 142(1)"),
    }
    async with wired(address_of_tester(system.stack)) as wire:
        for source, following in sound.items():
            stream, vanished = new_id(), f"lea.{source}.something-vanished.v1"
            await wire.publish(vanished, _headers(source, vanished, stream, 1), b"{}")
            await wire.publish(vanished, {}, b"{not json")
            headers = _headers(source, following.type, stream, 2)
            await wire.publish(following.type, headers, following.model_dump_json().encode())
    for service in ("proceedings", "deadlines", "court_query"):
        await until(partial(_deferred, system, service), f"{service} has parked them")


def _headers(source: str, type_: str, stream: UUID, version_: int) -> dict[str, str]:
    now = SystemClock().now()
    return event_headers(
        id=new_id(),
        source=f"/lea/{source}",
        type=type_,
        stream=stream,
        version=version_,
        effective_date=SystemClock().today(),
        recorded_at=now,
        actor="executor:0101-001",
        correlation_id=new_id(),
        causation_id=new_id(),
    )


async def _deferred(system: System, service: str) -> bool:
    async with system.connected(service) as connection:
        reasons = await connection.fetchval("SELECT array_agg(DISTINCT reason) FROM deferred_message")
    return set(reasons or ()) >= {"parked", "gap"}


async def _contents(
    system: System, commands: Iterable[RecordedCommand], cards: Sequence[RecordedCard], commit: str
) -> Mapping[str, Any]:
    """What the sample holds, and what of the catalogue it lacks."""
    events = {store: await _counted(system, store, "SELECT type, count(*) FROM event GROUP BY 1") for store in STORES}
    stored = {type_ for counts in events.values() for type_ in counts}
    sent = Counter(recorded.command.type for recorded in commands)
    deferred = "SELECT reason, count(*) FROM deferred_message GROUP BY 1"
    async with system.connected("intake") as connection:
        server = await connection.fetchval("SHOW server_version")
    return {
        "release": {"version": version("ais-lea"), "commit": commit},
        "recorded_on": date.isoformat(SystemClock().today()),
        "postgresql": server,
        "proceedings": len({card.number for card in cards}),
        "cards": len(cards),
        "cards_as_of_a_day": sum(card.as_of is not None for card in cards),
        "events": events,
        "event_types_missing": sorted(EVENT_TYPES.models.keys() - stored),
        "commands": dict(sorted(sent.items())),
        "command_types_missing": sorted(COMMAND_TYPES.models.keys() - sent.keys()),
        "deferred_messages": {service: await _counted(system, service, deferred) for service in DATABASES},
    }


async def _counted(system: System, service: str, query: str) -> dict[str, int]:
    async with system.connected(service) as connection:
        return dict(sorted(tuple(row) for row in await connection.fetch(query)))


async def _dump(system: System, folder: Path) -> None:
    for service, database in DATABASES.items():
        async with system.connected(service) as connection:
            await connection.execute(_FORGET_MACHINE)
        _say(f"dumping {service}")
        await asyncio.to_thread(dump, system.stack.server_url(database.name), dump_of(folder, service))


def _write(file: Path, lines: Iterable[str]) -> None:
    with lzma.open(file, "wt", preset=9 | lzma.PRESET_EXTREME, encoding="utf-8", newline="\n") as opened:
        opened.writelines(f"{line}\n" for line in lines)


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def main() -> None:
    """Record."""
    parser = argparse.ArgumentParser(prog="python -m tests.releases.record", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sample is to lie, for example tests/releases/second_stage")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with started(durable=False, **_ENVIRONMENT) as system:
        contents = asyncio.run(record(system, folder))
    sys.stdout.write(json.dumps(contents, indent=2) + "\n")
    sys.stdout.writelines(f"{file.stat().st_size:>9} {file.name}\n" for file in sorted(folder.iterdir()))


if __name__ == "__main__":
    main()
