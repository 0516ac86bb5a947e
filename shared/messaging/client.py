"""Sends commands and queries, and waits for their replies, many at a time."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

from aio_pika import DeliveryMode
from opentelemetry.trace import SpanKind
from pydantic import TypeAdapter

from contracts.base import AS_STORED, Contract
from contracts.envelope import CONTENT_TYPE, CommandEnvelope, command_headers
from contracts.queries.base import Answered, QueryEnvelope, Refused, query_headers
from contracts.replies import REPLY, Accepted, Rejected
from shared.messaging.queue_names import COMMANDS_EXCHANGE, QUERIES_EXCHANGE
from shared.messaging.requests import NoReply, Request, Requests
from shared.telemetry.traces import command_span, query_span

__all__ = ["CommandClient", "NoReply", "QueryClient", "service_of"]

C = TypeVar("C", bound=Contract)


class CommandClient:
    """Sends commands to the services that own their streams.

    A command is sent again, with the same id, if its reply is late or the connection was lost: the service processes it
    once and gives the same reply. Times are in seconds.
    """

    def __init__(
        self,
        broker_url: str,
        *,
        user: str,
        name: str = "command client",
        timeout: float = 30.0,
        resend_after: float = 5.0,
    ) -> None:
        """`user` is who sends the commands, verified by the broker: the user of the address."""
        self._requests = Requests(broker_url, COMMANDS_EXCHANGE, user=user, name=name, resend_after=resend_after)
        self._timeout = timeout

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._requests.__aexit__(*error)

    async def send(self, command: CommandEnvelope[Any], *, timeout: float | None = None) -> Accepted | Rejected:  # noqa: ASYNC109
        """The reply to a command. Raises NoReply."""
        with command_span(command, "send", COMMANDS_EXCHANGE, SpanKind.CLIENT) as traced:
            properties = {
                "headers": {**command_headers(traced)},
                "content_type": CONTENT_TYPE,
                "delivery_mode": DeliveryMode.PERSISTENT,
                "message_id": str(command.id),
                "type": command.type,
                "timestamp": command.issued_at,
            }
            body = command.data.model_dump_json().encode()
            request = Request(service_of(command.type), command.type, body, properties)
            limit = self._timeout if timeout is None else timeout
            return await self._requests.send(request, REPLY.validate_json, limit)

    async def send_many(
        self,
        commands: Sequence[CommandEnvelope[Any]],
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> list[Accepted | Rejected]:
        """The replies to commands sent together, in their order. Raises NoReply if one does not come."""
        return await asyncio.gather(*(self.send(command, timeout=timeout) for command in commands))


class QueryClient:
    """Sends queries to the services that answer them. Times are in seconds.

    A query is sent again if its reply is late or the connection was lost; it changes nothing.
    """

    def __init__(
        self,
        broker_url: str,
        *,
        user: str,
        name: str = "query client",
        timeout: float = 15.0,
        resend_after: float = 5.0,
    ) -> None:
        """`user` is who sends the queries, verified by the broker: the user of the address."""
        self._requests = Requests(broker_url, QUERIES_EXCHANGE, user=user, name=name, resend_after=resend_after)
        self._timeout = timeout

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._requests.__aexit__(*error)

    async def ask(self, query: QueryEnvelope[Any], *, timeout: float | None = None) -> Contract | Refused:  # noqa: ASYNC109
        """What answers a query, of its type's `reply`; or why it is refused. Raises NoReply."""
        with query_span(query, "send", QUERIES_EXCHANGE, SpanKind.CLIENT) as traced:
            limit = self._timeout if timeout is None else timeout
            properties = {
                "headers": {**query_headers(traced)},
                "content_type": CONTENT_TYPE,
                "message_id": str(query.id),
                "type": query.type,
                # Nobody waits for it any longer.
                "expiration": limit,
            }
            body = query.data.model_dump_json(exclude_none=True).encode()
            request = Request(service_of(query.type), query.type, body, properties, reads=not query.data.changes)
            reply = await self._requests.send(request, _reading(query.data.reply), limit)
        return reply if isinstance(reply, Refused) else reply.data


def _reading(model: type[C]) -> Callable[[bytes], Answered[C] | Refused]:
    answered: Any = Answered[model]  # type: ignore[valid-type]
    return partial(TypeAdapter[Any](answered | Refused).validate_json, context=AS_STORED)


def service_of(type_: str) -> str:
    """The service a message goes to: the second word of its type."""
    return type_.split(".")[1]
