"""The process of the trace viewer: `python -m infra.telemetry.traces`.

It listens on the Unix socket LEA_HTTP_SOCKET, else at LEA_HTTP_HOST and LEA_HTTP_PORT.
"""

import gzip
import os
import zlib
from dataclasses import asdict
from datetime import UTC, datetime

import uvicorn
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from infra.telemetry.traces.pages import list_page, trace_page
from infra.telemetry.traces.spans import Filter, Span, Store, Unreadable, read_export

PORT = 4318
"""The standard port of OTLP over HTTP."""


def viewer(store: Store) -> Starlette:
    """The application: `POST /v1/traces`, pages at `/` and `/traces/{trace}`, the same as JSON with `.json`."""

    async def receive(request: Request) -> Response:
        body = await request.body()
        try:
            if request.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            store.add(list(read_export(body)))
        except (Unreadable, gzip.BadGzipFile, EOFError, zlib.error) as problem:
            raise HTTPException(400, str(problem)) from None
        return Response(ExportTraceServiceResponse().SerializeToString(), media_type="application/x-protobuf")

    async def listed(request: Request) -> Response:
        wanted = _wanted(request)
        return HTMLResponse(list_page(store.traces(wanted), store.services(), wanted))

    async def listed_json(request: Request) -> Response:
        return JSONResponse([asdict(trace) for trace in store.traces(_wanted(request))])

    async def shown(request: Request) -> Response:
        return HTMLResponse(trace_page(_spans(store, request)))

    async def shown_json(request: Request) -> Response:
        return JSONResponse([asdict(span) for span in _spans(store, request)])

    async def ready(_: Request) -> Response:
        return JSONResponse({"ready": True})

    return Starlette(
        routes=[
            Route("/v1/traces", receive, methods=["POST"]),
            Route("/", listed),
            Route("/traces.json", listed_json),
            Route("/traces/{trace}.json", shown_json),
            Route("/traces/{trace}", shown),
            Route("/healthz", ready),
            Route("/readyz", ready),
        ]
    )


def _wanted(request: Request) -> Filter:
    query = request.query_params
    try:
        least = float(query.get("least") or 0)
    except ValueError:
        raise HTTPException(400, "least is a number of milliseconds") from None
    try:
        moment = query.get("before")
        before = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    except ValueError:
        raise HTTPException(400, "before is a time (UTC)") from None
    chosen = {"service": query.get("service", ""), "name": query.get("name", ""), "text": query.get("text", "")}
    return Filter(**chosen, least=least, errors="errors" in query, across="across" in query, before=before)


def _spans(store: Store, request: Request) -> list[Span]:
    if spans := store.trace(request.path_params["trace"]):
        return spans
    raise HTTPException(404, "There is no such trace, or its spans were replaced by newer ones.")


def main() -> None:
    """Serve until SIGTERM."""
    path = os.environ.get("LEA_HTTP_SOCKET")
    host, port = os.environ.get("LEA_HTTP_HOST", "127.0.0.1"), int(os.environ.get("LEA_HTTP_PORT", PORT))
    uvicorn.run(
        viewer(Store()), uds=path, host=host, port=port, http="h11", log_level="warning", timeout_graceful_shutdown=2
    )


if __name__ == "__main__":
    main()
