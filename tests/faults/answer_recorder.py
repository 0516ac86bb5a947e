"""A client that sends requests while processes are killed, and records answers to compare with the access log."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import cycle
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx

PAUSE = 0.05
CHECKS = 16
"""Number of consecutive connections, so that all API processes are reached."""
PURPOSE = {"legal_ground": "supervision-of-execution", "court_case": "155EIP26"}
IN_HEADERS = {"LEA-Legal-Ground": PURPOSE["legal_ground"], "LEA-Court-Case": PURPOSE["court_case"]}
UNKNOWN = "0101-2026-999999"


class Received(NamedTuple):
    """A received answer."""

    status: int
    digest: bytes
    """SHA-256 of its body."""
    signature: str | None


@dataclass
class AnswerRecorder:
    """Sends requests concurrently: for cards, by documents, for an unknown number, and without a key."""

    url: str
    key: str
    consumer: str
    documents: Sequence[dict[str, Any]]
    """Look-ups of execution documents whose proceedings are initiated meanwhile."""
    random: Random
    tls: ssl.SSLContext | bool = True
    """How the service's certificate is verified (see httpx)."""
    lanes: int = 4
    pause: float = PAUSE
    """Seconds between an answer and the next request of a lane."""
    asked: set[UUID] = field(default_factory=set)
    received: dict[UUID, Received] = field(default_factory=dict)
    """By request id."""
    unauthenticated: list[Received] = field(default_factory=list)
    """Refusals of requests without a key, which are recorded without a request id."""
    numbers: set[str] = field(default_factory=set)
    """Numbers of proceedings in answers."""

    @property
    def answers(self) -> int:
        """The number of answers."""
        return len(self.received) + len(self.unauthenticated)

    async def run(self) -> None:
        """Send requests until cancelled; a missing answer is not a fault."""
        async with httpx.AsyncClient(base_url=self.url, timeout=20, verify=self.tls) as client:
            await self._until_known(client)
            async with asyncio.TaskGroup() as group:
                for lane in range(self.lanes):
                    group.create_task(self._ask(client, cycle(self._turns(lane))))

    async def _until_known(self, client: httpx.AsyncClient) -> None:
        """Wait until every API process has read the registration of the consumer."""
        headers, known = {"Authorization": f"Bearer {self.key}", "Connection": "close"}, 0
        while known < CHECKS:
            await asyncio.sleep(PAUSE)
            with suppress(httpx.TransportError):
                answer = await client.get(f"/v1/enforcement-proceedings/{UNKNOWN}", headers=headers)
                unknown = answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.SERVICE_UNAVAILABLE)
                known = 0 if unknown else known + 1

    def _turns(self, lane: int) -> Sequence[Any]:
        return [self._card, self._request, self._card, self._without_key, self._card, self._card][lane % 6 :]

    async def _ask(self, client: httpx.AsyncClient, turns: Iterator[Any]) -> None:
        for turn in turns:
            with suppress(httpx.TransportError):
                await turn(client)
                await asyncio.sleep(self.pause)
                continue
            await asyncio.sleep(PAUSE)  # it is down

    async def _card(self, client: httpx.AsyncClient) -> None:
        number = self.random.choice([*self.numbers, UNKNOWN])
        id_, headers = self._next()
        answer = await client.get(f"/v1/enforcement-proceedings/{number}", headers={**headers, **IN_HEADERS})
        self._keep(id_, answer)

    async def _request(self, client: httpx.AsyncClient) -> None:
        id_, headers = self._next()
        body = {"request_id": str(id_), "consumer": self.consumer, **PURPOSE, "look_ups": list(self.documents)}
        answer = await client.post("/v1/information-requests", json=body, headers=headers)
        self._keep(id_, answer)
        if answer.status_code == httpx.codes.OK:
            results = answer.json()["results"]
            self.numbers |= {card["number"] for result in results for card in result["proceedings"]}

    async def _without_key(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(f"/v1/enforcement-proceedings/{UNKNOWN}", headers=IN_HEADERS)
        self.unauthenticated.append(_received(answer))

    def _next(self) -> tuple[UUID, dict[str, str]]:
        id_ = uuid4()
        self.asked.add(id_)
        return id_, {"Authorization": f"Bearer {self.key}", "LEA-Request-Id": str(id_)}

    def _keep(self, id_: UUID, answer: httpx.Response) -> None:
        self.received[id_] = _received(answer)


def _received(answer: httpx.Response) -> Received:
    return Received(answer.status_code, sha256(answer.content).digest(), answer.headers.get("signature"))
