"""What the edge is measured against: a bare Starlette route that returns the same stored bytes, and does nothing else.

`python -m infra.bench.bare_edge`, with LEA_READ_MODEL_URL and LEA_HTTP_PORT.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.database import create_read_pool

_QUERY = "SELECT card FROM read_model.answer WHERE number = $1 AND language = $2"


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["LEA_READ_MODEL_URL"]
    app.state.pool = await create_read_pool(url, "bench-bare-edge", size=8, statement_timeout=5)
    yield
    await app.state.pool.close()


async def _proceeding(request: Request) -> Response:
    card = await request.app.state.pool.fetchval(_QUERY, request.path_params["number"], "en")
    return Response(card, media_type="application/json") if card else Response(status_code=404)


app = Starlette(routes=[Route("/v1/enforcement-proceedings/{number}", _proceeding)], lifespan=_lifespan)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["LEA_HTTP_PORT"]), loop="uvloop", http="httptools", access_log=False)
