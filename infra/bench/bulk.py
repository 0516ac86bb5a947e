"""Bulk requests: what they get while nobody else asks, and what single requests feel of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from statistics import median
from uuid import UUID

import psycopg

from contracts.service_3_11_01 import ByProceedingNumber
from infra.bench.edge import CONNECTIONS, STEADY, Door, sound
from infra.bench.lives import number_of
from infra.bench.load import Load, Measured
from infra.bench.load import measure as put
from infra.bench.place import Database, Place
from infra.bench.rows import Row
from infra.bench.whole_edge import whole_edge
from infra.court.client import CourtClient, Identity, Purpose
from shared.signatures.keys import signing_key

PROCEEDINGS = 20_000
ALONE, MEANWHILE = 50_000, 100_000
"""Look-ups of a bulk request nobody disturbs, and of one that is still running when single requests have been asked."""
ROUNDS = 3
SECONDS = 15.0

_PURPOSE = Purpose("case-at-hand", "12-3/2026")
_EVENTS = 1.0
"""Per second: the model is fed, but has no work worth mentioning."""
_LONGEST = 900.0
_TASK = "SELECT state, done FROM bulk_task WHERE id = %s"


@dataclass(frozen=True)
class Bulk:
    """A door, its worker, and who hands in."""

    door: Door
    own: Database
    client: CourtClient

    def handed_in(self, look_ups: int) -> UUID:
        """A bulk request for so many, taken in."""
        random = Random(look_ups)  # noqa: S311 - the same numbers every time
        asked = (
            ByProceedingNumber(by="proceeding-number", number=number_of(random.randrange(self.door.proceedings)))
            for _ in range(look_ups)
        )
        return self.client.submit(asked, _PURPOSE).answer.id

    def done(self, task: UUID) -> int:
        """Look-ups answered so far. Asked of the database: to ask the door would be a single request."""
        return self._told(task)[1]

    def finished(self, task: UUID) -> None:
        """Wait until it is answered. Raises TimeoutError."""
        deadline = time.monotonic() + _LONGEST
        while self._told(task)[0] != "done":
            if time.monotonic() > deadline:
                raise TimeoutError("the bulk request is not answered")
            time.sleep(0.1)

    def _told(self, task: UUID) -> tuple[str, int]:
        with psycopg.connect(self.own.owner_url) as connection:
            state, done = connection.execute(_TASK, [task]).fetchone() or ("unknown", 0)
        return state, done


def measure(place: Place) -> list[Row]:
    """Look-ups per second while nobody else asks, and the times of single requests with and without a bulk request."""
    with working(place, PROCEEDINGS) as bulk:
        begun, task = time.perf_counter(), bulk.handed_in(ALONE)
        taken = time.perf_counter()
        bulk.finished(task)
        alone = ALONE / (time.perf_counter() - taken)
        rounds = [_beside(bulk) for _ in range(ROUNDS)]
    name = f"edge request by key at {STEADY:.0f} a second beside a bulk request"
    return [
        Row("bulk request, look-ups taken in", ALONE / (taken - begun), "look-ups/s"),
        Row("bulk request, look-ups while nobody else asks", alone, "look-ups/s"),
        *(_compared(f"{name}, {part}", part, rounds) for part in ("p50", "p99")),
    ]


@contextmanager
def working(place: Place, proceedings: int) -> Iterator[Bulk]:
    """A door with its worker, over so many proceedings."""
    with whole_edge(place, proceedings, _EVENTS) as edge:
        signer = edge.door.signer
        identity = Identity(signer.consumer, signing_key(signer.pem, signer.key_id))
        with CourtClient(f"http://127.0.0.1:{edge.door.edge.port}", identity, timeout=120) as client:
            yield Bulk(edge.door, edge.own, client)


def _beside(bulk: Bulk) -> tuple[Measured, Measured]:
    """Single requests alone, then beside a bulk request."""
    load = Load(bulk.door.asked(), CONNECTIONS, SECONDS, STEADY)
    alone = sound(put(load))
    task = bulk.handed_in(MEANWHILE)
    beside = sound(put(load))
    if bulk.done(task) == MEANWHILE:
        raise AssertionError("the bulk request was answered before the single ones")
    bulk.finished(task)
    return alone, beside


def _compared(name: str, part: str, rounds: list[tuple[Measured, Measured]]) -> Row:
    alone = median(getattr(one, part) for one, _ in rounds) * 1000
    beside = median(getattr(other, part) for _, other in rounds) * 1000
    ratio = median(getattr(one, part) / getattr(other, part) for one, other in rounds)
    return Row(name, beside, "ms", alone, ratio)
