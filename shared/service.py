"""Runs the parts of a service in one process: started together, stopped in order, with health over HTTP.

If a part fails, the process ends with an error and its supervisor restarts it. A part that can recover does so, and
reports over `/readyz` what is wrong meanwhile.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol, runtime_checkable

import uvloop
from starlette.applications import Starlette

from shared.commits import GUARD, until_confirmed
from shared.database import Pool, create_pool
from shared.garbage import collect_rarely
from shared.http.health import health_routes
from shared.http.server import HttpServer
from shared.migration_watch import MigrationWatch
from shared.settings import Settings
from shared.telemetry.logs import configure_logs, get_logger
from shared.telemetry.traces import tracing

_log = get_logger(__name__)

_CLOSE = 1.5  # seconds for cancelled parts to close their connections


class ServiceComponent(Protocol):
    """A part of a service."""

    async def run(self) -> None:
        """Work until stopped or cancelled; an exception ends the process."""
        ...


@runtime_checkable
class Stoppable(Protocol):
    """A part that takes work from elsewhere, and can finish what it has taken."""

    def stop(self) -> None:
        """Make `run` take no more, finish and return."""
        ...


Compose = Callable[[Pool], Awaitable[Sequence[ServiceComponent]]]
"""Makes the parts of a service, given the pool of its database."""


class ComponentEnded(RuntimeError):
    """A part returned although it had not been stopped."""


def run_service(settings: Settings, compose: Compose, app: Starlette | None = None) -> None:
    """Run a service until SIGTERM or SIGINT; ends the process with status 1 if a part fails.

    `app` serves the service's own requests beside `/healthz`, `/readyz` and `/metrics`; it finds the pool as
    `app.state.pool`.
    """
    configure_logs(settings.service, settings.log_level)
    with tracing(f"lea-{settings.service}", settings.otlp_endpoint, settings.trace_ratio):
        try:
            uvloop.run(_run(settings, compose, app or Starlette()))
        except Exception as error:  # noqa: BLE001 - logged here, not printed: its text may quote input
            _log.critical("service failed", exc_info=error)
            raise SystemExit(1) from None


async def _run(settings: Settings, compose: Compose, app: Starlette) -> None:
    stopping = asyncio.Event()
    async with _opened_pool(settings) as pool:
        with _until_signalled(stopping):
            await _until_either(until_confirmed(pool), stopping)
            components = [*await compose(pool), MigrationWatch(pool), GUARD]
            collect_rarely()
            app.state.pool = pool
            server = HttpServer(app, settings)
            app.router.routes[:0] = health_routes(pool, components, server)
            _log.info("service starts", parts=[type(component).__name__ for component in components])
            await run_components([*components, server], stopping, settings.stop_grace)
    _log.info("service stopped")


async def _until_either(work: Coroutine[Any, Any, None], stopping: asyncio.Event) -> None:
    """Wait for the end of this work, or the wish to stop."""
    tasks = [asyncio.create_task(work), asyncio.create_task(stopping.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=_CLOSE)
    if not tasks[0].cancelled() and (error := tasks[0].exception()):
        raise error


async def run_components(components: Sequence[ServiceComponent], stopping: asyncio.Event, grace: float) -> None:
    """Run parts until `stopping` is set or one of them fails, which is raised.

    Those that take work are stopped first and have `grace` seconds to finish it; then the others are cancelled, so
    that events of the last messages can still be relayed.
    """
    tasks = {asyncio.create_task(component.run(), name=type(component).__name__): component for component in components}
    stop_requested = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({*tasks, stop_requested}, return_when=asyncio.FIRST_COMPLETED)
        unexpected = [] if stopping.is_set() else [task for task in tasks if task.done()]
        await _finish(tasks, grace)
        failed = unexpected or [task for task in tasks if _error_of(task)]
    finally:
        for task in (*tasks, stop_requested):
            task.cancel()
        await asyncio.wait({*tasks, stop_requested}, timeout=_CLOSE)
    if failed:
        raise _error_of(failed[0]) or ComponentEnded(failed[0].get_name())


def _error_of(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


async def _finish(tasks: Mapping[asyncio.Task[None], ServiceComponent], grace: float) -> None:
    takers = set[asyncio.Task[None]]()
    for task, component in tasks.items():
        if isinstance(component, Stoppable):
            component.stop()
            takers.add(task)
    if takers:
        _, unfinished = await asyncio.wait(takers, timeout=grace)
        if unfinished:
            _log.warning("parts not finished in time", parts=[task.get_name() for task in unfinished])


@contextmanager
def _until_signalled(stopping: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _opened_pool(settings: Settings) -> AsyncIterator[Pool]:
    pool = await create_pool(settings)
    try:
        yield pool
    finally:
        try:
            await asyncio.wait_for(pool.close(), _CLOSE)
        except TimeoutError:
            pool.terminate()
