"""`lea money import`: a statement of the bank, matched and recorded."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.identifiers import new_id
from infra.cli.clerk.labels import money, words_in
from infra.cli.clerk.problems import REFUSED, problems_table, reasons_in, refuse
from infra.cli.clerk.session import Actor, Yes, asks, confirm, with_client
from infra.cli.clerk.tables import table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, addresses_of
from shared.csv_tables import Encoding
from shared.law.names import Language

if TYPE_CHECKING:
    from contracts.problems import Problem
    from shared.bank_statements.entries import BankEntry, BankStatement
    from shared.bank_statements.recording import StatementRecorder
    from shared.bank_statements.whole import Line, LineView, ResultView, StatementView
    from shared.clerk_client import ClerkClient

_OF_THE_ACCOUNT = re.compile(r"(?:accountant|head):([0-9]{4})(?:-[0-9]{3})?")
_SILENT = 1
"""Exit code where the system stopped answering."""

File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The statement: CAMT.053 (XML) or CSV.")
]
Choices = Annotated[
    list[str] | None,
    typer.Option("--choose", metavar="ENTRY=CHOICE", help="What is recorded of an entry: 3=unidentified. Repeatable."),
]


def import_(
    file: File,
    actor: Actor,
    *,
    choose: Choices = None,
    encoding: Annotated[Encoding, typer.Option("--encoding", help="How a CSV file is written.")] = Encoding.UTF_8,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded, and write nothing.")] = False,
    yes: Yes = False,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record the entries of a bank statement. What is on record is passed over; what is not sure waits for --choose."""
    from shared.bank_statements.whole import lines_of, results_view, tried

    addresses_of(name)  # a stack that is not there is named before the file is read
    body, choices = _body(actor), dict(_choice(each) for each in choose or ())
    statement = _statement(file, encoding, language=language, as_json=as_json)

    async def matched(client: "ClerkClient") -> "tuple[list[Line] | tuple[Problem, ...], StatementView | None]":
        from shared.bank_statements.faults import StatementFault
        from shared.bank_statements.looking import StatementMatcher

        recorder = _recorder(client, body, statement)
        try:
            lines = await lines_of(StatementMatcher(client, recorder.acts, body), statement, choices)
        except StatementFault as fault:
            return fault.problems, None
        shown = dry_run or asks(yes=yes, as_json=as_json)
        return lines, await tried(recorder, statement, lines) if shown else None

    lines, view = with_client(name, actor, matched, language=language, as_json=as_json)
    if isinstance(lines, tuple):
        refuse(lines, language=language, as_json=as_json)
    if view is not None:
        _show(view, language, as_json=as_json)
        if dry_run:
            return
        confirm(language)
    chosen = [(line.entry, line.choice) for line in lines]

    async def recorded(client: "ClerkClient") -> "Sequence[ResultView]":
        return results_view(await _recorder(client, body, statement).record(chosen, new_id())).results

    results = with_client(name, actor, recorded, language=language, as_json=as_json)
    _report(results, language, as_json=as_json)


def _report(results: "Sequence[ResultView]", language: Language, *, as_json: bool) -> None:
    """Show what became of the entries; exit code 3 where one was refused, 1 where no reply came."""
    if as_json:
        print_json({"results": [each.model_dump(mode="json") for each in results]})
    else:
        say = words_in(language)
        columns = ("entry", "order", "became", "where", "why")
        rows = (
            (each.place, each.order, say(each.became.value), each.where, reasons_in(each.problems, language))
            for each in results
        )
        console.print(table(say, "", columns, rows, prose=("why",)))
    became = {each.became.value for each in results}
    if "unanswered" in became:
        raise typer.Exit(_SILENT)
    if "refused" in became:
        raise typer.Exit(REFUSED)


def _show(view: "StatementView", language: Language, *, as_json: bool) -> None:
    if as_json:
        print_json(view.model_dump(mode="json"))
        return
    say = words_in(language)
    columns = ("entry", "order", "day", "sum", "other side", "match", "choice")
    console.print(
        table(say, "", columns, (_row(each, language) for each in view.lines), prose=("other side", "choice"))
    )
    for each in view.lines:
        if each.outcome.value == "proposed" and each.choice == "nothing":
            console.print(f"{say('Choose for entry')} {each.entry.place}: {', '.join(each.choices)}")
        if each.problems or each.irregular:
            errors.print(f"{say('entry')} {each.entry.place}:")
            errors.print(problems_table((*each.problems, *each.irregular), language))
    console.print(say("Nothing is written."))


def _row(line: "LineView", language: Language) -> tuple[str, ...]:
    entry: BankEntry = line.entry
    say = words_in(language)
    where = f" {line.known_in}" if line.known_in else ""
    return (
        entry.place,
        entry.order,
        str(entry.booked_on),
        f"{'' if entry.kind.value in ('credit', 'debit-reversed') else '-'}{money(entry.sum)}",
        entry.name or "",
        f"{say(line.outcome.value)}{where}",
        line.choice,
    )


def _statement(file: Path, encoding: Encoding, *, language: Language, as_json: bool) -> "BankStatement":
    """The statement in a file; one that is none ends the command with exit code 3."""
    from shared.bank_statements.entries import LARGEST_FILE
    from shared.bank_statements.faults import StatementFault
    from shared.bank_statements.reading import read_statement

    try:
        with file.open("rb") as opened:
            return read_statement(opened.read(LARGEST_FILE + 1), encoding)
    except StatementFault as fault:
        refuse(fault.problems, language=language, as_json=as_json)


def _recorder(client: "ClerkClient", body: str, statement: "BankStatement") -> "StatementRecorder":
    from infra.cli.clerk.fields import act_fields
    from shared.bank_statements.recording import StatementRecorder

    return StatementRecorder(client, act_fields(), body, statement)


def _body(actor: str) -> str:
    """The body whose account a person keeps. Raises BadParameter."""
    if not (found := _OF_THE_ACCOUNT.fullmatch(actor)):
        raise typer.BadParameter("the accountant or the head of a body keeps its account: accountant:0101")
    return found[1]


def _choice(text: str) -> tuple[str, str]:
    """Raises BadParameter."""
    entry, equals, choice = text.partition("=")
    if not equals:
        raise typer.BadParameter("a choice is written ENTRY=CHOICE, such as 3=unidentified", param_hint="--choose")
    return entry.strip(), choice.strip()
