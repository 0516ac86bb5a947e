"""The page for subscribers: each example runs unchanged and in order, in an environment with the wheels alone.

After a language, a block may name the file it is written to, or `background`: it runs until the next of these.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contracts.events.proceedings import PaymentReceived, ProceedingInitiated
from infra.packages.sources import PROJECT
from infra.packages.wheels import build
from shared.subscriber.cli import store_at
from shared.subscriber.messages import Message
from shared.subscriber.testing import FakeProducer
from tests.engines import Database
from tests.environments import environment
from tests.integration.subscriber.kit import Broker, FakeSource, broker_at
from tests.patience import until
from tests.service_process import free_port
from tests.unit.shared.subscriber.kit import producer

TEXT = (PROJECT / "docs" / "subscribing.md").read_text("utf-8")
BLOCK = re.compile(
    r"^```(bash|python|json)(?: (\S+))?\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL
)
BACKGROUND = "background"


@dataclass(frozen=True)
class Example:
    """A block of the page, and what it prints."""

    language: str
    mark: str
    text: str
    printed: str


EXAMPLES = [Example(*(part or "" for part in found.groups())) for found in BLOCK.finditer(TEXT)]


@dataclass
class Desk:
    """The workplace of a developer, and the source of events."""

    folder: Path
    variables: dict[str, str]
    broker: Broker
    source: FakeSource
    stores: list[str]
    """Where the programs that run in turn keep their positions."""
    made: FakeProducer = field(default_factory=producer)
    stream: UUID = field(default_factory=uuid4)
    running: subprocess.Popen[bytes] | None = None

    def events(self) -> list[Message]:
        """A proceeding and a payment, or another payment."""
        types = [PaymentReceived.type] if self.source.sent else [ProceedingInitiated.type, PaymentReceived.type]
        return [self.made.sample(each, self.stream, **_fields(each)) for each in types]


@pytest.fixture(scope="module")
async def desk(vhost: str, database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("page")
    wheels = build(folder / "wheels")
    python = environment(folder / "environment", wheels, ["postgresql"], libraries=["faststream"])
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    variables = {**kept, "PATH": path, "DATABASE": database.owner_url, "PORT": str(free_port())}
    stores = [str(folder / "bank.sqlite"), database.owner_url, str(folder / "bank.sqlite")]
    async with broker_at(vhost, "bank") as broker:
        source = FakeSource(broker, [])
        stated = {**broker.file.model_dump(), "url": vhost, "types": [ProceedingInitiated.type, PaymentReceived.type]}
        (folder / "bank.json").write_text(json.dumps(stated))
        made = Desk(folder, variables, broker, source, stores)
        async with source.answering():
            yield made
    if made.running is not None:
        made.running.kill()
        made.running.wait()


async def test_the_examples_do_what_the_page_says(desk: Desk) -> None:
    for example in EXAMPLES:
        if example.language == "json":
            assert json.loads(example.text).keys() == json.loads((desk.folder / "bank.json").read_text()).keys()
        elif example.mark == BACKGROUND:
            await _start(example, desk)
        elif example.mark:
            (desk.folder / example.mark).write_text(example.text)
        else:
            await _run(example, desk)
    _stop(desk)


def test_every_example_is_read() -> None:
    assert len(EXAMPLES) == sum(TEXT.count(f"\n```{language}") for language in ("bash", "python", "json")) > 10


def test_examples_import_nothing_of_this_project() -> None:
    for example in EXAMPLES:
        assert not re.search(r"\b(from|import) (contracts|shared|services|infra)\b", example.text)


async def _start(example: Example, desk: Desk) -> None:
    """Start a program, and send it events; return when it has applied them."""
    _stop(desk)
    with (desk.folder / "log").open("wb") as log:
        desk.running = subprocess.Popen(  # noqa: ASYNC220 - returns at once
            ["bash", "-c", f"exec {example.text}"], cwd=desk.folder, env=desk.variables, stdout=log, stderr=log
        )
    if desk.stores[0] == desk.variables["DATABASE"]:  # its own database: it gets what the first one got
        await desk.broker.publish(desk.source.sent)
    else:
        sent = desk.events()
        desk.source.sent += sent
        await desk.broker.publish(sent)
    await until(lambda: _applied(desk, desk.stores[0]), f"{example.text} has applied all")
    desk.stores.pop(0)


async def _applied(desk: Desk, address: str) -> bool:
    """Whether a program has applied all that was sent; its store is read as the kit reads it."""
    assert desk.running is not None
    assert desk.running.poll() is None, (desk.folder / "log").read_text()
    if not address.startswith("postgres") and not os.path.exists(address):  # noqa: ASYNC240, PTH110 - at once
        return False
    store = store_at(address)
    await store.open()
    try:
        async with store.transaction() as transaction:
            rows = await transaction.fetch("SELECT sequence FROM lea_position")
            return [row[0] for row in rows] == [len(desk.source.sent)]
    finally:
        await store.close()


def _stop(desk: Desk) -> None:
    if desk.running is not None:
        desk.running.send_signal(signal.SIGTERM)
        assert desk.running.wait(60) == 0, (desk.folder / "log").read_text()
        desk.running = None


async def _run(example: Example, desk: Desk) -> None:
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", example.text),
        cwd=desk.folder,
        env=desk.variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    text = printed.decode()
    assert process.returncode == 0, f"{example.text}\n{text}"
    expected = ".*".join(map(re.escape, example.printed.strip().split("…")))
    assert re.fullmatch(rf"\s*{expected}\s*", text, re.DOTALL), f"{example.text}\nprints\n{text}"


def _fields(type_: str) -> dict[str, str]:
    return {"payment": str(uuid4())} if type_ == PaymentReceived.type else {}
