"""`lea stack`: run the whole system as processes of this machine."""

import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from infra.broker.names import ADMINISTRATOR
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, existing_home, home_of
from infra.cli.common.terminal import PlainTable
from infra.cli.verify_courses import verify_courses
from infra.stack.addresses import DESK
from infra.stack.errors import StackError
from infra.stack.overview import Overview, overview, stop, wait_up
from infra.stack.overview import logs as read_logs
from infra.stack.records import CRASHED, FAILED, RUNNING, Record
from infra.stack.settings import (
    ALERTMANAGER,
    CLUSTER,
    COMPOSE,
    MONITORING,
    PROJECT,
    PROMETHEUS,
    SERVICES,
    TRACES,
    StackSettings,
)

app = typer.Typer(no_args_is_help=True, help="Run the whole system natively: PostgreSQL, RabbitMQ, all services.")

UNHEALTHY = 3
"""Exit code of `status` if a process does not run."""

Services = Annotated[list[str] | None, typer.Argument(help="Only these services.", show_default="all")]
Logs = Annotated[list[str] | None, typer.Argument(help="Only these processes.", show_default="all")]

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red", "white")
STATES = {RUNNING: "green", CRASHED: "red", FAILED: "red"}


@app.command()
def up(
    services: Services = None,
    name: Name = "default",
    engines: Annotated[bool, typer.Option("--engines", help="PostgreSQL and RabbitMQ only.")] = False,
    cluster: Annotated[
        bool,
        typer.Option("--cluster", help="Three nodes of each engine, two processes of each service, without backups."),
    ] = False,
    monitoring: Annotated[
        bool, typer.Option("--monitoring", help="With Prometheus, its alerts, and Alertmanager that sends them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start it in the background and wait until every process works."""
    known = (TRACES, *SERVICES)
    chosen = [] if engines else services or list(SERVICES if StackSettings().otlp_endpoint else known)
    if unknown := set(chosen) - set(known):
        raise StackError(f"No service {', '.join(sorted(unknown))}; there are: {', '.join(known)}.")
    home = _home(name, new=True)
    if not overview(home).supervised:
        _start(home, [*chosen, *([MONITORING] if monitoring else [])], cluster=cluster)
    _show(overview(home), as_json)


@app.command()
def down(
    name: Name = "default",
    everything: Annotated[bool, typer.Option("--all", help="Every stack of this folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Stop it, services first, engines last."""
    homes = StackSettings().homes() if everything else [_home(name)]
    stopped = [str(home) for home in homes if stop(home)]
    if as_json:
        print_json({"stopped": stopped})
    else:
        console.print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


@app.command()
def reload(name: Name = "default", as_json: AsJson = False) -> None:
    """Renew the certificate if it is due, and reload HAProxy without losing a request."""
    from infra.stack import haproxy

    home = _home(name)
    haproxy.reload(home, StackSettings(), overview(home).ports)
    if as_json:
        print_json({"reloaded": str(home)})
    else:
        console.print("Reloaded.")


@app.command()
def status(name: Name = "default", as_json: AsJson = False) -> None:
    """Show the state of each process. Exit code 3 if one does not run."""
    seen = overview(_home(name))
    _show(seen, as_json)
    if not seen.healthy:
        raise typer.Exit(UNHEALTHY)


@app.command()
def logs(
    processes: Logs = None,
    name: Name = "default",
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Number of last lines of each log.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Show new lines until Ctrl-C.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the logs of the processes."""
    colours: dict[str, str] = {}
    try:
        for process, line in read_logs(_home(name), processes or [], lines, follow):
            if as_json:
                print_json({"process": process, "line": line}, indent=None)
                continue
            colour = colours.setdefault(process, COLOURS[len(colours) % len(COLOURS)])
            console.print(Text(f"{process:>12} ", style=colour) + Text(line))
    except KeyboardInterrupt:
        return


app.command()(verify_courses)


def _home(name: str, *, new: bool = False) -> Path:
    if name == COMPOSE:
        raise StackError(
            "Containers are managed by `make up`, `make down` or `docker compose`; LEA_STACK selects another stack."
        )
    return home_of(name) if new else existing_home(name)


def start_everything(home: Path, *, monitoring: bool) -> None:
    """Start the stack in this folder in the background, with all services, and wait until every process works."""
    services = SERVICES if StackSettings().otlp_endpoint else (TRACES, *SERVICES)
    _start(home, [*services, *([MONITORING] if monitoring else [])])


def _start(home: Path, services: list[str], *, cluster: bool = False) -> None:
    """Start a supervisor in the background, and report its progress."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)
    errors.print(f"Starting in {home} …", style="dim")
    with (home / "logs" / "supervisor.log").open("ab") as log:
        supervisor = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "infra.stack", str(home), *([CLUSTER] if cluster else []), *services],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    began = time.monotonic()
    for change in wait_up(home, lambda: supervisor.poll() is None):
        if change.state in STATES:
            state = Text(change.state, style=STATES[change.state])
            errors.print(Text(f"{time.monotonic() - began:6.1f} s  {change.name:<17} ") + state)


def _show(seen: Overview, as_json: bool) -> None:
    if as_json:
        print_json(_as_data(seen))
        return
    if not seen.processes:
        console.print(f"No stack in {seen.home}.")
        return
    table = PlainTable(
        "process", "state", "pid", "for", "restarts", "listens on 127.0.0.1", box=None, padding=(0, 2, 0, 0)
    )
    for process in seen.processes:
        table.add_row(*_row(process))
    console.print(table)
    if seen.supervisor and seen.supervised and seen.supervisor.detail:
        console.print(seen.supervisor.detail)
    for name, problems in seen.unready().items():
        console.print(Text(f"{name} is not ready: {'; '.join(problems)}", style="yellow"))
    if not seen.supervised:
        if any(process.alive for process in seen.processes):
            console.print("These processes have no supervisor: `lea stack down` stops them.")
        return
    ports = seen.ports
    console.print(f"\nedge        https://localhost:{ports['edge']}")
    running = {process.name for process in seen.processes}
    if DESK in running:
        console.print(f"desk        https://localhost:{ports[DESK]}")
    console.print(f"operations  http://127.0.0.1:{ports['operations']}")
    for page, title in ((TRACES, "traces"), (PROMETHEUS, "prometheus"), (ALERTMANAGER, "alerts")):
        if page in running:
            console.print(f"{title:<11} http://127.0.0.1:{ports[page]}")
    console.print(f"management  http://127.0.0.1:{ports['management']} as {ADMINISTRATOR}")
    console.print(f"passwords   {seen.home / 'passwords.json'}")


def _row(process: Record) -> tuple[str | Text, ...]:
    minutes, seconds = divmod(int(time.time() - process.since), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        process.name,
        Text(process.state, style=STATES.get(process.state, "")),
        str(process.pid or ""),
        f"{hours}:{minutes:02}:{seconds:02}",
        str(process.restarts or ""),
        ", ".join(f"{port} {name}" for name, port in process.ports.items()),
    )


def _as_data(seen: Overview) -> dict[str, Any]:
    return {
        "home": str(seen.home),
        "well": seen.healthy,
        "supervisor": seen.supervisor.pid if seen.supervisor and seen.supervised else None,
        "processes": [asdict(process) for process in seen.processes],
        "ports": seen.ports,
        "not_ready": seen.unready(),
    }
