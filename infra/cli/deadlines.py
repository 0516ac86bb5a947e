"""`lea deadlines`: running, due and missed time limits, and acts on the working calendar."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from pydantic import TypeAdapter, ValidationError

from contracts.codelists import Names
from contracts.commands.deadlines import PublishCalendar
from contracts.envelope import CommandEnvelope
from contracts.events.deadlines import CalendarDay, DayKind
from contracts.identifiers import new_id
from contracts.replies import Accepted, Rejected
from contracts.values import BodyCode, ExecutorId
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, operator_broker, service_url
from infra.cli.common.terminal import PlainTable
from infra.stack.errors import StackError
from services.deadlines.queries import LimitFilter, LimitLine, limits
from shared.clock import SystemClock
from shared.database import Connection
from shared.law.calendar import CalendarAct, load_acts
from shared.law.calendar.published import CALENDAR
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR

app = typer.Typer(no_args_is_help=True, help="Running, due and missed time limits, and the working calendar.")

Number = Annotated[str | None, typer.Option("--number", help="Only of this proceeding or statement.")]
Body = Annotated[str | None, typer.Option("--body", help="Only of this enforcement body.")]
Executor = Annotated[str | None, typer.Option("--executor", help="Only of this court executor.")]

_BODY: TypeAdapter[str] = TypeAdapter(BodyCode)
_EXECUTOR: TypeAdapter[str] = TypeAdapter(ExecutorId)
_NAMES = {"number": "proceeding or statement", "body": "enforcement body", "executor": "court executor"}

WEEK = timedelta(days=6)


@app.command()
def running(
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that run now."""
    _show(_asked(name, LimitFilter(number, body, executor, standing="running")), as_json)


@app.command()
def due(
    days: Annotated[int, typer.Option(min=0, help="Number of days from today.")] = WEEK.days,
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that are due soon."""
    today = SystemClock().today()
    asked = LimitFilter(number, body, executor, "running", due_from=today, due_to=today + timedelta(days=days))
    _show(_asked(name, asked), as_json)


@app.command()
def missed(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Due on this day or later.")] = None,
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that expired without being met."""
    start: date | None = since.date() if since else None
    _show(_asked(name, LimitFilter(number, body, executor, standing="expired", due_from=start)), as_json)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML or JSON: one act, or several.")],
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Publish government acts on the working calendar; running limits are recomputed."""
    replies = [asyncio.run(_publish(operator_broker(addresses_of(name)), act)) for act in load_acts(file)]
    if as_json:
        print_json([reply.model_dump(mode="json") for reply in replies])
    for reply in replies:
        if isinstance(reply, Rejected):
            raise StackError("; ".join(f"{problem.field}: {problem.detail}" for problem in reply.problems))
    if not as_json:
        console.print(f"{len(replies)} published; running limits are being recomputed.")


async def _publish(broker: str, act: CalendarAct) -> Accepted | Rejected:
    clock = SystemClock()
    data = PublishCalendar(
        version=act.version,
        title=Names(**act.act.title.model_dump()),
        adopted=act.act.adopted,
        number=act.act.number,
        days=tuple(
            CalendarDay(day=day.date, kind=DayKind(day.kind.replace("_", "-")), exchanged_with=day.exchanged_with)
            for day in act.days
        ),
        settles=act.settles,
    )
    async with CommandClient(broker, user=OPERATOR, name="lea deadlines") as client:
        return await client.send(
            CommandEnvelope[PublishCalendar](
                id=new_id(),
                source="/lea/cli",
                type=data.type,
                stream=CALENDAR,
                effective_date=clock.today(),
                issued_at=datetime.now(UTC),
                actor="operator:cli",
                correlation_id=new_id(),
                data=data,
            )
        )


def _asked(name: str, asked: LimitFilter) -> list[LimitLine]:
    _check("--body", asked.body, _BODY)
    _check("--executor", asked.executor, _EXECUTOR)
    return asyncio.run(_lines(service_url(addresses_of(name), "deadlines"), asked))


def _check(option: str, value: str | None, shape: TypeAdapter[str]) -> None:
    if value is None:
        return
    try:
        shape.validate_python(value)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"], param_hint=option) from None


async def _lines(url: str, asked: LimitFilter) -> list[LimitLine]:
    connection = await asyncpg.connect(url)
    try:
        return await lines_of(connection, asked)
    finally:
        await connection.close()


async def lines_of(connection: Connection, asked: LimitFilter) -> list[LimitLine]:
    """The limits that match. Raises StackError if nothing was ever recorded for the proceeding, body or executor."""
    found = await limits(connection, asked)
    for name in ("number", "body", "executor") if not found else ():
        if value := getattr(asked, name):
            await _must_be_known(connection, name, value)
    return found


async def _must_be_known(connection: Connection, name: str, value: str) -> None:
    """Distinguish a known body or person without matching limits from an unknown one. Raises StackError."""
    narrowed: dict[str, Any] = {name: value}
    if not await limits(connection, LimitFilter(**narrowed), at_most=1):
        raise StackError(f"No time limit was ever recorded for {_NAMES[name]} {value}.")


def _show(lines: list[LimitLine], as_json: bool) -> None:
    if as_json:
        print_json([line.model_dump(mode="json") for line in lines])
        return
    table = PlainTable(
        "number", "executor", "limit", "article", "from", "due", "standing", box=None, padding=(0, 2, 0, 0)
    )
    for line in lines:
        table.add_row(*_row(line))
    console.print(table if lines else "No time limits match.")


def _row(line: LimitLine) -> tuple[Any, ...]:
    provisional = " (provisional)" if line.provisional else ""
    return (
        line.number,
        line.executor or line.body,
        line.limit,
        line.article,
        str(line.starts_on),
        f"{line.due}{provisional}",
        line.standing,
    )
