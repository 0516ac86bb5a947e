"""The native stack: real engines, their addresses and users, restarts and kills."""

import asyncio
import json
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import aio_pika
import psycopg
import pytest
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import ProbableAuthenticationError

from infra.broker.definitions import permissions
from infra.database.provisioning import DATABASES, ROLES
from infra.stack.errors import StackError
from infra.stack.overview import overview
from infra.stack.ports import OFFSETS
from infra.stack.records import Records, start_time
from infra.stack.settings import ACCESS, REBUILDS, SERVICES, TRACES, WATCHERS, StackSettings
from infra.stack.stack import Stack
from shared.messaging.senders import publisher_of
from tests.patience import PATIENCE, until
from tests.system import NO_BACKUPS

LISTENING = "0A"
IN_MEMORY = """
    SELECT count(*) = pg_relation_size('asked') / current_setting('block_size')::integer FROM pg_buffercache
    WHERE relfilenode = pg_relation_filenode('asked') AND relforknumber = 0
      AND reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that the engines' users can reach."""
    with tempfile.TemporaryDirectory(prefix="ais-lea-stack-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def listeners(ports: set[int]) -> dict[int, set[str]]:
    """The addresses (in the kernel's hexadecimal) on which these ports listen."""
    found: dict[int, set[str]] = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, port = local.partition(":")
            if state == LISTENING and int(port, 16) in ports:
                found.setdefault(int(port, 16), set()).add(address)
    return found


def dwellers(folder: Path) -> dict[int, str]:
    """The processes that work in this folder, or hold a file of it open."""
    found: dict[int, str] = {}
    for link in (*Path("/proc").glob("[0-9]*/cwd"), *Path("/proc").glob("[0-9]*/fd/*")):
        with suppress(OSError):
            if link.readlink().is_relative_to(folder.resolve()):
                found[int(link.parts[2])] = str(link.readlink())
    return found


# -- addresses and users


def test_everything_listens_on_loopback_only(engines: Stack) -> None:
    found = listeners({engines.ports[name] for name in OFFSETS})
    names = ("postgresql", "amqp", "management", "broker_metrics", "distribution", "epmd")
    assert set(found) == {engines.ports[name] for name in names}
    loopback = {"0100007F", "00000000000000000000000001000000"}
    assert set[str]().union(*found.values()) <= loopback


def test_engines_do_not_run_as_root(engines: Stack) -> None:
    for name in ("database", "epmd", "broker"):
        assert Path(f"/proc/{engines.pid(name)}").stat().st_uid != 0


def test_no_password_is_on_a_command_line_or_in_a_log(engines: Stack) -> None:
    passwords = json.loads((engines.home / "passwords.json").read_text()).values()
    shown = [Path(f"/proc/{engines.pid(name)}/cmdline").read_text() for name in ("database", "epmd", "broker")]
    logs = [log.read_text() for log in (engines.home / "logs").glob("*.log")]
    assert not [text for text in (*shown, *logs) if any(password in text for password in passwords)]


async def test_the_broker_knows_no_guest(engines: Stack) -> None:
    url = engines.broker_url()
    guest = f"amqp://guest:guest@{url.rpartition('@')[2]}"
    with pytest.raises(ProbableAuthenticationError):
        await aio_pika.connect(guest)
    _, users = engines.management().call("GET", "/api/users")
    assert isinstance(users, list)
    assert "guest" not in {user["name"] for user in users}


# -- restarts and kills


async def declare(channel: AbstractChannel, queue: str) -> None:
    await channel.declare_queue(queue, durable=True, arguments={"x-queue-type": "quorum"})


async def keep_message(url: str, queue: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await declare(channel, queue)
        message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue)


async def kept_message(url: str, queue: str) -> bytes:
    """The first message of a queue, left where it is."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        kept = await channel.get_queue(queue)
        # A quorum queue that has just been recovered takes a moment to elect its leader.
        async with asyncio.timeout(PATIENCE), kept.iterator() as messages:
            message = await anext(messages)
        await message.nack(requeue=True)
        return message.body


async def test_nothing_is_lost_by_kills_and_a_second_start_beside_another_stack(engines: Stack, home: Path) -> None:
    with Stack(home, durable=False).engines() as stack:
        assert stack.ports.base != engines.ports.base
        amqp, server = stack.broker_url(), stack.server_url()
        await keep_message(amqp, "kept")
        with psycopg.connect(server) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS row")
        with pytest.raises(StackError, match="already running"):
            Stack(home)
        # RabbitMQ writes down a new quorum queue within half a second; killed before, the node loses the queue.
        await asyncio.sleep(1)
        busy = psycopg.pq.PGconn.connect(server.encode())
        busy.send_query(b"DO 'BEGIN LOOP END LOOP; END'")
        stack.kill("broker")
        stack.kill("database", revive=False)
        assert dwellers(home / "postgresql") == {}
        busy.finish()
        assert stack.pid("database") is None
        stack.start("database")
        stack.wait_ready("broker")
        assert await kept_message(amqp, "kept") == b"kept"
    assert listeners({stack.ports[name] for name in OFFSETS}) == {}
    assert dwellers(home) == {}
    with Stack(home, durable=False).engines() as again:
        assert (again.broker_url(), again.server_url()) == (amqp, server)
        assert await kept_message(amqp, "kept") == b"kept"
        with psycopg.connect(server) as connection:
            assert connection.execute("SELECT row FROM kept").fetchone() == (1,)
    assert engines.pid("broker")


def test_passwords_of_an_earlier_release_are_used_and_a_removed_one_is_replaced(home: Path) -> None:
    """Where a role and a user of the broker shared a password, under the name of both."""
    home.mkdir()
    file = home / "passwords.json"
    shared = {name: f"old-{name}" for name in ("postgres", "erlang-cookie", *ROLES, *permissions())}
    file.write_text(json.dumps(shared))
    with Stack(home, durable=False).engines() as stack:
        provisioned = stack.database_url("intake")
        with psycopg.connect(stack.server_url()) as server:
            # As that release left it.
            server.execute("ALTER ROLE lea_intake PASSWORD 'old-lea_intake'")
        assert stack.broker_url(publisher_of("intake")).startswith("amqp://lea_intake:old-lea_intake@")
    passwords: dict[str, str] = json.loads(file.read_text())
    file.write_text(json.dumps({name: kept for name, kept in passwords.items() if name != "database/lea_edge"}))
    with Stack(home, durable=False).engines() as again:
        assert again.database_url("intake") == provisioned
        for service in DATABASES:
            psycopg.connect(again.database_url(service)).close()
        for url in (
            again.database_url("intake").replace(passwords["database/lea_intake"], "old-lea_intake"),
            again.database_url("edge").replace(again.passwords["database/lea_edge"], passwords["database/lea_edge"]),
        ):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(url)


async def test_the_database_reloads_cached_pages_after_a_restart(home: Path) -> None:
    with (
        Stack(home, durable=True, backups=NO_BACKUPS).engines() as stack,
        psycopg.connect(stack.server_url()) as connection,
    ):
        connection.execute("CREATE TABLE asked WITH (autovacuum_enabled = false) AS SELECT generate_series(1, 10000)")
    with (
        Stack(home, durable=True, backups=NO_BACKUPS).engines() as again,
        psycopg.connect(again.server_url(), autocommit=True) as looking,
    ):
        looking.execute("CREATE EXTENSION pg_buffercache")
        await until(lambda: looking.execute(IN_MEMORY).fetchone() == (True,), "all of the table is in memory")


def test_the_time_for_a_start_is_a_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_START_TIMEOUT", "0.01")
    assert StackSettings().start_timeout == 0.01
    with pytest.raises(StackError, match=r"epmd is not ready after 0\.01 s \(LEA_START_TIMEOUT\)"):
        Stack(home, durable=False).engines()


def test_the_engines_end_with_a_killed_supervisor(home: Path) -> None:
    script = "import sys, time; from pathlib import Path; from infra.stack.stack import Stack\n"
    script += "Stack(Path(sys.argv[1]), durable=False).engines(); print('up', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", script, home], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == b"up\n"
        records = [record for record in Records(home / "processes") if record.alive]
        assert {record.name for record in records} == {"supervisor", "database", "epmd", "broker", "topology"}
        supervisor.kill()
        # The guard has it open too, and is the last to close it.
        assert supervisor.communicate(timeout=PATIENCE)[0] == b""
    assert not [record for record in records if record.alive]
    assert dwellers(home) == {}


def test_all_services_start_and_a_killed_one_is_restarted(home: Path) -> None:
    with Stack(home, durable=False).up((TRACES, *SERVICES)) as stack:
        for service in (TRACES, *SERVICES):
            if service != "edge":
                assert status_of(f"{stack.url(service)}/readyz") == HTTPStatus.OK
        trust = ssl.create_default_context(cafile=stack.ca_file)
        assert status_of(f"{stack.url('edge')}/openapi.json", trust) == HTTPStatus.OK
        seen = overview(home)
        assert seen.healthy
        assert [process.name for process in seen.processes] == [
            *("database", "epmd", "broker", "topology", TRACES, "front", REBUILDS, ACCESS),
            *(process for name in SERVICES for process in stack.settings.processes_of(name)),
        ]
        stack.kill("proceedings")
        assert not overview(home).healthy
        stack.wait_ready("proceedings")
        again = {process.name: process.restarts for process in overview(home).processes}
        assert again == {**dict.fromkeys(again, 0), "proceedings": 1}
        stack.kill("edge")
        stack.wait_ready("edge")
        assert status_of(f"{stack.url('edge')}/openapi.json", trust) == HTTPStatus.OK
        stack.reload()
        assert status_of(f"{stack.url('edge')}/openapi.json", trust) == HTTPStatus.OK
        assert overview(home).healthy
        wanted = {stack.ports[name] for name in OFFSETS if name not in WATCHERS}
        assert set(listeners({stack.ports[name] for name in OFFSETS})) == wanted


def status_of(url: str, trust: ssl.SSLContext | None = None) -> int:
    with urlopen(url, context=trust) as answer:  # noqa: S310 - our own address
        return int(answer.status)


def test_the_command_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEA_HOME", str(home))

    def lea(*arguments: str) -> tuple[int, Any]:
        command = [sys.executable, "-m", "infra.cli.main", "stack", *arguments, "--json"]
        result = subprocess.run(command, capture_output=True, check=False)
        return result.returncode, json.loads(result.stdout)

    assert lea("status")[0] == 3
    assert lea("up", "--engines")[0] == 0
    try:
        code, seen = lea("status")
        assert (code, seen["well"]) == (0, True)
        assert {process["state"] for process in seen["processes"]} == {"running"}
        assert lea("up", "--engines")[1]["supervisor"] == seen["supervisor"]
        code, line = lea("logs", "database", "-n", "1")
        assert (code, line["process"]) == (0, "database")
    finally:
        assert lea("down") == (0, {"stopped": [str(home.resolve())]})
    assert lea("down") == (0, {"stopped": []})
    assert not start_time(seen["supervisor"])
