"""A process that answers with what it received: `python recorder.py <socket> <name> <seconds of notice>`.

Served as the services are: a plain uvicorn with h11 on a Unix socket. After SIGTERM `/healthz` says 503 for the
seconds of notice, then the process accepts no more connections and finishes what it has.
"""

import asyncio
import json
import signal
import sys
from typing import Any

import uvicorn

Message = dict[str, Any]


class Recorder:
    """The application."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.stopping = False

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        if scope["path"] in ("/healthz", "/readyz", "/metrics"):
            status = 503 if self.stopping else 200
            await _answer(send, status, {"process": self._name, "path": scope["path"]})
            return
        if scope["path"] == "/slow":
            await asyncio.sleep(float(scope["query_string"]))
        if scope["path"] == "/large":
            await _answer(send, 200, {"filler": "x" * int(scope["query_string"])})
            return
        body, size, more = b"", 0, True
        while more:
            message = await receive()
            body = body or message.get("body", b"")
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        received = {
            "process": self._name,
            "method": scope["method"],
            "target": scope["raw_path"].decode("latin-1"),
            "query": scope["query_string"].decode("latin-1"),
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
            "size": size,
            "body": body[:200].decode("latin-1"),
        }
        await _answer(send, 200, received)


async def _answer(send: Any, status: int, content: object) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


async def serve(socket: str, name: str, notice: float) -> None:
    """Serve until SIGTERM."""
    app, loop = Recorder(name), asyncio.get_running_loop()
    server = uvicorn.Server(uvicorn.Config(app, uds=socket, http="h11", lifespan="off", log_level="warning"))

    def stop() -> None:
        app.stopping = True
        loop.call_later(notice, setattr, server, "should_exit", True)

    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    loop.add_signal_handler(signal.SIGTERM, stop)
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], float(sys.argv[3])))
