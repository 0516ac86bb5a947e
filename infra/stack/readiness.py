"""What a process reports at `/readyz`, over its Unix socket; whether anything answers on a port of this machine."""

import http.client
import json
import socket
from collections.abc import Callable
from pathlib import Path


def problems_at(path: Path, timeout: float = 2.0) -> list[str]:
    """Why the process at this socket is not ready; empty if it is."""
    connection = _UnixConnection(path, timeout)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        if answer.status == http.client.OK:
            return []
        return [str(problem) for problem in json.loads(answer.read())["problems"]]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
        return [f"no answer ({type(error).__name__})"]
    finally:
        connection.close()


def ready_at(path: Path) -> Callable[[], bool]:
    """A function that reports whether `/readyz` on this Unix socket answers with 200."""
    return lambda: not problems_at(path)


def answers(port: int, path: str) -> bool:
    """Whether this path on a port of this machine is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
