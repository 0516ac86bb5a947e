"""One of the processes of `shared.processes`: `python -m shared.member <module> <place>`, on a socket as its input."""

import asyncio
import os
import shutil
import signal
import sys
from contextlib import suppress
from importlib import import_module
from socket import socket

from prometheus_client import values

_LIVES, _EVERY = b"+", 1.0  # a sign of life, and the seconds to the next


class Tie:
    """To the supervisor; a part of the service. Says that it works and lives, and ends this process when that is gone.

    As by the SIGKILL the supervisor died of: the port is free at once for whoever comes in its place.
    """

    def __init__(self, connection: socket) -> None:
        connection.setblocking(False)
        self._connection = connection

    async def run(self) -> None:
        """Watch the supervisor until cancelled."""
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while True:
                await loop.sock_sendall(self._connection, _LIVES)
                with suppress(TimeoutError):
                    await asyncio.wait_for(loop.sock_recv(self._connection, 1), _EVERY)
                    break
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
        os.kill(os.getpid(), signal.SIGKILL)


def main(module: str, place: str) -> None:
    """Run the service, tied to the supervisor, and count on where the process before it in this place has stopped."""
    number = int(place)
    # Kept by place and not by process id: a process that dies again and again does not leave more and more behind.
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]
    import_module(module).main(Tie(socket(fileno=sys.stdin.fileno())))


if __name__ == "__main__":
    main(*sys.argv[1:])
