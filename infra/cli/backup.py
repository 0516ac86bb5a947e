"""`lea backup`: make and list backups, verify them, restore to a moment."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.backup.repository import FULL, INCREMENTAL, PASSPHRASE, Backup, Repository, repository_of
from infra.backup.settings import BackupSettings
from infra.cli.common.output import AsJson, console, errors, json_text, print_json
from infra.cli.common.running_system import Name, existing_home
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from infra.stack.overview import overview, stop
from infra.stack.passwords import Passwords
from infra.stack.settings import COMPOSE, PROMETHEUS

if TYPE_CHECKING:
    from infra.backup.restoring import Order, Restored

app = typer.Typer(no_args_is_help=True, help="Backups of the database cluster: make, list, verify, restore.")

Actor = Annotated[str, typer.Option("--as", envvar="LEA_ACTOR", help="The acting person: operations:petrova.")]
Reason = Annotated[str, typer.Option(help="The reason, which is recorded.")]
_MEBIBYTE = 1 << 20
_EVERYTHING = "end"


@app.command()
def run(
    full: Annotated[bool, typer.Option("--full", help="A full one, not one that continues the last.")] = False,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Make a backup now, while everything runs."""
    _back_up(name, FULL if full else INCREMENTAL)
    made = _backups(name)[-1]
    if as_json:
        print_json(_as_data(made))
    else:
        seconds = (made.stopped - made.started).total_seconds()
        console.print(f"{made.label}: {made.stored / _MEBIBYTE:.1f} MB in {seconds:.0f} s.")


@app.command(name="list")
def list_(name: Name = "default", as_json: AsJson = False) -> None:
    """List the backups, oldest first. Each moment after the end of the first can be restored."""
    backups = _backups(name)
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


@app.command()
def verify(name: Name = "default", as_json: AsJson = False) -> None:
    """Restore everything that is archived into a scratch folder, check every page, and count. Exit code 1: a fault."""
    repository, home = _repository(name), existing_home(name)
    if not repository.exists:
        raise StackError(f"There are no backups in {repository.folder}.")
    repository.check_set_up()
    from infra.backup.verifying import verify as verify_

    found = verify_(home, repository)
    if as_json:
        print_json({**asdict(found), "last_commit": found.last_commit and found.last_commit.isoformat()})
        return
    console.print(f"Restored, and every page is sound. The last transaction is of {found.last_commit}.")
    for service, events in found.events.items():
        console.print(f"{service}: {events} events")


@app.command()
def passphrase(name: Name = "default", as_json: AsJson = False) -> None:
    """Print the passphrase that opens backups and secrets. Keep it where neither a fire nor a thief finds both."""
    known = Passwords(existing_home(name) / "passwords.json")[PASSPHRASE]
    if as_json:
        print_json({"passphrase": known})
    else:
        console.print(known)


@app.command()
def restore(
    to: Annotated[str, typer.Option(help="The moment, with its time zone (2026-11-30T09:15:00+03:00); or `end`.")],
    actor: Actor,
    reason: Reason,
    timeline: Annotated[
        int | None, typer.Option(min=1, help="The timeline to follow, to undo an earlier restore.", show_default="last")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    start: Annotated[bool, typer.Option(help="Start the stack afterwards.")] = True,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Restore all databases to one moment, with an empty broker. The stack stops for it; the report says what is lost.

    On a new machine the passphrase of the backups is asked for, or taken from LEA_BACKUP_PASSPHRASE.
    """
    moment = _parsed(to)
    if name == COMPOSE:
        _restore_containers(moment, timeline, actor, reason, yes=yes, start=start, as_json=as_json)
        return
    repository, home, settings = _repository(name), existing_home(name), BackupSettings()
    if not repository.exists:
        raise StackError(f"There are no backups in {repository.folder}: LEA_BACKUP_FOLDER names another one.")
    if not yes:
        typer.confirm(f"Stop the stack in {home}, and restore it to {to}?", abort=True, err=True)
    from infra.backup.restoring import Order, archive_rest
    from infra.backup.restoring import restore as restore_

    order = Order(moment, actor, reason, timeline)
    # Before the stack stops, which it would have done for nothing.
    _bring_secrets(home, repository, settings)
    monitored = any(process.name == PROMETHEUS and process.alive for process in overview(home).processes)
    if overview(home).supervised:
        archive_rest(home)
        stop(home)
    restored = restore_(home, order, settings, lambda step: errors.print(f"{step} …", style="dim"))
    file = _file_report(repository, order, restored)
    if start:
        from infra.cli.stack import start_everything

        start_everything(home, monitoring=monitored)
    _show(order, restored, file, as_json)


def _restore_containers(
    moment: datetime | None, timeline: int | None, actor: str, reason: str, *, yes: bool, start: bool, as_json: bool
) -> None:
    if not yes:
        typer.confirm("Stop all containers, and restore their databases?", abort=True, err=True)
    from infra.compose.restoring import restore as restore_containers

    done = restore_containers(
        moment, timeline, actor, reason, start=start, say=lambda step: errors.print(f"{step} …", style="dim")
    )
    if as_json:
        print_json([each._asdict() for each in done])
        return
    for each in done:
        for number in each.reserved:
            console.print(f"The number {number} of a lost proceeding is reserved for it.")
    console.print("Restored. What was lost is not named here: write down who restored what, and run `lea reconcile`.")


def _back_up(name: str, kind: str) -> None:
    if name == COMPOSE:
        from infra.compose import backups as containers

        containers.back_up(kind)
        return
    repository, home = _repository(name), existing_home(name)
    if not overview(home).supervised:
        raise StackError("The stack does not run: `lea stack up` starts it.")
    from infra.stack.postgresql import SUPERUSER  # deferred: imports the driver

    repository.back_up(kind, Passwords(home / "passwords.json")[SUPERUSER])


def _backups(name: str) -> Sequence[Backup]:
    if name == COMPOSE:
        from infra.compose import backups as containers

        return containers.backups()
    return _repository(name).backups()


def _repository(name: str) -> Repository:
    if name == COMPOSE:
        raise StackError("Backups of containers are verified by hand: docs/operations.md, `Run in containers`.")
    return repository_of(existing_home(name), BackupSettings())


def _parsed(text: str) -> datetime | None:
    if text == _EVERYTHING:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StackError(f"{text} is no moment: 2026-11-30T09:15:00+03:00, or `end`.") from None
    if moment.tzinfo is None:
        raise StackError(f"{text} has no time zone: write +03:00 behind it for Minsk.")
    if moment > datetime.now(UTC):
        raise StackError(f"{text} is in the future.")
    return moment


def _bring_secrets(home: Path, repository: Repository, settings: BackupSettings) -> None:
    """On a new machine: passwords, keys and certificates from the folder of backups.

    Passwords that are there without a cluster are of a start that found no data; unless they open the backups, those
    from the folder take their place.
    """
    from infra.backup.secrets import PASSWORDS, opens, unseal

    given = settings.passphrase and settings.passphrase.get_secret_value()
    if (home / PASSWORDS).exists():
        known = Passwords(home / PASSWORDS)[PASSPHRASE]
        if opens(repository.folder, known):
            if given and given != known:
                raise StackError(f"{home / PASSWORDS} has another passphrase than LEA_BACKUP_PASSPHRASE.")
            return
        if repository.data.exists():
            raise StackError(
                f"The backups in {repository.folder} have another passphrase than {home / PASSWORDS}: to restore them, "
                f"write theirs into its line {PASSPHRASE}."
            )
    passphrase = given or typer.prompt("Passphrase of the backups", hide_input=True, err=True)
    errors.print(f"from {repository.folder}: {', '.join(unseal(home, repository.folder, passphrase))}")


def _file_report(repository: Repository, order: "Order", restored: "Restored") -> Path:
    from infra.backup.report import as_data

    folder = repository.folder / "restores"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    file.write_text(json_text(as_data(order, restored)))
    file.chmod(0o600)
    return file


def _show(order: "Order", restored: "Restored", file: Path, as_json: bool) -> None:
    from infra.backup.report import as_data, lines

    if as_json:
        print_json({**as_data(order, restored), "report": str(file)})
        return
    for line in lines(restored):
        console.print(line)
    console.print(f"All of it is in {file}.")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _as_data(backup: Backup) -> dict[str, Any]:
    return {**asdict(backup), "started": backup.started.isoformat(), "stopped": backup.stopped.isoformat()}
