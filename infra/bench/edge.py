"""Answers of the edge while events are applied, and the delay between a command and its visibility in answers.

Requests are signed, checked against quotas, answered from a filled read model and written to the access log.
Meanwhile events are stored, published by the relay of `proceedings` and applied by `court_query`. Commands are
payments, sent without concurrent requests.
"""

import asyncio
import ssl
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.envelope import EventEnvelope
from contracts.events.edge import ConsumerKey, KeyKind
from infra.bench import requests
from infra.bench.commands import Sent, initiate, pay
from infra.bench.environment import Environment, running
from infra.bench.events import events, store
from infra.bench.requests import Answers
from infra.bench.results import Result, number, percentile
from infra.database.provisioning import DATABASES
from infra.stack.stack import Stack
from services.edge.registry.first_consumers import register
from shared.messaging.client import CommandClient
from shared.messaging.senders import OPERATOR
from shared.signatures.keys import SigningKey, signing_key
from tests.factories.proceedings import number_of
from tests.factories.stores import fill_read_model

PROCEEDINGS = range(800_000, 830_000)
"""Serial numbers of the proceedings in the read model, far from those that `proceedings` assigns."""
PAID = 2_000
"""Number of proceedings with payments."""
REQUESTS, EVENTS = 300.0, 100.0
"""Per second."""
ROUNDS, SECONDS = 3, 20.0

_SERVICES = ("proceedings", "court_query", "edge", "edge_worker")
_CONSUMER = "bench"
_WARM_UP, _PATIENCE = 5.0, 300.0
_VISIBLE = """
    SELECT DISTINCT proceeding, version, pg_xact_commit_timestamp(xmin) AS at FROM read_model_a.repayment
    WHERE proceeding = ANY($1::uuid[])
"""


async def measure(environment: Environment) -> list[Result]:
    """Commands alone, then rounds of requests with concurrent events; the result is the median of the rounds."""
    stack = environment.stack
    with running(stack, _SERVICES):
        key = await _registered(stack)
        await fill_read_model(stack.database_url("court_query", DATABASES["court_query"].owner), PROCEEDINGS)
        await _checkpoint(stack)
        async with CommandClient(
            stack.broker_url(OPERATOR), user=OPERATOR, timeout=_PATIENCE, resend_after=_PATIENCE
        ) as client:
            proceedings = await initiate(client, PAID)
            await _delays(stack, await pay(client, proceedings, EVENTS, _WARM_UP))
            delays = await _delays(stack, await pay(client, proceedings, EVENTS, SECONDS))
        of_a_round = int(EVENTS * SECONDS)
        made = events(of_a_round * (1 + ROUNDS))
        # The first one warms up.
        _, *rounds = [
            await _round(stack, key, made[start : start + of_a_round]) for start in range(0, len(made), of_a_round)
        ]
    return [*_edge_results(rounds), *_delay_results(delays)]


def tls_context(stack: Stack) -> ssl.SSLContext:
    """A TLS context that trusts the certificate authority of the stack."""
    return ssl.create_default_context(cafile=stack.ca_file)


def _edge_results(rounds: Sequence[Answers]) -> list[Result]:
    name = f"edge, {REQUESTS:.0f} requests/s beside {EVENTS:.0f} events/s"
    p50, p99 = ([percentile(each.times, percent) for each in rounds] for percent in (50, 99))
    failures = Counter(failure for each in rounds for failure in each.failures)
    detail = f"of {ROUNDS} rounds; worst {number(max(p99))} ms"
    asked = sum(len(each.times) for each in rounds)
    kinds = ", ".join(f"{times} x {kind}" for kind, times in failures.items())
    return [
        Result(f"{name}, p50", median(p50), "ms", detail=f"{len(PROCEEDINGS)} proceedings"),
        Result(f"{name}, p99", median(p99), "ms", at_most=50, detail=detail),
        Result(f"{name}, failures", failures.total(), "", at_most=0, detail=kinds or f"of {asked} requests"),
    ]


def _delay_results(delays: Sequence[float]) -> list[Result]:
    name = f"command to visible in the answer at {EVENTS:.0f} events/s"
    detail = f"{len(delays)} commands, until the read model has committed"
    return [
        Result(f"{name}, p50", percentile(delays, 50), "ms", detail=detail),
        Result(f"{name}, p99", percentile(delays, 99), "ms", at_most=250, detail=detail),
    ]


async def _registered(stack: Stack) -> SigningKey:
    """The signing key of a new consumer whose quota cannot be exhausted."""
    key = generate_private_key(SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    id_, since = f"{_CONSUMER}.signing", datetime.now(UTC) - timedelta(hours=1)
    signing = signing_key(pem, id_)
    public = b64encode(signing.public.spki).decode()
    kept = ConsumerKey(id=id_, kind=KeyKind.ECDSA_P256, material=public, valid_from=since)
    owner_url = stack.database_url("edge", DATABASES["edge"].owner)
    await register(owner_url, _CONSUMER, valid_from=since, keys=[kept])
    return signing


async def _checkpoint(stack: Stack) -> None:
    """Write the filled tables to disk before the measurement."""
    connection = await asyncpg.connect(stack.server_url())
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _round(stack: Stack, key: SigningKey, made: Sequence[EventEnvelope[Any]]) -> Answers:
    """Send requests while events are stored."""
    url = stack.url("edge")
    chosen = Random().choices(PROCEEDINGS, k=int(REQUESTS * SECONDS))  # noqa: S311 - not a secret
    signed = requests.signed(url, key, [number_of(each) for each in chosen])  # in advance: takes seconds
    async with asyncio.TaskGroup() as group:
        group.create_task(store(stack.database_url("proceedings"), made, EVENTS))
        asked = group.create_task(requests.ask(url, tls_context(stack), signed, REQUESTS))
    return asked.result()


async def _delays(stack: Stack, sent: Sequence[Sent]) -> list[float]:
    """Milliseconds from each command to the commit that changed the card."""
    connection = await asyncpg.connect(stack.server_url(DATABASES["court_query"].name))
    streams = list({each.stream for each in sent})
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                rows = await connection.fetch(_VISIBLE, streams)
                visible = {(row["proceeding"], row["version"]): row["at"] for row in rows}
                if all((each.stream, each.version) in visible for each in sent):
                    break
                await asyncio.sleep(0.5)
    finally:
        await connection.close()
    return [(visible[each.stream, each.version] - each.at).total_seconds() * 1000 for each in sent]
