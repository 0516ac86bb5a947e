"""Health, readiness and metrics of a service over HTTP."""

import asyncio
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.commits import WAITING_FOR_STANDBY
from shared.database import Pool
from shared.http.server import HttpServer

_TIMEOUT = 6.0  # seconds for all parts to report


@runtime_checkable
class Reporting(Protocol):
    """A part of a service that reports whether it can work."""

    async def readiness(self) -> str | None:
        """Why it is not ready; None if it is."""
        ...


def health_routes(pool: Pool, components: Sequence[object], server: HttpServer) -> list[Route]:
    """`/healthz`: it accepts requests; `/readyz`: database and every part are usable; `/metrics`: for Prometheus.

    A service that stops reports both as 503, so that HAProxy sends it no more requests.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"healthy": not server.stopping}, 503 if server.stopping else 200)

    async def readyz(_: Request) -> Response:
        problems = ["stopping"] if server.stopping else await _problems(pool, components)
        return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)

    async def metrics(request: Request) -> Response:
        # Prometheus asks for OpenMetrics, which alone has the traces of measured values.
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"content-type": media_type})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


async def _problems(pool: Pool, components: Sequence[object]) -> list[str]:
    reporting = [component for component in components if isinstance(component, Reporting)]
    try:
        async with asyncio.timeout(_TIMEOUT):
            found = await asyncio.gather(_unreachable(pool), *(component.readiness() for component in reporting))
    except TimeoutError:
        return ["no answer in time"]
    return [problem for problem in found if problem]


async def _unreachable(pool: Pool) -> str | None:
    try:
        waiting = await pool.fetchval(WAITING_FOR_STANDBY)
    except Exception as error:  # noqa: BLE001 - whatever it is, the service is not ready
        return f"database: {type(error).__name__}"
    return f"database: {waiting} commits wait, no standby confirms" if waiting else None
