"""For the head of a body: statements that no executor has, given out by load (Art. 327(3))."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from contracts.commands.intake_handling import DistributeStatement
from contracts.documents import Executor
from contracts.identifiers import derived_id, new_id
from contracts.queries.intake import ListUndistributed, Undistributed, UndistributedKey
from contracts.replies import Rejected
from services.desk.access.tables import executors_of
from services.desk.domain.people import Person
from services.desk.pages.acting import sent_by
from services.desk.pages.copies import Outcome
from services.desk.pages.head import Head
from services.desk.pages.paging import key_in, turning
from services.desk.pages.parts import client_for, pages_of, today_of
from services.desk.pages.statements import StatementPlace

router = APIRouter(prefix="/body/distribution")

ACT = "distribute-statement"
_ROWS = 50
"""On a page at most: it stays small."""


@router.get("")
async def show(request: Request, person: Head) -> Response:
    """The statements, and what each executor has in work."""
    return await _page(request, person)


@router.post("")
async def distribute(
    request: Request,
    person: Head,
    id: Annotated[UUID | None, Form()] = None,  # noqa: A002 - the field's name
) -> Response:
    """Give the chosen statements to the chosen executors, each by its own act: once, however often the form is sent."""
    form = await request.form()
    names = await executors_of(request.app.state.pool, str(person.body))
    executors = tuple(Executor(id=code, full_name=names[code]) for code in names if code in form.getlist("executor"))
    numbers = list(dict.fromkeys(str(each) for each in form.getlist("number")))[:_ROWS]
    if id is None or not executors or not numbers:
        return await _page(request, person, incomplete=True)
    client, command, outcomes = client_for(request, person), DistributeStatement(executors=executors), []
    listed = await client.undistributed(_asked(request, person))
    for number in (each.registration_number for each in listed.statements if each.registration_number in numbers):
        # What the same form gave out already is not in the list any more.
        place = StatementPlace(client, str(person.body), number)
        command_id = derived_id(id, number)
        reply = await sent_by(request, person, place, ACT, command, today_of(request), None, command_id, None)
        outcomes.append(Outcome(number, reply.problems if isinstance(reply, Rejected) else ()))
    return await _page(request, person, outcomes)


def _asked(request: Request, person: Person) -> ListUndistributed:
    return ListUndistributed(body=str(person.body), limit=_ROWS, after=key_in(request, UndistributedKey))


def key_of(found: Undistributed) -> UndistributedKey | None:
    """Where the next page begins; none where nothing follows."""
    last = found.statements[-1] if found.more and found.statements else None
    return UndistributedKey(**last.model_dump(include=set(UndistributedKey.model_fields))) if last else None


async def _page(
    request: Request, person: Person, outcomes: Sequence[Outcome] | None = None, *, incomplete: bool = False
) -> Response:
    found, names = await asyncio.gather(
        client_for(request, person).undistributed(_asked(request, person)),
        executors_of(request.app.state.pool, str(person.body)),
    )
    documents = dict.fromkeys(names, 0) | {each.executor: each.documents for each in found.loads}
    values: dict[str, Any] = {
        "statements": found.statements,
        "turn": turning(request, key_of(found)),
        "query": f"?{request.url.query}" if request.url.query else "",
        "executors": sorted((number, code, names.get(code)) for code, number in documents.items()),
        "outcomes": outcomes,
        "incomplete": incomplete,
        "act": ACT,
        "id": new_id(),
    }
    return pages_of(request)(request, "distribution.html", values, status=422 if incomplete else 200)
