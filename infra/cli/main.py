"""The command line: `lea --help`."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import typer

from infra.cli.common.errors import ReportingGroup
from infra.cli.common.lazy import LazyGroup, Part


class Commands(LazyGroup, ReportingGroup):
    """What `lea` can do."""

    parts: ClassVar[Mapping[str, Part]] = {
        "stack": Part("infra.cli.stack", "Run the whole system natively: PostgreSQL, RabbitMQ, all services."),
        "demo": Part(
            "infra.cli.demo", "Set up, feed a year of statements through the whole way, and ask as the Supreme Court."
        ),
        "court": Part("infra.cli.court.commands", "Ask as the Supreme Court's system does."),
        "consumers": Part(
            "infra.cli.consumers.commands", "Who may ask service 3.11.01; two people for what opens a door."
        ),
        "access-log": Part("infra.cli.access_log", "The access log: export, verify, ask who looked at a proceeding."),
        "deadlines": Part("infra.cli.deadlines", "Time limits as they stand, and the calendar they run on."),
        "parked": Part(
            "infra.cli.parked.commands",
            "Messages a service could not apply: look, try again, drop; two people to pass over.",
        ),
        "read-model": Part("infra.cli.read_model", "The read model of service 3.11.01."),
        "law": Part("infra.cli.law.commands", "The law as data: calendar, time limits, money."),
    }


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # locals may hold addresses with passwords
    help="AIS LEA: the information system of the enforcement bodies.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        from infra.cli.common.output import console

        console.print(f"lea {version('ais-lea')}")
        raise typer.Exit


@app.callback()
def lea(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """AIS LEA: the information system of the enforcement bodies."""


if __name__ == "__main__":
    app()
