"""Changes of who has access from outside, as operators ask for them in the console."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from fastapi import Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.problems import Problem
from contracts.registry import Command, problems_of
from contracts.replies import Rejected
from services.desk.access.console import record_operation
from services.desk.domain.people import Person
from services.desk.pages.parts import NotFound, client_for, see, today_of

DONE = ("proposed", "approved", "rejected", "suspended")
"""What a page says after a form."""


class Page(Protocol):
    """The page of who is registered. Raises NotFound."""

    def __call__(
        self,
        request: Request,
        person: Person,
        name: str,
        /,
        *,
        done: str = "",
        problems: Sequence[Problem] = (),
        typed: FormData | None = None,
    ) -> Awaitable[Response]:
        """The page, with what was typed and why it was refused."""
        ...


@dataclass(frozen=True)
class Registrations:
    """One kind of access from outside."""

    address: str
    """Of the list; the page of one has the name after it."""
    recorded_as: str
    """The operation in the audit trail."""
    stream_of: Callable[[str], UUID]
    find: Callable[[Request, Person, str], Awaitable[object]]
    """Who is registered under a name. Raises NotFound."""
    page: Page

    async def with_reason(
        self,
        request: Request,
        person: Person,
        name: str,
        model: type[Command],
        fields: Mapping[str, Any],
        done: str,
    ) -> Response:
        """Send a command of these fields and the reason that is typed. Raises NotFound."""
        form = await request.form()
        try:
            command = model.model_validate({**fields, "reason": form.get("reason", "")})
        except ValidationError as error:
            return await self.page(request, person, name, problems=problems_of(error), typed=form)
        return await self.answered(request, person, name, command, form, done)

    async def answered(
        self, request: Request, person: Person, name: str, command: Command, form: FormData, done: str
    ) -> Response:
        """Send a command about who is registered; the page then says what was done, or why not. Raises NotFound."""
        await self.find(request, person, name)
        if problems := await self.sent_once(request, person, name, command, form):
            return await self.page(request, person, name, problems=problems, typed=form)
        return see(f"{self.address}/{name}?done={done}")

    async def sent_once(
        self, request: Request, person: Person, name: str, command: Command, form: FormData
    ) -> Sequence[Problem]:
        """Send a command once, however often its form is sent. Returns why it was refused.

        Raises NotFound: the form has no id.
        """
        try:
            command_id = UUID(str(form.get("id")))
        except ValueError:
            raise NotFound from None
        what = command.type.split(".")[2]
        await record_operation(request, person, self.recorded_as, f"{name} {what}", command_id)
        client = client_for(request, person)
        reply = await client.send(self.stream_of(name), command, today_of(request), id=command_id)
        return reply.problems if isinstance(reply, Rejected) else ()
