"""`lea court`: requests to service 3.11.01 as the Supreme Court's system sends them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.codelists import LEGAL_GROUNDS
from contracts.service_3_11_01 import LOOKUPS_AT_MOST, Belief, LookUp
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, errors, print_json
from infra.cli.common.running_system import Name, court_client
from infra.cli.common.terminal import visible_json
from infra.cli.court.cards import displayed
from infra.cli.court.labels import words_in
from infra.cli.court.tables import changes_table, policy_tables, reconciliation_table, task_line
from infra.client import Answered, CourtClient, CourtError, Purpose
from infra.stack.errors import StackError
from shared.clock import MINSK
from shared.law.names import Language

app = typer.Typer(no_args_is_help=True, help="Send requests as the Supreme Court's system does.")

Ground = Annotated[str, typer.Option(help=f"Legal ground: {', '.join(LEGAL_GROUNDS)}.")]
CourtCase = Annotated[str, typer.Option(help="Number of the court case that needs the information.")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="State on this day.")]
AsKnownAt = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"], help="As known at this moment (Minsk time)."),
]

_GROUND, _CASE = "case-at-hand", "1-1/2026"
_DOCUMENT_PARTS = 3
_LOOK_UP: TypeAdapter[LookUp] = TypeAdapter(LookUp)
_BELIEF = TypeAdapter(Belief)

T = TypeVar("T")


@app.command()
def ask(
    *,
    number: Annotated[list[str] | None, typer.Option("--number", help="Number of a proceeding.")] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", help="Execution document: ISSUER/NUMBER/YYYY-MM-DD.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="Number of a court case.")] = None,
    debtor: Annotated[
        list[str] | None, typer.Option("--debtor", help="Debtor's identifier: unp:…, personal-number:…, foreign:….")
    ] = None,
    ground: Ground = _GROUND,
    court_case: CourtCase = _CASE,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Look up proceedings by number, execution document, court case or debtor."""
    wanted: list[dict[str, Any]] = [
        *({"by": "proceeding-number", "number": value} for value in number or ()),
        *(_by_document(value) for value in document or ()),
        *({"by": "court-case", "case_number": value} for value in case or ()),
        *(_by_debtor(value) for value in debtor or ()),
    ]
    if not 1 <= len(wanted) <= LOOKUPS_AT_MOST:
        raise typer.BadParameter("give at least one of --number, --document, --case and --debtor")
    look_ups = [_checked(_LOOK_UP, look_up) for look_up in wanted]
    with _connected(name, language) as court:
        answered = court.ask(look_ups, Purpose(ground, court_case), **_point_in_time(as_of, as_known_at))
    if as_json:
        _print(answered)
        return
    console.print(displayed(answered.answer, language))
    _print_seconds(answered, language)


@app.command()
def policy(*, language: InLanguage, name: Name = "default", as_json: AsJson = False) -> None:
    """Show operations, limits, own rights and quotas, code lists, schemas, keys and contact of the service."""
    with _connected(name, language) as court:
        answered = court.policy()
    if as_json:
        _print(answered)
        return
    console.print(policy_tables(answered.answer, language))


@app.command()
def changes(
    *,
    after: Annotated[
        str | None, typer.Option(help="Cursor of the last page; without it only the newest cursor is returned.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Maximum number of changes.")] = None,
    ground: Ground = _GROUND,
    court_case: CourtCase = _CASE,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """List cards that have changed since a cursor."""
    with _connected(name, language) as court:
        answered = court.changes(after, Purpose(ground, court_case), limit=limit)
    if as_json:
        _print(answered)
        return
    console.print(changes_table(answered.answer, language))
    say = words_in(language)
    more = say("there is more" if answered.answer.more else "that is all")
    console.print(f"{say('Next')}: --after {answered.answer.next} ({more}).", style="dim")


@app.command()
def reconcile(
    beliefs: Annotated[Path, typer.Argument(help="JSON Lines with a known state each; - reads standard input.")],
    *,
    ground: Ground = _GROUND,
    court_case: CourtCase = _CASE,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Compare known states of proceedings with the service, and show differences."""
    believed = list(_lines(beliefs, _BELIEF))
    with _connected(name, language) as court:
        answered = court.reconcile(believed, Purpose(ground, court_case), **_point_in_time(as_of, as_known_at))
    if as_json:
        _print(answered)
        return
    console.print(reconciliation_table(answered.answer, language))
    _print_seconds(answered, language)


@app.command()
def bulk(
    *,
    look_ups: Annotated[
        Path | None,
        typer.Argument(help="JSON Lines with a look-up each; - reads standard input."),
    ] = None,
    task: Annotated[UUID | None, typer.Option(help="Id of a bulk request sent before.")] = None,
    result: Annotated[Path | None, typer.Option(help="File for the result; default: standard output.")] = None,
    within: Annotated[float, typer.Option(help="Seconds to wait for the result; 0: only send the request.")] = 600.0,
    ground: Ground = _GROUND,
    court_case: CourtCase = _CASE,
    as_of: AsOf = None,
    as_known_at: AsKnownAt = None,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Send up to a million look-ups, wait until they are answered, and fetch the result as JSON Lines."""
    if (look_ups is None) == (task is None):
        raise typer.BadParameter("give either a file of look-ups or --task")
    with _connected(name, language) as court:
        if look_ups is not None:
            purpose, time = Purpose(ground, court_case), _point_in_time(as_of, as_known_at)
            task = court.submit(_lines(look_ups, _LOOK_UP), purpose, **time).answer.id
        assert task is not None  # noqa: S101 - one of the two was given
        status = court.finished(task, within=within) if within else court.task(task).answer
        if status.result is not None:
            _save(court, task, result)
    if not as_json:
        errors.print(task_line(status, language))
    elif result is not None or status.result is None:
        print_json(status.model_dump(mode="json"))


def _save(court: CourtClient, task: UUID, result: Path | None) -> None:
    with court.result(task) as lines, result.open("wb") if result else nullcontext(sys.stdout.buffer) as file:
        file.writelines(visible_json(line.model_dump_json()).encode() + b"\n" for line in lines)


@contextmanager
def _connected(name: str, language: Language) -> Iterator[CourtClient]:
    try:
        with court_client(name, language) as court:
            yield court
    except (CourtError, TimeoutError) as error:
        raise StackError(str(error)) from None
    except ValidationError as error:
        raise typer.BadParameter(_message_of(error)) from None


def _lines(path: Path, adapter: TypeAdapter[T]) -> Iterator[T]:
    if str(path) != "-" and not path.is_file():
        raise typer.BadParameter(f"there is no file {path}")
    with nullcontext(sys.stdin) if str(path) == "-" else path.open(encoding="utf-8") as file:
        for place, line in enumerate(file, 1):
            try:
                yield adapter.validate_json(line)
            except ValidationError as error:
                raise typer.BadParameter(f"line {place}: {_message_of(error)}") from None


def _checked(adapter: TypeAdapter[T], value: Any) -> T:
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise typer.BadParameter(_message_of(error)) from None


def _message_of(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])


class _PointInTime(TypedDict):
    as_of: date | None
    as_known_at: datetime | None


def _point_in_time(as_of: datetime | None, as_known_at: datetime | None) -> _PointInTime:
    """The options as the client takes them; a moment without an offset is one of Minsk."""
    if as_known_at is not None and as_known_at.tzinfo is None:
        as_known_at = as_known_at.replace(tzinfo=MINSK)
    return {"as_of": as_of and as_of.date(), "as_known_at": as_known_at}


def _print(answered: Answered[Any]) -> None:
    print_json(answered.answer.model_dump(mode="json"))


def _print_seconds(answered: Answered[Any], language: Language) -> None:
    say = words_in(language)
    signed = f", {say('signed by')} {answered.signed_by}" if answered.signed_by else ""
    console.print(f"{say('Answered in')} {answered.seconds * 1000:.1f} {say('ms')}{signed}.", style="dim")


def _by_document(value: str) -> dict[str, Any]:
    parts = value.split("/")
    if len(parts) < _DOCUMENT_PARTS:
        raise typer.BadParameter("a document is ISSUER/NUMBER/YYYY-MM-DD")
    return {
        "by": "execution-document",
        "issuer": parts[0],
        "number": "/".join(parts[1:-1]),
        "issued_on": parts[-1],
    }


def _by_debtor(value: str) -> dict[str, Any]:
    kind, _, identifier = value.partition(":")
    return {"by": "debtor", "identifier": {"kind": kind, "value": identifier}}
