"""A service as a separate process, over real HTTP."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx

from tests.patience import PATIENCE, until


@dataclass(frozen=True)
class ServiceProcess:
    """The process, its address, and its log."""

    process: asyncio.subprocess.Process
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ready(self, client: httpx.AsyncClient | None = None) -> None:
        """Wait until it is ready, with a client for its address or a new one."""

        async def holds() -> bool:
            assert self.process.returncode is None, self.log.read_text()
            with suppress(httpx.TransportError):
                return (await session.get("/readyz")).status_code == HTTPStatus.OK
            return False

        async with client or httpx.AsyncClient(base_url=self.url) as session:
            await until(holds, f"{self.url} is ready")

    async def stopped(self) -> int:
        """Terminate it. Returns its exit code."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


def free_port() -> int:
    """An unused port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@asynccontextmanager
async def service_process(
    module: str, log: Path, settings: Mapping[str, str], port: int | None = None
) -> AsyncIterator[ServiceProcess]:
    """Start a service without waiting for it. At the end it is killed with all its child processes.

    Its temporary folder is that of its log, because killed processes leave files.
    """
    port = port or free_port()
    environment = {**os.environ, **settings, "LEA_HTTP_PORT": str(port), "TMPDIR": str(log.parent)}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield ServiceProcess(process, port, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
