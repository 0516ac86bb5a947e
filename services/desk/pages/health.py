"""The operators' console: how every process and consumer is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk.access.console import Looking
from services.desk.access.dependencies import NotFound
from services.desk.monitoring import Monitoring
from services.desk.pages.parts import pages_of

router = APIRouter()


@router.get("/operations/health")
async def show(request: Request, _: Looking) -> Response:
    """The state of each process, its figures, and what its consumers hold. Raises NotFound."""
    monitoring: Monitoring | None = request.app.state.monitoring
    if monitoring is None:
        raise NotFound
    return pages_of(request)(request, "health.html", {"states": await monitoring.states()})
