"""Whether the broker accepts messages. While an alarm lasts (disk, memory), it delivers, answers and accepts none.

Then no command comes, whatever consumers report; nothing but a message shows it. One goes to an exchange without
queues, over a separate connection: the broker stops reading from one that has published.
"""

import asyncio

from aio_pika import Message
from aio_pika.abc import AbstractConnection
from prometheus_client import Gauge

from shared.failures.broker import BROKER_UNAVAILABLE
from shared.messaging.broker import close, connect, normalize_cancellation, open_channel
from shared.messaging.queue_names import PROBE_EXCHANGE
from shared.messaging.waiting import backoff
from shared.settings import Settings
from shared.telemetry.logs import get_logger

BLOCKED = Gauge("lea_broker_blocked", "1 while the broker accepts no messages of this process")

_ANSWER = 3.0  # seconds the broker has to confirm a message
_ACCEPTS_NONE = "broker: accepts no messages (an alarm of disk or memory?)"

_log = get_logger(__name__)


class BrokerWatch:
    """Sends a message now and then; a part of a service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._problem: str | None = "broker: not asked yet"

    async def readiness(self) -> str | None:
        """Why the broker accepts no messages; None if it does."""
        return self._problem

    async def run(self) -> None:
        """Watch until cancelled; survives the broker being away."""
        delays = backoff(0.2, 10.0)
        while True:
            try:
                with normalize_cancellation():
                    await self._session()
            except BROKER_UNAVAILABLE as error:
                delays = backoff(0.2, 10.0) if self._problem is None else delays
                self._report(f"broker: {type(error).__name__}")
            await asyncio.sleep(next(delays))

    async def _session(self) -> None:
        connection = await connect(self._settings.broker_url, f"{self._settings.service} watch of the broker")
        try:
            await self._watch(connection)
        finally:
            await close(connection)

    async def _watch(self, connection: AbstractConnection) -> None:
        channel = await open_channel(connection, confirms=True)
        exchange = await channel.get_exchange(PROBE_EXCHANGE, ensure=False)
        while True:
            # In a task: an alarm that ends lets the message through, which must not be sent a second time for that.
            sending = asyncio.create_task(exchange.publish(Message(b""), "", mandatory=False))
            try:
                if not (await asyncio.wait({sending}, timeout=_ANSWER))[0]:
                    self._report(_ACCEPTS_NONE)
                await sending
            finally:
                sending.cancel()
            self._report(None)
            await asyncio.sleep(self._settings.broker_watch_interval)

    def _report(self, problem: str | None) -> None:
        if problem != self._problem:
            _log.log(20 if problem is None else 30, "broker", accepts_messages=problem is None, problem=problem)
        self._problem = problem
        BLOCKED.set(problem is not None)
