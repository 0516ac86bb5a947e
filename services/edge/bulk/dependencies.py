"""What path operations of bulk requests depend on."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from services.edge.bulk.task_store import BulkTaskStore


async def task_store(request: Request) -> BulkTaskStore:
    """The task store of the running application; at `app.state.bulk`."""
    store: BulkTaskStore = request.app.state.bulk
    return store


TaskStore = Annotated[BulkTaskStore, Depends(task_store)]
