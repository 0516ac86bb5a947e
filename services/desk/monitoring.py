"""The health of every process, as it reports it through HAProxy's interface for operations: `/readyz` and `/metrics`.

Numbers and names of processes and consumers; no data of parties.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import httpx
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from shared.services import SERVICES

FIGURES = (
    "lea_outbox_oldest_age_seconds",
    "lea_relay_blocked",
    "lea_relay_held_seconds",
    "lea_broker_blocked",
    "lea_read_model_lag_seconds",
    "lea_read_model_held_back",
    "lea_limits_due",
    "lea_limit_timer_lag_seconds",
    "lea_access_log_broken_chains",
    "lea_migration_seconds",
)
"""Gauges of a whole process that are shown; each is 0 while all is well."""
_HELD, _OLDEST, _AHEAD = "lea_deferred_messages", "lea_deferred_oldest_seconds", "lea_consumer_ahead"
_MESSAGES, _WAITS = "lea_queue_messages", "lea_queue_oldest_seconds"
_LAG, _PAUSED = "lea_subscriber_lag_seconds", "lea_subscriber_paused"
_TIMEOUT = 8.0  # seconds; a process takes up to six to say that it is not ready
_MOMENT = 3.0  # seconds: a page about something else waits no longer
_NUMBERED_AT_MOST = 32


@dataclass(frozen=True, slots=True)
class ConsumerState:
    """What a consumer, or a queue of commands, holds."""

    consumer: str
    held: Mapping[str, int]
    """Number of messages by reason: `parked`, `retry`, `gap`."""
    oldest: float
    """Seconds for which the oldest of them has been held."""
    ahead: int
    """Streams in which it is ahead of the restored store of their source."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits in a queue."""

    queue: str
    messages: int
    """Not handled yet."""
    oldest: float
    """Seconds for which the oldest of them has waited; of queries, which wait for seconds at most, always 0."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the delivery of events to a subscriber is."""

    lags: Mapping[str, float]
    """By source the age in seconds of the oldest event that is not sent yet; 0 where all are."""
    paused: tuple[str, ...] = ()
    """Why nothing can be sent."""

    @property
    def lag(self) -> float:
        """The longest of its lags."""
        return max(self.lags.values(), default=0.0)


@dataclass(frozen=True, slots=True)
class ProcessState:
    """How a process is."""

    process: str
    ready: bool
    problems: tuple[str, ...]
    figures: Mapping[str, float]
    consumers: tuple[ConsumerState, ...]
    queues: tuple[QueueState, ...] = ()


class Monitoring:
    """Asks the processes of a system."""

    def __init__(self, address: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`address` is that of HAProxy's interface for operations."""
        self._address = address
        self._transport = transport

    async def states(self) -> list[ProcessState]:
        """How all processes are. Those that HAProxy does not know are left out."""
        options = {"base_url": self._address, "timeout": _TIMEOUT, "trust_env": False, "transport": self._transport}
        async with httpx.AsyncClient(**options) as client:  # type: ignore[arg-type]
            found = await asyncio.gather(*(self._all_of(client, name, numbered) for name, numbered in _kinds()))
        return [state for states in found for state in states]

    async def deliveries(self) -> Mapping[str, Delivery]:
        """How the deliveries are, by subscriber, as the process says that delivers; nothing where it does not."""
        options = {"base_url": self._address, "timeout": _MOMENT, "trust_env": False, "transport": self._transport}
        try:
            async with httpx.AsyncClient(**options) as client:  # type: ignore[arg-type]
                metrics = await client.get("/subscribers/metrics")
                return _deliveries(list(_samples(metrics.text))) if metrics.is_success else {}
        except (httpx.HTTPError, ValueError):  # no answer, or one that is no text of metrics
            return {}

    async def _all_of(self, client: httpx.AsyncClient, name: str, numbered: bool) -> list[ProcessState]:
        states: list[ProcessState] = []
        for number in count(1):
            state = await self._state(client, f"{name}-{number}")
            if state is None or number > _NUMBERED_AT_MOST:
                break
            states.append(state)
        if numbered or states:
            return states
        state = await self._state(client, name)
        return [state] if state else []

    async def _state(self, client: httpx.AsyncClient, process: str) -> ProcessState | None:
        try:
            ready = await client.get(f"/{process}/readyz")
            if ready.status_code == httpx.codes.NOT_FOUND:
                return None
            metrics = await client.get(f"/{process}/metrics")
            samples = list(_samples(metrics.text)) if metrics.is_success else []
        except httpx.HTTPError as error:
            return ProcessState(process, False, (type(error).__name__,), {}, ())
        shown = _figures(samples), _consumers(samples), _queues(samples)
        return ProcessState(process, ready.is_success, _problems(ready), *shown)


def _kinds() -> Iterator[tuple[str, bool]]:
    """The processes, and whether there are several of the kind."""
    yield "front", False
    for service in SERVICES:
        for process in service.processes:
            yield process, service.serves_clients and process == service.name
    yield "backup", False


def _problems(ready: httpx.Response) -> tuple[str, ...]:
    try:
        problems = ready.json()["problems"]
    except (ValueError, KeyError, TypeError):
        # HAProxy answers for itself, and for a process that it cannot reach.
        return () if ready.is_success else ("no-answer",)
    return tuple(map(str, problems))


def _samples(text: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(text):
        yield from family.samples


def _figures(samples: Sequence[Sample]) -> dict[str, float]:
    found = {sample.name: sample.value for sample in samples if not sample.labels}
    return {name: found[name] for name in FIGURES if name in found}


def _queues(samples: Sequence[Sample]) -> tuple[QueueState, ...]:
    """By name; partitions of a consumer stand together."""
    oldest = {each.labels["queue"]: each.value for each in samples if each.name == _WAITS}
    messages = {each.labels["queue"]: int(each.value) for each in samples if each.name == _MESSAGES}
    return tuple(QueueState(name, messages[name], oldest.get(name, 0.0)) for name in sorted(messages))


def _deliveries(samples: Sequence[Sample]) -> dict[str, Delivery]:
    lags = [each for each in samples if each.name == _LAG]
    paused = [each.labels for each in samples if each.name == _PAUSED and each.value]
    names = {each.labels["subscriber"] for each in lags} | {each["subscriber"] for each in paused}
    return {
        name: Delivery(
            {each.labels["source"]: each.value for each in lags if each.labels["subscriber"] == name},
            tuple(sorted(each["reason"] for each in paused if each["subscriber"] == name)),
        )
        for name in names
    }


def _consumers(samples: Sequence[Sample]) -> tuple[ConsumerState, ...]:
    names = sorted({sample.labels["consumer"] for sample in samples if sample.name in (_HELD, _AHEAD)})
    return tuple(_consumer(name, [each for each in samples if each.labels.get("consumer") == name]) for name in names)


def _consumer(name: str, samples: Sequence[Sample]) -> ConsumerState:
    return ConsumerState(
        name,
        {each.labels["reason"]: int(each.value) for each in samples if each.name == _HELD},
        max((each.value for each in samples if each.name == _OLDEST), default=0.0),
        sum(int(each.value) for each in samples if each.name == _AHEAD),
    )
