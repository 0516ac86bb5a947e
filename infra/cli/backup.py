"""`lea backup`: make and list backups, restore to a moment."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from infra.backup.repository import FULL, INCREMENTAL, Backup, Repository, repository_of
from infra.backup.settings import BackupSettings
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, existing_home
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from infra.stack.overview import overview
from infra.stack.passwords import Passwords
from infra.stack.settings import COMPOSE

app = typer.Typer(no_args_is_help=True, help="Backups of the database cluster: make, list, verify, restore.")

_MEBIBYTE = 1 << 20


@app.command()
def run(
    full: Annotated[bool, typer.Option("--full", help="A full one, not one that continues the last.")] = False,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make a backup now, while everything runs."""
    repository = _repository(name)
    if not overview(existing_home(name)).supervised:
        raise StackError("The stack does not run: `lea stack up` starts it.")
    from infra.stack.postgresql import SUPERUSER  # deferred: imports the driver

    password = Passwords(existing_home(name) / "passwords.json")[SUPERUSER]
    repository.back_up(FULL if full else INCREMENTAL, password)
    made = repository.backups()[-1]
    if as_json:
        print_json(_as_data(made))
    else:
        seconds = (made.stopped - made.started).total_seconds()
        console.print(f"{made.label}: {made.stored / _MEBIBYTE:.1f} MB in {seconds:.0f} s.")


@app.command(name="list")
def list_(name: Name = "default", as_json: AsJson = False) -> None:
    """List the backups, oldest first. Each moment after the end of the first can be restored."""
    backups = _repository(name).backups()
    if as_json:
        print_json([_as_data(backup) for backup in backups])
        return
    if not backups:
        console.print("There is no backup yet.")
        return
    table = PlainTable("backup", "kind", "from", "to", "cluster MB", "stored MB", "timeline", "", box=None)
    for backup in backups:
        table.add_row(
            backup.label,
            backup.kind,
            _moment(backup.started),
            _moment(backup.stopped),
            f"{backup.size / _MEBIBYTE:.1f}",
            f"{backup.stored / _MEBIBYTE:.1f}",
            str(backup.timeline),
            "page checksums differ" if backup.faulty else "",
        )
    console.print(table)


def _repository(name: str) -> Repository:
    if name == COMPOSE:
        raise StackError("Backups of containers: `docker compose exec backup …`, see docs/operations.md.")
    return repository_of(existing_home(name), BackupSettings())


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _as_data(backup: Backup) -> dict[str, Any]:
    return {**asdict(backup), "started": backup.started.isoformat(), "stopped": backup.stopped.isoformat()}
