"""Acts on a time limit: extend, restore, record as met (Art. 138, 139, 353)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from contracts.commands.deadlines import ExtendLimit, MeetLimit, RestoreLimit
from contracts.queries.deadlines import LimitView, ListLimits, Standing
from contracts.registry import Command, problems_of
from contracts.replies import Accepted, Rejected
from infra.cli.clerk.problems import refuse
from infra.cli.clerk.recording import Day
from infra.cli.clerk.sending import today
from infra.cli.clerk.session import Actor, checked, finish, with_client
from infra.cli.common.language import InLanguage
from infra.cli.common.output import AsJson
from infra.cli.common.running_system import Name
from infra.stack.errors import StackError
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.clerk_client import ClerkClient

Number = Annotated[str, typer.Argument(help="Number of the proceeding; with --body that of a statement.")]
Limit = Annotated[str, typer.Argument(help="The limit: its code, such as presentation-from-legal-force, or its id.")]
Body = Annotated[str | None, typer.Option("--body", help="The body that registered the statement.")]
Until = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day now.")]
Reasons = Annotated[str, typer.Option("--reasons", help="Why.")]
Basis = Annotated[str, typer.Option("--basis", help="What shows it: the paper, its day and its author.")]
Id = Annotated[UUID | None, typer.Option("--id", help="Id of the command: sent again with it, it is recorded once.")]

_OPEN = (Standing.RUNNING, Standing.SUSPENDED, Standing.EXPIRED)


def extend(
    *,
    number: Number,
    limit: Limit,
    until: Until,
    reasons: Reasons,
    actor: Actor,
    body: Body = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Extend a running time limit that a court or the executor set. Exit code 3: refused."""
    stated = {"until": until.date(), "reasons": reasons}
    _send(ExtendLimit, stated, number, body, limit, day, id, name, actor, language, as_json=as_json)


def restore(
    *,
    number: Number,
    limit: Limit,
    until: Until,
    reasons: Reasons,
    actor: Actor,
    body: Body = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Restore a missed time limit. Exit code 3: refused."""
    stated = {"until": until.date(), "reasons": reasons}
    _send(RestoreLimit, stated, number, body, limit, day, id, name, actor, language, as_json=as_json)


def meet(
    *,
    number: Number,
    limit: Limit,
    basis: Basis,
    actor: Actor,
    body: Body = None,
    day: Day = None,
    id: Id = None,  # noqa: A002 - the option's name
    language: InLanguage,
    name: Name = "default",
    as_json: AsJson = False,
) -> None:
    """Record that what a time limit asks for was done, where no event shows it. Exit code 3: refused."""
    _send(MeetLimit, {"basis": basis}, number, body, limit, day, id, name, actor, language, as_json=as_json)


def named(limits: Sequence[LimitView], text: str) -> UUID:
    """The limit that a person names, by its id or its code. Raises StackError."""
    found = [each for each in limits if text in {str(each.id), each.limit} and each.id is not None]
    if len(found) > 1:
        found = [each for each in found if each.standing in _OPEN]
    if len(found) == 1 and found[0].id is not None:
        return found[0].id
    among = [each for each in found or limits if each.standing in _OPEN]
    listed = "; ".join(f"{each.limit} ({each.standing}, {each.due}): {each.id}" for each in among)
    wrong = f"Several time limits are called {text}" if found else f"There is no time limit {text}"
    raise StackError(f"{wrong}. Name one of these by its id: {listed}." if listed else f"{wrong}.")


def _send(
    model: type[Command],
    stated: dict[str, Any],
    number: str,
    body: str | None,
    limit: str,
    day: datetime | None,
    command_id: UUID | None,
    name: str,
    actor: str,
    language: Language,
    *,
    as_json: bool,
) -> None:
    asked = number if body else checked(number)

    async def work(client: "ClerkClient") -> Accepted | Rejected:
        limits = (await client.limits(ListLimits(number=asked, body=body))).limits
        command = model.model_validate({"occurrence": named(limits, limit), **stated})
        view = await client.statement(body, asked) if body else await client.show(asked)
        return await client.send(view.id, command, (day or today()).date(), id=command_id)

    try:
        reply = with_client(name, actor, work, language=language, as_json=as_json)
    except ValidationError as error:
        refuse(problems_of(error), language=language, as_json=as_json)
    finish(reply, language=language, as_json=as_json)
