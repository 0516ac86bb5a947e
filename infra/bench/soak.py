"""An hour of single requests at a steady rate while events are applied: what the processes hold must not grow.

`python -m infra.bench soak`; LEA_BENCH_SOAK_MINUTES says how long, if not an hour.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from threading import Event, Thread

from infra.bench.edge import CONNECTIONS, EVENTS, STEADY
from infra.bench.load import Load
from infra.bench.load import measure as put
from infra.bench.place import Place
from infra.bench.rows import Row
from infra.bench.servers import Server
from infra.bench.whole_edge import whole_edge

PROCEEDINGS = 100_000
_MINUTES = "LEA_BENCH_SOAK_MINUTES"
_EVERY = 5.0
_TENTH = 10


def measure(place: Place) -> list[Row]:
    """What each process holds at the end, against what it held once warm; and the times of the requests."""
    minutes = float(os.environ.get(_MINUTES, "60"))
    with (
        whole_edge(place, PROCEEDINGS, EVENTS) as edge,
        _watched({"edge": edge.door.edge, "edge's worker": edge.worker, "court_query": edge.court_query}) as held,
    ):
        asked = put(Load(edge.door.asked(), CONNECTIONS, 60 * minutes, STEADY))
    name = f"over {minutes:g} minutes at {STEADY:.0f} requests and {EVENTS:.0f} events a second"
    return [
        *(_grown(f"memory of {process} {name}", values) for process, values in held.items()),
        # On a machine with other work, one that waited too long for the disk is told so.
        *(Row(f"requests answered with {status} {name}", n, "requests") for status, n in asked.statuses.items()),
        Row(f"edge request by key {name}, p50", asked.p50 * 1000, "ms"),
        Row(f"edge request by key {name}, p99", asked.p99 * 1000, "ms"),
    ]


def _grown(name: str, values: list[float]) -> Row:
    """The last tenth of the time against the second, when all is warm."""
    tenth = max(1, len(values) // _TENTH)
    warm, last = median(values[tenth : 2 * tenth] or values), median(values[-tenth:])
    return Row(name, last, "MB", warm, warm / last)


@contextmanager
def _watched(servers: Mapping[str, Server]) -> Iterator[dict[str, list[float]]]:
    """What each server holds in megabytes, looked at every few seconds."""
    held: dict[str, list[float]] = {name: [] for name in servers}
    over = Event()
    watch = Thread(target=_look, args=(over, servers, held))
    watch.start()
    try:
        yield held
    finally:
        over.set()
        watch.join()


def _look(over: Event, servers: Mapping[str, Server], held: Mapping[str, list[float]]) -> None:
    while not over.wait(_EVERY):
        for name, server in servers.items():
            held[name].append(server.resident)
