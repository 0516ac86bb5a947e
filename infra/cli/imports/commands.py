"""`lea import`: record a paper backlog from files, and print templates of them."""

import asyncio
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from infra.cli.clerk.labels import words_in
from infra.cli.clerk.names import field_name
from infra.cli.clerk.problems import REFUSED
from infra.cli.clerk.session import NOBODY
from infra.cli.clerk.tables import table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of, operator_broker
from infra.cli.imports.files import JSON_SUFFIXES, BacklogFile
from infra.stack.errors import StackError
from shared.csv_tables import Encoding

if TYPE_CHECKING:
    from infra.cli.imports.cases import Backlog
    from infra.cli.imports.report import Report

app = typer.Typer(
    no_args_is_help=True,
    help="Record a paper backlog from CSV and JSON Lines; templates of files. Exit code 3: rows were rejected.",
)


@app.command()
def run(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help="Files named .csv or .jsonl.")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide everything and write nothing.")] = False,
    actor: Annotated[
        str | None, typer.Option("--actor", "--as", envvar="LEA_ACTOR", help="Who acted, where a row names nobody.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why acts are recorded late, where a row does not say it.")
    ] = None,
    encoding: Annotated[
        Encoding, typer.Option("--encoding", help="How CSV files are written; Excel for Windows writes cp1251.")
    ] = Encoding.UTF_8,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Record acts of days up to this one; the others wait."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", dir_okay=False, help="Write every rejected row there, as JSON Lines.")
    ] = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record all acts of each case together, or none of them. Run again, it passes over what is on record."""
    from infra.cli.imports.recordings import Defaults
    from infra.cli.imports.report import Report
    from infra.cli.imports.running import gather

    for file in files:
        if file.suffix.lower() not in {".csv", *JSON_SUFFIXES}:
            raise typer.BadParameter(f"{file}: the name of a file ends in .csv or .jsonl", param_hint="FILE")
    url = operator_broker(addresses_of(name))
    with ExitStack() as stack:
        written = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
        result = Report(dry_run, sys.stdout if as_json else written)
        read = [BacklogFile(file, encoding) for file in files]
        backlog = gather(read, Defaults(actor, reason), result, until.date() if until else None)
        if backlog.unassigned and not dry_run and not as_json:
            say = words_in(language)
            errors.print(say("Rows that may belong to any case cannot be read: nothing is recorded."), style="red")
        _record(backlog, result, url, actor or NOBODY, quiet=as_json)
    if as_json:
        print_json(result.summary(), indent=None)
    else:
        result.show(language)
    if result.rejected:
        raise typer.Exit(REFUSED)


@app.command()
def template(
    act: Annotated[str, typer.Argument(metavar="ACT", help="The act; `lea act show` lists all.")],
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Print a table of the columns instead.")] = False,
    language: InLanguage,
    as_json: AsJson = False,
) -> None:
    """Print the first line of a CSV file that holds an act."""
    from infra.cli.clerk.fields import row_of
    from infra.cli.imports.columns import template as columns_of

    row_of(act)
    columns = columns_of(act)
    if as_json:
        print_json([column._asdict() for column in columns])
    elif explain:
        say = words_in(language)
        shown = [
            (each.name, field_name(each.name.removeprefix("fields."), language), say("yes" if each.required else "no"))
            for each in columns
        ]
        listed = [(*row, each.form, each.meaning) for row, each in zip(shown, columns, strict=True)]
        heads = ("column", "field", "required", "form", "meaning")
        console.print(table(say, act, heads, listed, prose=("field", "form", "meaning")))
    else:
        console.print(";".join(column.name for column in columns))


def _record(backlog: "Backlog", result: "Report", url: str, actor: str, *, quiet: bool) -> None:
    """Record the cases, with a bar of progress on a terminal."""
    from infra.cli.imports.running import record
    from shared.clerk_client import ClerkClient
    from shared.messaging.client import NoReply
    from shared.messaging.senders import OPERATOR

    bar = Progress(
        TextColumn("rows"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=errors, disable=quiet,
    )  # fmt: skip

    async def connected() -> None:
        task = bar.add_task("rows", total=sum(backlog.cases.values()))
        async with ClerkClient(url, user=OPERATOR, source="/lea/import", actor=actor, name="lea import") as client:
            await record(backlog, client, result, lambda rows: bar.update(task, advance=rows))

    try:
        with bar:
            asyncio.run(connected())
    except* NoReply:
        raise StackError(
            f"Nobody answers: {result.recorded} rows were recorded. Start the same import again when"
            " `lea stack status` shows that all runs: it passes over what is on record."
        ) from None
