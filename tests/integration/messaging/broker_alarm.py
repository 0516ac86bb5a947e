"""An alarm of the broker's memory, as when it runs out: it accepts no messages until the alarm ends."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.stack.binaries import PATH, as_user, engine_user, rabbitmq_folder
from infra.stack.rabbitmq import NODE
from infra.stack.stack import Stack
from tests.patience import PATIENCE


@asynccontextmanager
async def alarmed(stack: Stack) -> AsyncIterator[None]:
    """The alarm, which ends with the context."""
    await asyncio.to_thread(_limit_memory, stack, "1MB")
    try:
        yield
    finally:
        await asyncio.to_thread(_limit_memory, stack, "1GB")


def _limit_memory(stack: Stack, limit: str) -> None:
    folder, user = stack.home / "rabbitmq", engine_user("rabbitmq")
    subprocess.run(
        [rabbitmq_folder(stack.settings) / "rabbitmqctl", "set_vm_memory_high_watermark", "absolute", limit],
        env={
            "PATH": PATH,
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "ERL_EPMD_PORT": str(stack.ports["epmd"]),
        },
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
        **as_user(user),
    )
