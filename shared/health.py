"""Health, readiness and metrics of a service over HTTP."""

import asyncio
import os
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.database import Pool

_ANSWER = 6.0  # seconds everything has to say whether it is ready


@runtime_checkable
class Reporting(Protocol):
    """A part of a service that knows whether it is of use."""

    async def readiness(self) -> str | None:
        """Why it is not ready; None if it is."""
        ...


def health_routes(pool: Pool, components: Sequence[object]) -> list[Route]:
    """`/healthz`: the process lives; `/readyz`: database and every part are of use; `/metrics`: for Prometheus."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"healthy": True})

    async def readyz(_: Request) -> Response:
        problems = await _problems(pool, components)
        return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(_measured()), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _measured() -> CollectorRegistry:
    """What this process measured, or all that serve under its address."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


async def _problems(pool: Pool, components: Sequence[object]) -> list[str]:
    reporting = [component for component in components if isinstance(component, Reporting)]
    try:
        async with asyncio.timeout(_ANSWER):
            found = await asyncio.gather(_unreachable(pool), *(component.readiness() for component in reporting))
    except TimeoutError:
        return ["no answer in time"]
    return [problem for problem in found if problem]


async def _unreachable(pool: Pool) -> str | None:
    try:
        await pool.fetchval("SELECT 1")
    except Exception as error:  # noqa: BLE001 - whatever it is, the service is not ready
        return f"database: {type(error).__name__}"
    return None
