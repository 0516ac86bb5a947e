"""The operators' console: rebuilds of the read model of service 3.11.01, with their progress."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import Response

from contracts.problems import Problem
from contracts.queries.read_model import RequestRebuild
from contracts.registry import problems_of
from services.desk.access.console import Looking, Operating, record_operation
from services.desk.domain.people import Person, Role
from services.desk.pages.parts import client_for, pages_of, see
from shared.clerk_client import QueryRefused

router = APIRouter(prefix="/operations/read-model")


@router.get("")
async def show(request: Request, person: Looking, asked: bool = False) -> Response:
    """The latest rebuilds, and the form that asks for one."""
    return await _page(request, person, asked=asked)


@router.post("")
async def ask(
    request: Request,
    person: Operating,
    reason: Annotated[str, Form(max_length=5000)] = "",
    comparing: Annotated[bool, Form()] = False,
) -> Response:
    """Ask for a rebuild; a job carries it out, while the present copy answers."""
    try:
        asked = RequestRebuild(reason=reason.strip(), comparing=comparing)
    except ValidationError as error:
        return await _page(request, person, problems=problems_of(error))
    await record_operation(request, person, "rebuild-asked", "read model")
    try:
        await client_for(request, person).request_rebuild(asked)
    except QueryRefused as refused:
        return await _page(request, person, problems=refused.problems)
    return see("/operations/read-model?asked=true")


async def _page(request: Request, person: Person, *, asked: bool = False, problems: Sequence[Problem] = ()) -> Response:
    found = await client_for(request, person).rebuilds()
    values = {
        "rebuilds": found.rebuilds,
        "asked": asked,
        "problems": problems,
        "may_act": person.role is Role.OPERATOR,
    }
    return pages_of(request)(request, "read_model.html", values, status=422 if problems else 200)
