"""The whole edge at work: its door and its worker, over a filled read model that is fed meanwhile."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from infra.bench.applying import applying
from infra.bench.edge import Door, opened, registered
from infra.bench.filling import fill_read_model
from infra.bench.place import Database, Place
from infra.bench.servers import Server, running


@dataclass(frozen=True)
class WholeEdge:
    """What runs, and the edge's own database."""

    door: Door
    worker: Server
    court_query: Server
    own: Database


@contextmanager
def whole_edge(place: Place, proceedings: int, events: float) -> Iterator[WholeEdge]:
    """Over so many proceedings; events about others are applied at so many a second."""
    model, own = place.database("court_query"), place.database("edge")
    signer = asyncio.run(registered(own))
    fill_read_model(model.owner_url, proceedings)
    broker_url = place.broker()
    told = {
        "LEA_DATABASE_URL": own.worker_url,
        "LEA_BROKER_URL": broker_url,
        "LEA_READ_MODEL_URL": model.edge_reader_url,
    }
    with (
        opened(place, model, own, signer, proceedings) as door,
        applying(place, model, broker_url, proceedings, events) as court_query,
        running("services.edge.worker", told) as worker,
    ):
        yield WholeEdge(door, worker, court_query, own)
