"""The edge with everything switched on, against a bare route that returns the same stored bytes and does nothing else.

Signed requests with a nonce each, quotas, signed answers, the access log; over ten thousand proceedings and over a
million, so that it shows whether a look-up costs the same. The bare route is one process; the edge is measured as one,
and then in as many as it runs by default.
"""

import asyncio
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.events.edge import ConsumerKey, KeyKind
from infra.bench.applying import applying
from infra.bench.asking import Questions, Signer
from infra.bench.filling import bring_to_hand, fill_read_model
from infra.bench.lives import number_of
from infra.bench.load import Load, Measured
from infra.bench.load import measure as put
from infra.bench.place import Database, Place
from infra.bench.processor import Stolen, used_by
from infra.bench.rows import Row
from infra.bench.servers import Server, running
from services.edge.consumers import register
from services.edge.settings import EdgeSettings
from shared.signatures.keys import signing_key

SMALL, LARGE = 10_000, 1_000_000
"""Proceedings in the read model."""
ROUNDS, FULL_ROUNDS = 5, 7
"""By turns: at a steady rate, where a machine that stood still once must not decide; and under full load, where one
round says less."""
SECONDS = 4.0
CONNECTIONS, CROWD = 32, 128
"""Over which requests come: of a few systems that ask at the same time, and of many."""
PROCESSES: int = EdgeSettings.model_fields["http_processes"].default
"""As many as the edge runs by default."""
STEADY = 300.0
"""Requests per second of the measurement of times."""
EVENTS = 100.0
"""Events applied per second meanwhile."""
MANY = 500
"""Look-ups one request may carry."""

_SINGLE_ASKED, _MANY_ASKED, _TURNS = 3_000, 60, 5
_STEADY_SECONDS = 12.0
_FEW_CONNECTIONS, _LONGEST = 4, 120.0
_CONSUMER = "bench"


@dataclass(frozen=True)
class Door:
    """An edge that answers, the bare route beside it, and the database under both."""

    edge: Server
    bare: Server
    database: int
    """Process id."""
    signer: Signer
    proceedings: int
    processes: int

    @property
    def name(self) -> str:
        """What answers, for whoever reads the results."""
        return "edge in one process" if self.processes == 1 else f"edge in its default of {self.processes} processes"

    def asked(self, look_ups: int = 1) -> Questions:
        return Questions(self.edge.port, self.proceedings, self.signer, look_ups)

    def processor(self) -> float:
        """Seconds of processor time edge and database have used."""
        return used_by((self.edge.pid, self.database))


def measure(place: Place, small: int = SMALL, large: int = LARGE) -> list[Row]:
    """Rates and times at the large size; what a look-up costs at both; the memory of the process that answers."""
    model, own = place.database("court_query"), place.database("edge")
    signer = asyncio.run(registered(own))
    begun = perf_counter()
    fill_read_model(model.owner_url, large)
    filled = perf_counter() - begun
    bring_to_hand(model.superuser_url)
    with opened(place, model, own, signer, large, processes=1) as door:
        rows = _full_load(door, CONNECTIONS)
    with opened(place, model, own, signer, large) as door:
        rows += [*_full_load(door, CONNECTIONS), *_full_load(door, CROWD), *_many(door)]
        rows += [*_flat(place, door, small), *_steady(door)]
        with applying(place, model, place.broker(), large, EVENTS):
            rows += _steady(door, EVENTS)
        rows.append(Row(f"{door.name}, memory of the largest after that", door.edge.resident, "MB"))
    return [Row(f"read model filled with {large} proceedings", filled, "s"), *rows]


async def registered(own: Database) -> Signer:
    """A consumer that signs, with a quota that is never in the way."""
    pem = new_key()
    key = signing_key(pem)
    id_, public = f"{_CONSUMER}.signing", b64encode(key.public.spki).decode()
    since = datetime.now(UTC) - timedelta(hours=1)
    await register(
        own.owner_url,
        _CONSUMER,
        valid_from=since,
        keys=[ConsumerKey(id=id_, kind=KeyKind.ECDSA_P256, material=public, valid_from=since)],
    )
    return Signer(_CONSUMER, id_, pem)


@contextmanager
def opened(
    place: Place, model: Database, own: Database, signer: Signer, proceedings: int, processes: int = PROCESSES
) -> Iterator[Door]:
    """Both servers over one read model."""
    told = {
        "LEA_READ_MODEL_URL": model.edge_reader_url,
        "LEA_DATABASE_URL": own.url,
        "LEA_SIGNING_KEY": new_key(),
        "LEA_SIGNATURES_REQUIRED": "true",
    }
    some = f"/v1/enforcement-proceedings/{number_of(0)}"
    with (
        running("services.edge.main", told, processes=processes) as edge,
        running("infra.bench.bare_edge", told, some) as bare,
    ):
        yield Door(edge, bare, place.database_pid(), signer, proceedings, processes)


def _flat(place: Place, large: Door, size: int) -> list[Row]:
    """What a look-up costs, against what it costs a second door whose read model has only so many proceedings.

    By turns: the machine is not the same from one minute to the next.
    """
    model, own = place.database("court_query"), place.database("edge")
    fill_read_model(model.owner_url, size)
    bring_to_hand(model.superuser_url)
    rows = list[Row]()
    with opened(place, model, own, asyncio.run(registered(own)), size) as small:
        for look_ups, requests in ((1, _SINGLE_ASKED), (MANY, _MANY_ASKED)):
            for door in (small, large):
                asked(door, requests // 4, look_ups)
            turns = [tuple(_cost(door, look_ups, requests) for door in (small, large)) for _ in range(_TURNS)]
            less, more = (median(costs) * 1e6 for costs in zip(*turns, strict=True))
            ratio = median(its / ours for its, ours in turns)
            what = "a single look-up" if look_ups == 1 else f"a look-up of {look_ups} in one request"
            name = f"processor time of {what}, {large.proceedings} proceedings against {size}"
            rows.append(Row(name, more, "µs", less, ratio))
    return rows


def _cost(door: Door, look_ups: int, requests: int) -> float:
    before = door.processor()
    asked(door, requests, look_ups)
    return (door.processor() - before) / (requests * look_ups)


def asked(door: Door, requests: int, look_ups: int = 1) -> Measured:
    """So many requests, each as soon as the one before is answered, over a few connections."""
    return sound(put(Load(door.asked(look_ups), _FEW_CONNECTIONS, _LONGEST, at_most=requests)))


def _full_load(door: Door, connections: int) -> list[Row]:
    edge, bare = _by_turns(door, connections, SECONDS, rounds=FULL_ROUNDS)
    rate, floor = median(run.per_second for run in edge), median(run.per_second for run in bare)
    ratio = median(ours.per_second / its.per_second for ours, its in zip(edge, bare, strict=True))
    name = f"{door.name} against the bare route in one, requests by key over {connections} connections"
    what = f"{door.name}, request by key under full load over {connections} connections"
    return [Row(name, rate, "requests/s", floor, ratio), *_times(what, edge, bare)]


def _steady(door: Door, events: float = 0.0) -> list[Row]:
    """The times of single requests at a steady rate, of both servers.

    They say little where the host of a virtual machine keeps the processor from it: so that is told, too.
    """
    stolen = Stolen()
    edge, bare = _by_turns(door, CONNECTIONS, _STEADY_SECONDS, STEADY)
    meanwhile = f"while {events:.0f} events a second are applied" if events else "while nothing else happens"
    name = f"{door.name}, request by key at {STEADY:.0f} a second {meanwhile}"
    worst = max(run.p99 for run in edge), max(run.p99 for run in bare)
    return [
        *_times(name, edge, bare),
        _time(f"{name}, p99 of the worst round", *worst),
        Row(f"{name}, processor time the host gave to others", 100 * stolen.part(), "%"),
    ]


def _by_turns(
    door: Door, connections: int, seconds: float, rate: float | None = None, rounds: int = ROUNDS
) -> tuple[list[Measured], list[Measured]]:
    """Rounds of both servers, edge and bare, in turns: the machine may have other work."""
    edge, bare = list[Measured](), list[Measured]()
    for _ in range(rounds):
        edge.append(sound(put(Load(door.asked(), connections, seconds, rate))))
        bare.append(sound(put(Load(Questions(door.bare.port, door.proceedings), connections, seconds, rate))))
    return edge, bare


def _times(name: str, edge: Sequence[Measured], bare: Sequence[Measured]) -> list[Row]:
    """The median over the rounds of both servers."""
    return [
        _time(f"{name}, {part}", *(median(getattr(run, part) for run in runs) for runs in (edge, bare)))
        for part in ("p50", "p99")
    ]


def _time(name: str, edge: float, bare: float) -> Row:
    """Seconds of both servers."""
    return Row(name, edge * 1000, "ms", bare * 1000, bare / edge)


def _many(door: Door) -> list[Row]:
    many = asked(door, _MANY_ASKED, MANY)
    return [
        Row(f"{door.name}, request of {MANY} look-ups, {part}", getattr(many, part) * 1000, "ms")
        for part in ("p50", "p99")
    ]


def sound(measured: Measured) -> Measured:
    """What was measured; raises AssertionError if not every request was answered with 200."""
    if set(measured.statuses) != {"200"}:
        raise AssertionError(f"not every request was answered: {measured.statuses}")
    return measured


def new_key() -> str:
    """A private key of the curve P-256 (PEM)."""
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
