"""`lea demo`: from statements on initiation to an answer for the Supreme Court."""

import asyncio
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from contracts.service_3_11_01 import ByProceedingNumber, InformationAnswer
from infra.cli import stack
from infra.cli.clerk.session import NOBODY
from infra.cli.common.output import AsJson, console, errors, json_text, print_json
from infra.cli.common.running_system import (
    Name,
    addresses_of,
    authority_of,
    court_client,
    court_identity,
    home_of,
    service_url,
)
from infra.cli.common.terminal import PlainTable
from infra.cli.court.cards import displayed
from infra.cli.desk.database import with_owner
from infra.cli.imports.files import BacklogFile
from infra.cli.imports.recordings import Defaults
from infra.cli.imports.report import Report
from infra.cli.imports.running import gather, record
from infra.client import Answered, Purpose
from infra.compose import containers
from infra.demo.cases import scripts, undecided
from infra.demo.people import SignsIn, accounts
from infra.demo.player import SOURCE, Played, play
from infra.demo.script import Script
from infra.demo.stories import backlog
from infra.stack.addresses import Addresses
from infra.stack.errors import StackError
from infra.stack.overview import overview, stop
from infra.stack.settings import COMPOSE
from shared.clerk_client import ClerkClient
from shared.clock import SystemClock
from shared.law.calendar import belarus
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR

PLAYED = 160
"""Cases that are played: every scenario eight times at least, every defect at least once."""
SHOWN = "property arrested and sold"
"""Summary of the scenario whose proceeding the court requests."""
_SETTLED = 60.0
_OPERATOR = "operator:demo"
"""Who makes the accounts."""


app = typer.Typer()


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End when done, instead of running until Ctrl-C.")] = False,
    cases: Annotated[int, typer.Option(min=70, help="Number of statements.")] = PLAYED,
    stories: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Import the stories of this folder, too.")
    ] = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Start the system, play a year of statements, and send a request as the Supreme Court."""
    was_running = containers.running() if name == COMPOSE else overview(home_of(name)).supervised
    if not was_running:
        containers.up() if name == COMPOSE else stack.up(name=name)
    addresses = addresses_of(name)
    try:
        court_identity(name)  # the edge reads new keys within seconds; playing takes longer
        played, imported, shown = asyncio.run(_fill(addresses, cases, stories, quiet=as_json))
        answered = _ask(name, asyncio.run(_number_of(addresses, shown)))
        people = with_owner(name, lambda connection: accounts(connection, _OPERATOR))
        if as_json:
            print_json(_summary(addresses, played, imported, answered, people))
        else:
            _show(played, imported, answered)
            _show_desk(name, addresses, people)
        if played.refused:
            raise StackError(f"{len(played.refused)} commands were refused; the first: {played.refused[0][2].problems}")
        if not once:
            _stay(addresses)
    finally:
        if not was_running:
            errors.print("Stopping …", style="dim")
            containers.down() if name == COMPOSE else stop(home_of(name))


async def _fill(
    addresses: Addresses, cases: int, stories: Path | None, *, quiet: bool
) -> tuple[Played, Report | None, UUID]:
    """Play cases and import stories at the same time; also returns the proceeding of which the court is to ask."""
    today, calendar = SystemClock().today(), belarus()
    chosen = [*scripts(today, calendar, cases), *undecided(today, calendar)]
    shown = next(script for script in chosen if script.kind == SHOWN)
    async with asyncio.TaskGroup() as group:
        importing = group.create_task(_import(addresses, stories)) if stories else None
        playing = group.create_task(_play(addresses, chosen, quiet=quiet))
    return playing.result(), importing.result() if importing else None, shown.proceeding


async def _play(addresses: Addresses, chosen: Sequence[Script], *, quiet: bool) -> Played:
    with Progress(
        TextColumn("commands"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=errors, disable=quiet
    ) as progress:
        task = progress.add_task("commands", total=sum(len(script.steps) for script in chosen))
        async with CommandClient(addresses.broker(OPERATOR), user=OPERATOR, name="lea demo") as client:
            return await play(chosen, client, SystemClock(), lambda count: progress.update(task, advance=count))


async def _import(addresses: Addresses, stories: Path) -> Report:
    """Record the stories of a folder as the paper backlog of a file."""
    result, defaults = Report(dry_run=False), Defaults()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "stories.jsonl"
        file.write_text(
            "".join(json_text(row, indent=None) for row in backlog(stories, SystemClock().today(), belarus()))
        )
        gathered = gather([BacklogFile(file)], defaults, result)
        url = addresses.broker(OPERATOR)
        async with ClerkClient(url, user=OPERATOR, source=SOURCE, actor=NOBODY, name="lea demo") as client:
            await record(gathered, client, result, lambda _: None)
    if result.rejected:
        result.show("en")
    return result


async def _number_of(addresses: Addresses, proceeding: UUID) -> str:
    """The number of the proceeding, once the read model has applied all of its events."""
    store = await asyncpg.connect(service_url(addresses, "proceedings"))
    model = await asyncpg.connect(service_url(addresses, "court_query"))
    try:
        wanted = await store.fetchval("SELECT max(version) FROM event WHERE stream = $1", proceeding)
        ends = time.monotonic() + _SETTLED
        while time.monotonic() < ends:
            row = await model.fetchrow("SELECT number, version FROM read_model.proceeding WHERE id = $1", proceeding)
            if row is not None and row["version"] >= wanted:
                return str(row["number"])
            await asyncio.sleep(0.1)
    finally:
        await store.close()
        await model.close()
    raise StackError("The read model has not caught up within a minute: see `lea stack logs court_query`.")


def _ask(name: str, number: str) -> Answered[InformationAnswer]:
    purpose = Purpose("supervision-of-execution", "1-1/2026")
    look_up = ByProceedingNumber(by="proceeding-number", number=number)
    with court_client(name) as court:
        court.ask([look_up], purpose)  # opens the connection
        return court.ask([look_up], purpose)


def _summary(
    addresses: Addresses,
    played: Played,
    imported: Report | None,
    answered: Answered[InformationAnswer],
    people: Sequence[SignsIn],
) -> dict[str, Any]:
    return {
        "accepted": played.accepted,
        "refused": len(played.refused),
        "imported": imported.summary() if imported else None,
        "seconds": answered.seconds,
        "answer": answered.answer.model_dump(mode="json"),
        "desk": {"address": addresses.desk, "accounts": [each._asdict() for each in people]},
    }


def _show(played: Played, imported: Report | None, answered: Answered[InformationAnswer]) -> None:
    console.print(f"\n{played.accepted} commands accepted, {len(played.refused)} refused. Results of the statements:")
    for kind, count in sorted(played.kinds.items(), key=lambda item: (-item[1], item[0])):
        console.print(f"  {count:4}  {kind}")
    if imported:
        console.print(
            f"\nImported as a paper backlog: {imported.recorded} acts of {imported.cases} proceedings;"
            f" {imported.known} were on record."
        )
    console.print("\nAnswer of service 3.11.01 to a request of the Supreme Court:\n")
    console.print_json(answered.body.decode())
    console.print()
    console.print(displayed(answered.answer))
    console.print(
        f"Answered in {answered.seconds * 1000:.1f} ms, authentication and access log included.", style="bold"
    )


def _show_desk(name: str, addresses: Addresses, people: Sequence[SignsIn]) -> None:
    console.print(f"\nThe desk, the web application for people: {addresses.desk}")
    if authority := authority_of(name):
        console.print(f"Its certificate is of a local authority, {authority}: a browser warns of it.")
    table = PlainTable("account", "actor", "password for the first sign-in", box=None)
    for each in people:
        table.add_row(each.account, f"{each.role}:{each.code}", each.password or "chosen before")
    console.print(table)
    if not all(each.password for each in people):
        console.print(f"A new password: lea accounts new-password ACCOUNT --as {_OPERATOR}")


def _stay(addresses: Addresses) -> None:
    console.print("\nThe system runs until Ctrl-C:")
    for what in ("edge", "operations", "management", "traces", "prometheus", "grafana"):
        if what in addresses.places:
            console.print(f"  {what:<12} {addresses.http(what)}")
    console.print("  try: lea court ask --number …    make status    lea deadlines due")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        return
