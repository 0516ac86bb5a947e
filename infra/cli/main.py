"""The command line: `lea --help`."""

import sys
from collections.abc import Mapping
from typing import Annotated, ClassVar

import typer

from infra.cli.common.errors import ReportingGroup
from infra.cli.common.lazy import LazyGroup, Part


class Commands(LazyGroup, ReportingGroup):
    """The commands of `lea`."""

    parts: ClassVar[Mapping[str, Part]] = {
        "stack": Part("infra.cli.stack", "Run the whole system natively: PostgreSQL, RabbitMQ, all services."),
        "demo": Part(
            "infra.cli.demo", "Start the system, play a year of statements, and send a request as the Supreme Court."
        ),
        "statement": Part(
            "infra.cli.clerk.statement",
            "Statements on initiation: register, show, assess, decide. Exit code 3: refused.",
        ),
        "proceeding": Part(
            "infra.cli.clerk.proceeding", "Proceedings: find, show, their acts, and which acts are open."
        ),
        "act": Part(
            "infra.cli.clerk.act",
            "Acts: what one needs, what it would do; make, record, correct and annul. Exit code 3: refused.",
        ),
        "money": Part(
            "infra.cli.clerk.money",
            "Payments and costs: record them, see where the money of a payment would go. Exit code 3: refused.",
        ),
        "document": Part(
            "infra.cli.clerk.document",
            "Resolutions as documents: list those of a proceeding, show one, save it as PDF.",
        ),
        "import": Part(
            "infra.cli.imports.commands",
            "Record a paper backlog from CSV and JSON Lines; templates of files. Exit code 3: rows were rejected.",
        ),
        "duties": Part("infra.cli.clerk.duties", "List open duties: what somebody has to do and no act has done yet."),
        "books": Part(
            "infra.cli.clerk.books",
            "The two books: balances, transactions, export, check, closed periods. Exit code 3: refused.",
        ),
        "substitutes": Part(
            "infra.cli.clerk.substitutes", "Who stands in for an executor who is away. Exit code 3: refused."
        ),
        "court": Part("infra.cli.court.commands", "Send requests as the Supreme Court's system does."),
        "consumers": Part(
            "infra.cli.consumers.commands",
            "The registry of consumers of service 3.11.01. Granting access takes two people.",
        ),
        "subscribers": Part(
            "infra.cli.subscribers.commands",
            "Subscribers of events: who outside receives which. Granting access takes two people.",
        ),
        "accounts": Part(
            "infra.cli.accounts", "Accounts of the desk: add, list, disable, new passwords, access tokens."
        ),
        "access-log": Part(
            "infra.cli.access_log", "The access log: export, verify, archive, and list accesses to a proceeding."
        ),
        "deadlines": Part(
            "infra.cli.deadlines",
            "Time limits: list, extend, restore and meet them; the working calendar. Exit code 3: refused.",
        ),
        "parked": Part(
            "infra.cli.parked.commands",
            "Messages that a service could not apply: list, retry, drop, pass over. Passing over takes two people.",
        ),
        "backup": Part("infra.cli.backup", "Backups of the database cluster: make, list, verify, restore."),
        "read-model": Part("infra.cli.read_model", "The read model of service 3.11.01."),
        "reconcile": Part(
            "infra.cli.recovery.reconcile",
            "Compare every consumer with its sources, both ways. Changes nothing; exit code 1 if something is wrong.",
        ),
        "republish": Part(
            "infra.cli.recovery.republish",
            "Publish events again, while everything runs. Consumers skip what they have applied. The request is"
            " recorded.",
        ),
        "resync": Part(
            "infra.cli.recovery.resync",
            "Bring a service back to its sources after a restore. What people have to decide is listed; it is"
            " recorded.",
        ),
        "restored": Part(
            "infra.cli.recovery.restored",
            "Prepare restored databases with all services stopped: a new epoch, an order of commits that goes on.",
        ),
        "law": Part("infra.cli.law.commands", "The law as data: calendar, time limits, money."),
        "packages": Part("infra.cli.packages", "The wheels for subscribers: lea-events and lea-subscriber."),
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

        sys.stdout.write(f"lea {version('ais-lea')}\n")
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
