"""The restore drill: back up under load, destroy everything, restore to a moment, and compare.

What had been accepted by then is known independently: from the replies that the senders of commands received, and the
answers that the court received.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from contracts.commands.edge import ApproveConsumerChange, ProposeConsumerChange, registration_of
from contracts.commands.subscribers import SuspendSubscriber
from contracts.envelope import CommandEnvelope
from contracts.events.edge import KeyRevocation
from contracts.events.proceedings import ProceedingInitiated
from contracts.identifiers import new_id
from contracts.registry import Command
from contracts.replies import Accepted, Rejected
from infra.backup.repository import HEAD_FILE, PASSPHRASE
from infra.backup.restoring import archive_rest
from infra.backup.settings import BackupSettings
from infra.cli.main import app
from infra.database.provisioning import DATABASES
from infra.demo.cases import scripts
from infra.demo.player import play
from infra.stack.stack import Stack
from services.court_query.access_log_heads import kept_restores
from services.desk.access import administration
from services.desk.access.tables import start_session
from services.desk.domain.people import Role
from services.edge.access_log.tables import exported
from services.edge.registry.first_consumers import register
from shared.clock import SystemClock
from shared.envelopes import own_command
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR as SENDER
from shared.messaging.senders import user_of_subscriber
from tests.faults.answer_recorder import AnswerRecorder
from tests.faults.court import COURT, Court
from tests.integration.backup.conftest import repository_in
from tests.integration.backup.kit import OPERATOR, agreed, commanded
from tests.integration.subscribers.kit import REGISTRATION
from tests.patience import PATIENCE, until
from tests.system import SOURCES, System

pytestmark = pytest.mark.long

CASES, FIRST = 14, 8
"""Cases of the demo; the first are played while the backup is made, the others from just before the moment on."""
BEFORE, AFTER = 20, 12
"""Commands that are accepted before the moment, and between it and the disaster."""
LOST_KEY = "tax-office"
SUBSCRIBER = "bank"
KEPT, DISABLED, DISABLED_LATE = "ivanova", "petrov", "sidorov"
"""Accounts of the desk: one stays, one is disabled before the archive ends, one after that."""
ACTOR, REASON = "operations:petrova", "The machine room burned down"


class Recording:
    """Sends commands, and notes the replies."""

    def __init__(self, client: CommandClient) -> None:
        self._client = client
        self.accepted: dict[UUID, tuple[datetime, datetime]] = {}

    async def send(self, command: CommandEnvelope[Any]) -> Accepted | Rejected:
        sent = datetime.now(UTC)
        answer = await self._client.send(command)
        if isinstance(answer, Accepted):
            self.accepted[command.id] = (sent, datetime.now(UTC))
        return answer

    def sent_after(self, moment: datetime) -> set[UUID]:
        """Accepted commands that were sent after the moment."""
        return {id_ for id_, (sent, _) in self.accepted.items() if sent > moment}


@dataclass(frozen=True)
class Disaster:
    """What was known outside when everything was destroyed."""

    folder: Path
    backups: BackupSettings
    passphrase: str
    moment: datetime
    archived: datetime
    """What had been accepted by then is in the archive."""
    accepted: dict[UUID, tuple[datetime, datetime]]
    answered: set[UUID]
    """Requests whose answers the court had received by the moment."""
    answered_later: set[UUID]
    """Requests it sent after the moment, and whose answers it received before the archive ends."""
    unarchived: int
    """Answers after that, of which the head was kept."""
    certificate: str


async def sent(client: Any, consumer: str, data: Command, actor: str) -> Accepted:
    command = own_command(
        data, id=new_id(), service="edge", actor=actor, stream=registration_of(consumer), at=SystemClock().now()
    )
    answer = await client.send(command.model_copy(update={"source": "/lea/drill"}))
    assert isinstance(answer, Accepted), answer
    return answer


async def revoke_key(client: CommandClient) -> None:
    """One person proposes it, another one approves."""
    change = KeyRevocation(key=f"{LOST_KEY}.first")
    proposed = await sent(
        client, LOST_KEY, ProposeConsumerChange(consumer=LOST_KEY, change=change, reason="Stolen"), "security:one"
    )
    await sent(client, LOST_KEY, ApproveConsumerChange(proposal=proposed.command_id), "security:two")


@asynccontextmanager
async def owning(stack: Stack, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(stack.database_url(service, DATABASES[service].owner))
    try:
        yield connection
    finally:
        await connection.close()


async def give_access(stack: Stack) -> None:
    """People sign in to the desk, and a subscriber receives events."""
    async with owning(stack, "desk") as desk:
        for code, name in enumerate((KEPT, DISABLED, DISABLED_LATE), 1):
            await administration.add(desk, name, f"{name} A. P.", Role.EXECUTOR, f"0101-{code:03}", OPERATOR)
            now = SystemClock().now()
            await start_session(desk, sha256(name.encode()).digest(), name, now, now + timedelta(hours=8))
    async with owning(stack, "subscribers") as registry:
        await agreed(registry, SUBSCRIBER, REGISTRATION)


async def disable(stack: Stack, account: str) -> None:
    async with owning(stack, "desk") as desk:
        await administration.disable(desk, account, OPERATOR)


async def delivered(stack: Stack) -> int:
    """How many events the subscriber has been sent."""
    async with owning(stack, "subscribers") as registry:
        return int(await registry.fetchval("SELECT coalesce(sum(delivered), 0)::int FROM delivery_cursor"))


async def more_delivered(stack: Stack, than: int) -> bool:
    return await delivered(stack) > than


async def suspend_subscriber(stack: Stack) -> None:
    async with owning(stack, "subscribers") as registry:
        await commanded(registry, SUBSCRIBER, SuspendSubscriber(subscriber=SUBSCRIBER, reason="it asked for it"))


async def clock_of(stack: Stack) -> datetime:
    connection = await asyncpg.connect(stack.server_url())
    try:
        return datetime.fromisoformat(str(await connection.fetchval("SELECT clock_timestamp()::text")))
    finally:
        await connection.close()


async def initiated_since(stack: Stack, moment: datetime) -> bool:
    """Whether a proceeding got its number after the moment."""
    connection = await asyncpg.connect(stack.server_url(DATABASES["proceedings"].name))
    try:
        query = "SELECT EXISTS (SELECT FROM event WHERE type = $1 AND recorded_at > $2)"
        return bool(await connection.fetchval(query, ProceedingInitiated.type, moment))
    finally:
        await connection.close()


async def backed_up(stack: Stack) -> None:
    """Wait for the first backup, which the stack makes by itself."""
    while not await asyncio.to_thread(repository_in(stack).backups):  # noqa: ASYNC110 - asked of another program
        await asyncio.sleep(1)


@asynccontextmanager
async def running(*works: Any) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(scope="module")
async def disaster(folder: Path) -> Disaster:
    """Load, a full backup meanwhile, a moment, more load, and then nothing is left but the folder of backups."""
    backups = BackupSettings(folder=folder / "elsewhere", archive_timeout=3600, full_days=999)
    with Stack(folder / "home", backups=backups).up() as stack:
        system, owner = System(stack), stack.database_url("edge", DATABASES["edge"].owner)
        key = await register(owner, COURT)
        await register(owner, LOST_KEY)
        await give_access(stack)
        cases = list(scripts(SystemClock().today(), belarus()))[:CASES]
        court = Court(stack.url("edge"), key, cases, system.tls)
        recorder = AnswerRecorder(court.url, key, COURT, court.look_ups(), Random(1), system.tls, lanes=2)
        async with CommandClient(stack.broker_url(SENDER), user=SENDER) as client:
            ledger = Recording(client)
            first, others = (
                play(part, ledger, SystemClock(), patience=PATIENCE)  # type: ignore[arg-type]
                for part in (cases[:FIRST], cases[FIRST:])
            )
            async with running(recorder.run(), first):
                await backed_up(stack)
                await asyncio.sleep(1)  # a restore goes to a later second than that in which the backup ended
                await until(lambda: len(ledger.accepted) >= BEFORE and recorder.numbers, "there was load")
                await until(lambda: delivered(stack), "the subscriber receives events")
                async with running(others):
                    answered = set(recorder.received)
                    moment = await clock_of(stack)
                    asked_before = set(recorder.asked)
                    sent_before = await delivered(stack)
                    await revoke_key(client)
                    await disable(stack, DISABLED)
                    await until(lambda: len(ledger.sent_after(moment)) >= AFTER, "there was more load")
                    await until(
                        lambda: len(set(recorder.received) - asked_before) >= AFTER, "the court was answered again"
                    )
                    await until(lambda: initiated_since(stack, moment), "a proceeding was initiated")
                    await until(lambda: more_delivered(stack, sent_before), "the subscriber was sent more")
                    await suspend_subscriber(stack)
            answered_later = set(recorder.received) - asked_before
            archived = datetime.now(UTC)
            await asyncio.to_thread(archive_rest, stack.home)
            # What no archive has: of answers only the heads are kept, of access only the file.
            await disable(stack, DISABLED_LATE)
            async with running(recorder.run()):
                count = len(recorder.received)
                await until(lambda: len(recorder.received) >= count + 3, "the court was answered once more")
            unarchived = len(set(recorder.received) - answered_later - asked_before)
            await asyncio.sleep(3)
            passphrase, certificate = stack.passwords[PASSPHRASE], (stack.home / "tls" / "ca.pem").read_text()
            # A server that stops in order would archive the rest.
            await asyncio.to_thread(stack.kill, "database", revive=False)
    shutil.rmtree(folder / "home")
    return Disaster(
        folder,
        backups,
        passphrase,
        moment,
        archived,
        ledger.accepted,
        answered,
        answered_later,
        unarchived,
        certificate,
    )


@pytest.fixture(scope="module")
def report(disaster: Disaster) -> Any:
    """The report of the one command that restores."""
    environment = {
        "LEA_HOME": str(disaster.folder / "home"),
        "LEA_BACKUP_FOLDER": str(disaster.backups.folder),
        "LEA_BACKUP_PASSPHRASE": disaster.passphrase,
    }
    words = ["backup", "restore", "--to", disaster.moment.isoformat(), "--as", ACTOR, "--reason", REASON]
    done = CliRunner().invoke(app, [*words, "--yes", "--no-start", "--json"], env=environment)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def system(disaster: Disaster, report: Any) -> Iterator[System]:
    with Stack(disaster.folder / "home", backups=disaster.backups).up() as stack:
        yield System(stack)


async def test_the_restored_system_has_what_was_accepted_by_then_and_nothing_later(
    disaster: Disaster, system: System
) -> None:
    causes: set[UUID] = set()
    for source in SOURCES:
        async with system.connected(source) as connection:
            causes |= {row["causation_id"] for row in await connection.fetch("SELECT causation_id FROM event")}
    before = {id_ for id_, (_, replied) in disaster.accepted.items() if replied < disaster.moment}
    after = {id_ for id_, (sent, _) in disaster.accepted.items() if sent > disaster.moment}
    assert len(before) >= BEFORE
    assert len(after) >= AFTER
    assert before <= causes
    assert after & causes == set()


async def test_numbers_of_lost_proceedings_are_reserved_for_them(report: Any, system: System) -> None:
    initiated = {
        event["number"]: event["stream"] for event in report["lost_events"] if event["type"] == ProceedingInitiated.type
    }
    assert initiated
    assert report["reserved_numbers"] == sorted(initiated)
    async with system.connected("proceedings") as connection:
        rows = await connection.fetch("SELECT number, proceeding FROM reserved_number WHERE actor = $1", ACTOR)
        assert {row["number"]: str(row["proceeding"]) for row in rows} == initiated
        given = await connection.fetch("SELECT number FROM proceeding_number WHERE number = ANY($1)", sorted(initiated))
    assert given == []


def test_the_restored_cluster_is_promoted_to_another_timeline(report: Any, system: System) -> None:
    assert report["timeline"] > 1
    assert {each.timeline for each in repository_in(system.stack).backups()} >= {1}


async def test_what_was_lost_and_who_had_got_the_reply_is_named(disaster: Disaster, report: Any) -> None:
    assert datetime.fromisoformat(report["restored_to"]) == disaster.moment
    lost = {UUID(event["cause"]) for event in report["lost_events"]}
    after = {
        id_
        for id_, (sent, replied) in disaster.accepted.items()
        if sent > disaster.moment and replied < disaster.archived
    }
    assert len(after) >= AFTER
    assert after <= lost
    assert all(event["actor"] for event in report["lost_events"])
    before = {id_ for id_, (_, replied) in disaster.accepted.items() if replied < disaster.moment}
    assert before & lost == set()
    reported = {UUID(answer["request_id"]) for answer in report["lost_answers"] if answer["request_id"]}
    assert disaster.answered_later <= reported
    assert disaster.answered & reported == set()
    assert {answer["consumer"] for answer in report["lost_answers"]} <= {COURT, None}
    assert any(answer["about_lost"] for answer in report["lost_answers"])


def test_answers_that_no_archive_has_are_known_by_their_heads(disaster: Disaster, report: Any) -> None:
    unknown = report["answers_known_by_their_heads_only"]
    assert sum(each["last"] - each["first"] + 1 for each in unknown) >= disaster.unarchived >= 3


async def test_a_key_that_was_revoked_after_the_moment_opens_nothing(report: Any, system: System) -> None:
    assert report["registrations_changed_since"] == report["suspended"] == [LOST_KEY]
    async with system.connected("edge") as connection:
        rows = await connection.fetch("SELECT id, status FROM consumer")
    assert {row["id"]: row["status"] for row in rows} == {COURT: "active", LOST_KEY: "suspended"}


async def test_access_that_was_taken_away_after_the_moment_does_not_come_back(report: Any, system: System) -> None:
    assert report["access_after_the_archive_is_known"]
    assert report["subscribers_changed_since"] == report["suspended_subscribers"] == [SUBSCRIBER]
    assert report["accounts_changed_since"] == report["disabled_accounts"] == sorted((DISABLED, DISABLED_LATE))
    assert report["ended_sessions"] == 3
    async with system.connected("desk") as connection:
        rows = await connection.fetch("SELECT name FROM account WHERE disabled_at IS NULL")
        assert [row["name"] for row in rows] == [KEPT]
        assert await connection.fetchval("SELECT count(*) FROM session") == 0
    async with system.connected("subscribers") as connection:
        assert await connection.fetchval("SELECT standing FROM subscriber") == "suspended"
    user = f"/api/users/{user_of_subscriber(SUBSCRIBER)}"
    assert system.stack.management().call("GET", user)[0] == HTTPStatus.NOT_FOUND


def test_the_subscriber_that_was_sent_lost_events_is_named(report: Any) -> None:
    lost = {(event["service"], event["stream"], event["version"]) for event in report["lost_events"]}
    named = report["lost_events_sent_to_subscribers"]
    assert {each["subscriber"] for each in named} == {SUBSCRIBER}
    assert {(each["service"], each["stream"], sequence) for each in named for sequence in each["sequences"]} <= lost


async def test_all_services_agree_after_the_restore(system: System) -> None:
    await system.settle()


def test_secrets_came_back(disaster: Disaster, system: System) -> None:
    assert (system.stack.home / "tls" / "ca.pem").read_text() == disaster.certificate


async def test_the_access_log_is_verified_against_the_heads_outside_the_cluster(
    disaster: Disaster, system: System, tmp_path: Path
) -> None:
    assert disaster.backups.folder
    heads = disaster.backups.folder / HEAD_FILE
    await until(lambda: b'"restored_at"' in heads.read_bytes(), "the restore is kept outside")
    async with system.connected("court_query") as connection:
        (restore,) = await kept_restores(connection)
    assert (restore.actor, restore.reason, restore.moment) == (ACTOR, REASON, disaster.moment)
    async with system.connected("edge") as connection:
        log = [link.line() + b"\n" async for link in exported(connection)]
    (tmp_path / "log").write_bytes(b"".join(log))
    outside = CliRunner().invoke(app, ["access-log", "verify", str(tmp_path / "log"), "--heads", str(heads), "--json"])
    found = json.loads(outside.stdout)
    assert found["faults"] == []
    assert {each["reason"] for each in found["lost"]} == {REASON}
    # Without the record of the restore the same log is truncated.
    lines = [line for line in heads.read_bytes().splitlines(keepends=True) if b'"restored_at"' not in line]
    (tmp_path / "heads").write_bytes(b"".join(lines))
    without = CliRunner().invoke(
        app, ["access-log", "verify", str(tmp_path / "log"), "--heads", str(tmp_path / "heads"), "--json"]
    )
    assert {fault["kind"] for fault in json.loads(without.stdout)["faults"]} <= {"truncated", "missing"}
    assert without.exit_code == 1
    # A log that is cut further than the restore cut it is still found out.
    cut = next(each for each in restore.chains if each["kept"] > 1)
    shorter = [line for line in log if not is_record(line, cut["chain"], cut["kept"])]
    assert len(shorter) == len(log) - 1
    (tmp_path / "log").write_bytes(b"".join(shorter))
    shortened = CliRunner().invoke(
        app, ["access-log", "verify", str(tmp_path / "log"), "--heads", str(heads), "--json"]
    )
    assert shortened.exit_code == 1
    assert "truncated" in {fault["kind"] for fault in json.loads(shortened.stdout)["faults"]}


def is_record(line: bytes, chain: str, sequence: int) -> bool:
    record = json.loads(line)
    return (record["chain"], record["sequence"]) == (chain, sequence)
