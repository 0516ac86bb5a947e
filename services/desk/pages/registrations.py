"""Changes of who has access from outside, as operators ask for them in the console."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Request
from starlette.datastructures import FormData

from contracts.problems import Problem
from contracts.registry import Command
from contracts.replies import Rejected
from services.desk.access.console import record_operation
from services.desk.domain.people import Person
from services.desk.pages.parts import NotFound, client_for, today_of


async def sent_once(
    request: Request, person: Person, command: Command, form: FormData, *, stream: UUID, of: str, recorded_as: str
) -> Sequence[Problem]:
    """Send a command about a registration once, however often its form is sent. Returns why it was refused.

    `of` names who is registered, `recorded_as` the operation in the audit trail. Raises NotFound: the form has no id.
    """
    try:
        command_id = UUID(str(form.get("id")))
    except ValueError:
        raise NotFound from None
    name = command.type.split(".")[2]
    await record_operation(request, person, recorded_as, f"{of} {name}", command_id)
    reply = await client_for(request, person).send(stream, command, today_of(request), id=command_id)
    return reply.problems if isinstance(reply, Rejected) else ()
