"""The wheels for subscribers, built and installed as a stranger installs them."""

import subprocess
from pathlib import Path

import pytest

from infra.packages.sources import EVENTS, GOLDEN
from infra.packages.wheels import build
from tests.environments import environment, run


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def events_only(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with `lea-events` and what it declares."""
    return environment(tmp_path_factory.mktemp("events"), wheels[:1])


@pytest.fixture(scope="module")
def both(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with both wheels and what they declare, without the extras."""
    return environment(tmp_path_factory.mktemp("both"), wheels)


def test_every_module_of_the_events_can_be_imported_with_pydantic_alone(events_only: Path) -> None:
    printed = run(
        events_only,
        """
import importlib, pkgutil, sys, lea_events
for module in pkgutil.walk_packages(lea_events.__path__, "lea_events."):
    importlib.import_module(module.name)
third = {name.split(".")[0] for name in sys.modules} - sys.stdlib_module_names
print(*sorted(name for name in third if not name.startswith("_")))
""",
    )
    light = {"annotated_types", "lea_events", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
    assert set(printed.split()) == light


def test_every_golden_sample_of_an_event_is_read_with_the_wheel(events_only: Path) -> None:
    printed = run(
        events_only,
        f"""
from pathlib import Path
from lea_events.catalogue import EVENTS
read = [EVENTS.decode(path.stem, path.read_bytes()) for path in Path({str(GOLDEN)!r}).glob("*.json")
        if path.stem in EVENTS.models]
print(len(read), len(EVENTS.models))
""",
    )
    read, known = map(int, printed.split())
    assert read == known > 100


def test_the_kit_is_complete_without_its_extras(both: Path) -> None:
    """A subscriber with SQLite needs neither asyncpg nor OpenTelemetry; the harness brings its samples."""
    printed = run(
        both,
        """
import asyncio, importlib, pkgutil, lea_subscriber
extras = {"lea_subscriber.postgresql"}
for module in pkgutil.walk_packages(lea_subscriber.__path__, "lea_subscriber."):
    if module.name not in extras:
        importlib.import_module(module.name)

from lea_events.catalogue import EVENTS
from lea_events.events.proceedings import ProceedingInitiated
from lea_subscriber import Handlers, SqliteStore, tracing
from lea_subscriber.testing import FakeProducer, Harness, Samples

handlers = Handlers()

@handlers.on(ProceedingInitiated)
async def initiated(event, transaction):
    print(event.data.number, tracing.tracer)

async def test():
    async with Harness(handlers, SqliteStore(":memory:")) as harness:
        await harness.deliver(FakeProducer().sample(ProceedingInitiated.type))
        print(len(await harness.held()), Samples().keys() == EVENTS.models.keys())

asyncio.run(test())
""",
    )
    assert printed == "0101-2026-000123 None\n0 True\n"


def test_the_kit_has_a_command(both: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [both.parent / "lea-subscriber", "--store", tmp_path / "file.sqlite", "parked", "drop", "unknown"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "No message unknown is held.\n")


def test_with_its_extras_it_keeps_its_tables_in_postgresql_and_traces(wheels: list[Path], tmp_path: Path) -> None:
    python = environment(tmp_path / "all", wheels, ["postgresql", "tracing"])
    code = "from lea_subscriber import postgresql, tracing; print(tracing.tracer is None)"
    assert run(python, code) == "False\n"


def test_the_same_source_gives_the_same_wheel(wheels: list[Path], tmp_path: Path) -> None:
    (again,) = build(tmp_path, [EVENTS])
    assert again.read_bytes() == wheels[0].read_bytes()
