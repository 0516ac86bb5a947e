"""`lea deadlines`: running, due and missed time limits, acts on them, and acts on the working calendar."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from pydantic import ValidationError

from contracts.codelists import Names
from contracts.commands.deadlines import PublishCalendar
from contracts.envelope import CommandEnvelope
from contracts.events.deadlines import CalendarDay, DayKind
from contracts.identifiers import new_id
from contracts.queries.deadlines import Limits, ListLimits, Standing
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.limits import extend, meet, restore
from infra.cli.clerk.session import NOBODY, Asker, with_client
from infra.cli.clerk.tables import limits_table
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson, console, print_json
from infra.cli.common.running_system import Name, addresses_of, operator_broker
from infra.stack.errors import StackError
from shared.clock import SystemClock
from shared.explanations import explained
from shared.law.calendar import CalendarAct, load_acts
from shared.law.calendar.published import CALENDAR
from shared.law.names import Language
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR

app = typer.Typer(
    no_args_is_help=True,
    help="Time limits: list, extend, restore and meet them; the working calendar. Exit code 3: refused.",
)

Number = Annotated[str | None, typer.Option("--number", help="Only of this proceeding or statement.")]
Body = Annotated[str | None, typer.Option("--body", help="Only of this enforcement body.")]
Executor = Annotated[str | None, typer.Option("--executor", help="Only of this court executor.")]

_NAMES = {"number": "proceeding or statement", "body": "enforcement body", "executor": "court executor"}

WEEK = timedelta(days=6)


@app.command()
def running(
    *,
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that run now."""
    given = {"number": number, "body": body, "executor": executor}
    _show(name, given, actor, language, as_json, standing=Standing.RUNNING)


@app.command()
def due(
    *,
    days: Annotated[int, typer.Option(min=0, help="Number of days from today.")] = WEEK.days,
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that are due soon."""
    today = SystemClock().today()
    given = {"number": number, "body": body, "executor": executor}
    until = today + timedelta(days=days)
    _show(name, given, actor, language, as_json, standing=Standing.RUNNING, due_from=today, due_to=until)


@app.command()
def missed(
    *,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Due on this day or later.")] = None,
    number: Number = None,
    body: Body = None,
    executor: Executor = None,
    actor: Asker = NOBODY,
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Time limits that expired without being met."""
    given = {"number": number, "body": body, "executor": executor}
    _show(name, given, actor, language, as_json, standing=Standing.EXPIRED, due_from=since and since.date())


for act in (extend, restore, meet):
    app.command()(act)


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


class AnswersLimits(Protocol):
    """Answers queries for time limits (`shared.clerk_client`)."""

    async def limits(self, asked: ListLimits) -> Limits: ...


def _show(name: str, given: Mapping[str, Any], actor: str, language: Language, as_json: bool, **fixed: Any) -> None:
    try:
        asked = ListLimits.model_validate({**given, **fixed})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise typer.BadParameter(explained(first["msg"]), param_hint=f"--{first['loc'][0]}") from None
    found = with_client(name, actor, lambda client: limits_of(client, asked), language=language, as_json=as_json)
    show_limits(found, language, as_json)


async def limits_of(client: AnswersLimits, asked: ListLimits) -> Limits:
    """The limits that match. Raises StackError if nothing was ever recorded for the proceeding, body or executor."""
    found = await client.limits(asked)
    for name in ("number", "body", "executor") if not found.limits else ():
        value = getattr(asked, name)
        # Distinguishes a known body or person without matching limits from an unknown one.
        if value and not (await client.limits(ListLimits.model_validate({name: value, "limit": 1}))).limits:
            raise StackError(f"No time limit was ever recorded for {_NAMES[name]} {value}.")
    return found


def show_limits(found: Limits, language: Language, as_json: bool) -> None:
    """Print the limits."""
    if as_json:
        print_json(found.model_dump(mode="json")["limits"])
        return
    say = words_in(language)
    console.print(limits_table(found, language) if found.limits else say("No time limits match."))
    if found.more:
        console.print(say("There are more; narrow the search."))
