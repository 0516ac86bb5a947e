"""The AsyncAPI 3.0 document of the bus, from contracts, subscriptions and topology."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.base import Contract
from contracts.catalogue import COMMANDS, EVENTS
from contracts.envelope import CONTENT_TYPE, PARTITION_HEADER
from contracts.queries.base import Refused
from contracts.queries.catalogue import QUERIES, queries_to, reply_type
from contracts.registry import Command, Event
from contracts.replies import Accepted, Rejected
from contracts.schema_files import schemas
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    command_queue,
    dead_event_queue,
    partition_exchange,
    partition_queue,
    query_queue,
)
from shared.messaging.subscriptions import consumers
from shared.services import answerers_of_queries, owners_of_streams

Document = dict[str, Any]

REPLIES: dict[str, type[Contract]] = {"lea.reply.accepted.v1": Accepted, "lea.reply.rejected.v1": Rejected}

REFUSED = "lea.reply.refused.v1"

_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"


def document() -> Document:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "AIS LEA: the bus",
            "version": "1.0.0",
            "description": (
                "Commands and queries by request and reply, events by publish and subscribe, over RabbitMQ. Messages"
                " are CloudEvents 1.0 in binary mode: the attributes are AMQP headers `cloudEvents:<attribute>`, the"
                " body is the data. The property `user_id` names the sender, and the broker verifies it."
                " The events of a stream are delivered in order; every consumer stores the version it has applied."
            ),
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {**_event_channel(), **_command_channels(), **_query_channels(), **_consumer_channels()},
        "operations": dict(_operations()),
        "components": {
            "messages": dict(_messages()),
            "schemas": {"headers": _headers(), "recording": schemas()["lea.recording.v1"]},
        },
    }


def rendered() -> str:
    """The document as JSON text."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _event_channel() -> Document:
    return {
        "events": {
            "address": EVENTS_EXCHANGE,
            "description": "Every event; the routing key is the event's type.",
            "messages": {type_: _reference(type_) for type_ in EVENTS.models},
            "bindings": {
                "amqp": {"is": "routingKey", "exchange": {"name": EVENTS_EXCHANGE, "type": "topic", "durable": True}}
            },
        }
    }


def _command_channels() -> Document:
    return {
        f"{service}-commands": {
            "address": COMMANDS_EXCHANGE,
            "description": (
                f"Commands to {service}, which wait in `{command_queue(service)}`; the routing key is the type."
                f" The reply is sent through `{REPLIES_EXCHANGE}` to the queue that `reply_to` names, with the same"
                " correlation id."
            ),
            "messages": {type_: _reference(type_) for type_ in (*_owned(COMMANDS.models, service), *REPLIES)},
            "bindings": {
                "amqp": {"is": "routingKey", "exchange": {"name": COMMANDS_EXCHANGE, "type": "topic", "durable": True}}
            },
        }
        for service in owners_of_streams()
    }


def _query_channels() -> Document:
    return {
        f"{service}-queries": {
            "address": QUERIES_EXCHANGE,
            "description": (
                f"Queries to {service}, which wait in `{query_queue(service)}`; the routing key is the type. The reply"
                f" is sent through `{REPLIES_EXCHANGE}` to the queue that `reply_to` names, with the same correlation"
                ' id: `{"outcome": "answered", "query_id": …, "data": …}` with the reply as its data, or `Refused`.'
            ),
            "messages": {type_: _reference(type_) for type_ in (*queries_to(service), *_replies_of(service))},
            "bindings": {
                "amqp": {"is": "routingKey", "exchange": {"name": QUERIES_EXCHANGE, "type": "topic", "durable": True}}
            },
        }
        for service in answerers_of_queries()
    }


def _replies_of(service: str) -> list[str]:
    return [*map(reply_type, queries_to(service)), REFUSED]


def _consumer_channels() -> Document:
    return {
        f"{consumer}-partitions": {
            "address": partition_queue(consumer, 0).replace(".0", ".{partition}"),
            "description": (
                f"Events to which {consumer} subscribes ({', '.join(patterns)}), distributed over partitions by"
                f" `{PARTITION_HEADER}` through the exchange `{partition_exchange(consumer)}`; messages that are"
                f" delivered too often go to `{dead_event_queue(consumer)}`."
            ),
            "parameters": {"partition": {"description": "Number of the partition, from 0."}},
            "messages": {type_: _reference(type_) for type_ in EVENTS.models if _matches(type_, patterns)},
        }
        for consumer, patterns in consumers().items()
    }


def _operations() -> Iterator[tuple[str, Document]]:
    for service in owners_of_streams():
        yield (
            f"{service}-handles-commands",
            {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{service}-commands"},
                "reply": {
                    "address": {"location": "$message.header#/reply_to"},
                    "messages": [{"$ref": f"#/channels/{service}-commands/messages/{type_}"} for type_ in REPLIES],
                },
                "messages": [
                    {"$ref": f"#/channels/{service}-commands/messages/{type_}"}
                    for type_ in _owned(COMMANDS.models, service)
                ],
            },
        )
        yield (
            f"{service}-announces",
            {
                "action": "send",
                "channel": {"$ref": "#/channels/events"},
                "messages": [
                    {"$ref": f"#/channels/events/messages/{type_}"} for type_ in _owned(EVENTS.models, service)
                ],
            },
        )
    for service in answerers_of_queries():
        channel = f"#/channels/{service}-queries"
        yield (
            f"{service}-answers-queries",
            {
                "action": "receive",
                "channel": {"$ref": channel},
                "reply": {
                    "address": {"location": "$message.header#/reply_to"},
                    "messages": [{"$ref": f"{channel}/messages/{type_}"} for type_ in _replies_of(service)],
                },
                "messages": [{"$ref": f"{channel}/messages/{type_}"} for type_ in queries_to(service)],
            },
        )
    for consumer in consumers():
        yield (
            f"{consumer}-listens",
            {"action": "receive", "channel": {"$ref": f"#/channels/{consumer}-partitions"}},
        )


def _messages() -> Iterator[tuple[str, Document]]:
    published = schemas()
    replies: dict[str, type[Contract]] = {reply_type(type_): query.reply for type_, query in QUERIES.items()}
    described: dict[str, type[Contract]] = {
        **EVENTS.models,
        **COMMANDS.models,
        **REPLIES,
        **QUERIES,
        **replies,
        REFUSED: Refused,
    }
    for type_, model in described.items():
        yield (
            type_,
            {
                "name": type_,
                "title": model.__name__,
                "summary": " ".join((model.__doc__ or "").split()),
                "contentType": CONTENT_TYPE,
                "headers": {"$ref": "#/components/schemas/headers"},
                "payload": {"schemaFormat": _SCHEMA_FORMAT, "schema": published[type_]},
            },
        )


def _headers() -> Document:
    meanings = {
        "specversion": "`1.0`.",
        "id": "UUID of the message; a repeated one changes nothing.",
        "source": "The sender, `/lea/<service>`.",
        "type": "Type with its major version.",
        "subject": "The stream: the aggregate it is about.",
        "partitionkey": "The stream; keeps its messages in one partition.",
        "sequence": "Events: version in the stream, from 1, without gaps.",
        "expectedversion": "Commands: refused unless the stream has this version.",
        "expectedoutcome": (
            "Commands: the digest of what a preview showed; while the outcome is the same, another version is no"
            " obstacle."
        ),
        "time": "When it was recorded or issued, UTC.",
        "effectivedate": "The day on which the act takes effect, Europe/Minsk.",
        "actor": "The person or process that acts, an opaque id.",
        "correlationid": "The same for everything that follows from one external request.",
        "causationid": "The message that caused it.",
        "traceparent": "W3C trace context; also as a plain header.",
        "tracestate": "W3C trace context; also as a plain header.",
        "recording": (
            "What is stated about the recording of the act, as compact JSON of at most 8192 bytes (schema `recording`);"
            " without it nothing is stated."
        ),
        "inputs": "Events: the versions of code and tables they were computed with.",
        "epoch": "Events: UUID of the epoch of the store they were published from; a restore or failover changes it.",
    }
    return {
        "type": "object",
        "properties": {
            f"cloudEvents:{name}": {"type": "string", "description": meaning} for name, meaning in meanings.items()
        },
    }


def _owned(models: Mapping[str, type[Event] | type[Command]], service: str) -> list[str]:
    return [type_ for type_ in models if type_.startswith(f"lea.{service}.")]


def _matches(type_: str, bindings: tuple[str, ...]) -> bool:
    return any(type_.startswith(binding.removesuffix("#")) for binding in bindings)


def _reference(type_: str) -> Document:
    return {"$ref": f"#/components/messages/{type_}"}
