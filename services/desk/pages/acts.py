"""Acts in a proceeding."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk.access.dependencies import Working
from services.desk.domain.people import Person
from services.desk.inputs.typed import tidy
from services.desk.inputs.widgets import PREFIX
from services.desk.pages.acting import Acting, ProceedingPlace
from services.desk.pages.parts import NotFound, acts_of
from services.desk.pages.proceedings import client_in

router = APIRouter(prefix="/proceedings/{number}/acts/{act}")


@router.get("")
async def show(request: Request, person: Working, number: str, act: str) -> Response:
    """The form of an act, with what a link to it states."""
    acting = await _acting(request, person, number, act)
    linked = ((name, text) for name, text in request.query_params.items() if name.startswith(PREFIX))
    return await acting.form(tidy(acting.widgets, linked))


@router.post("/preview")
async def preview(request: Request, person: Working, number: str, act: str) -> Response:
    """What the act would do. Nothing is recorded."""
    return await (await _acting(request, person, number, act)).preview()


@router.post("/draft")
async def draft(request: Request, person: Working, number: str, act: str) -> Response:
    """The resolution that the act would make, as a draft. Nothing is recorded."""
    return await (await _acting(request, person, number, act)).draft()


@router.post("/record")
async def record(request: Request, person: Working, number: str, act: str) -> Response:
    """Record the act."""
    return await (await _acting(request, person, number, act)).record()


async def _acting(request: Request, person: Person, number: str, act: str) -> Acting:
    """The act of a person who may act in the proceeding. Raises NotFound."""
    acts = acts_of(request)
    if act not in acts.rows or acts.service_of(act) != "proceedings":
        raise NotFound
    client = await client_in(request, person, number, acting=True)
    return Acting(request, person, ProceedingPlace(client, number), act)
