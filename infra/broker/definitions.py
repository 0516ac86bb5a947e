"""Users of RabbitMQ and their permissions, as a definitions file loaded at every start.

A service reads its own queues, publishes events of its own types, and replies through `lea.replies`. Only the
provisioner declares exchanges, queues and bindings (`infra/broker/topology.py`). Only the administrator may write to
the default exchange, which routes to any queue by its name. The API processes of the edge have no user; its worker has.
Users of subscribers are made while the broker runs (`infra/broker/access.py`).

If it has definitions to load, RabbitMQ creates no default user: there is no guest.
"""

import base64
import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from infra.broker.names import ADMINISTRATOR, PROVISIONER, VHOST
from infra.broker.queues import DELIVERY_LIMIT
from infra.broker.topology import QUARANTINE, commanded
from shared.messaging.queue_names import (
    COMMANDS_EXCHANGE,
    EVENTS_EXCHANGE,
    PROBE_EXCHANGE,
    QUERIES_EXCHANGE,
    REPLIES_EXCHANGE,
    SUBSCRIBER_QUEUES,
    SUBSCRIBER_REQUESTS_EXCHANGE,
    SUBSCRIBERS_EXCHANGE,
    UNCONSUMED_QUEUE,
    command_queue,
    dead_command_queue,
    dead_event_queue,
    partition_exchange,
    query_queue,
    reply_queue,
)
from shared.messaging.senders import COMMANDERS, QUERIERS, publisher_of
from shared.messaging.subscriptions import SUBSCRIPTIONS, consumers
from shared.services import answerers_of_queries

PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_consistent_hash_exchange")

MESSAGE_BYTES = 4 * 1024 * 1024
"""The largest message the broker accepts."""
_LIMITS = {"max-connections": 100, "max-channels": 1000}
DELIVERS_TO_SUBSCRIBERS = "subscribers"
"""The service that sends subscribers their events, and answers their requests."""
_NOTHING = "^$"


class TopicPermission(NamedTuple):
    """Patterns of routing keys: those a user may publish with to a topic exchange, and bind its queues with."""

    write: str = _NOTHING
    read: str = _NOTHING


class Permission(NamedTuple):
    """Patterns of the names that a user may declare and delete, write to (and bind), and read from (and bind to)."""

    configure: str = _NOTHING
    write: str = _NOTHING
    read: str = _NOTHING
    topics: Mapping[str, TopicPermission] = {}
    """By exchange. For a topic exchange without an entry, a user who may write to it may use every key."""


def permissions() -> dict[str, Permission]:
    """The permissions of each user in the virtual host."""
    services = {*SUBSCRIPTIONS, *commanded()}
    return {
        ADMINISTRATOR: Permission(".*", ".*", ".*"),
        PROVISIONER: _provisioner(),
        **{user: _commander(user, commanded, QUERIERS.get(user, ())) for user, commanded in COMMANDERS.items()},
        **{publisher_of(service): _service(service) for service in sorted(services)},
    }


def _provisioner() -> Permission:
    """Declares and binds everything, and publishes nothing."""
    topics = (
        *(EVENTS_EXCHANGE, COMMANDS_EXCHANGE, QUERIES_EXCHANGE, REPLIES_EXCHANGE),
        *(SUBSCRIBERS_EXCHANGE, SUBSCRIBER_REQUESTS_EXCHANGE),
    )
    exact = [
        QUARANTINE,
        PROBE_EXCHANGE,
        UNCONSUMED_QUEUE,
        *topics,
        *map(query_queue, answerers_of_queries()),
    ]
    for service in commanded():
        exact += [command_queue(service), dead_command_queue(service)]
    for consumer in consumers():
        exact += [partition_exchange(consumer), dead_event_queue(consumer)]
    partitions = [rf"{_exactly(consumer)}\.events\.[0-9]+" for consumer in consumers()]
    declared = _any([*map(_exactly, exact), *partitions])
    # Of all others it declares only the exchange.
    bound = (EVENTS_EXCHANGE, COMMANDS_EXCHANGE, QUERIES_EXCHANGE)
    keys = {name: TopicPermission(read=".*") if name in bound else TopicPermission() for name in topics}
    return Permission(declared, declared, declared, keys)


def _service(service: str) -> Permission:
    consumers = SUBSCRIPTIONS.get(service, {})
    queues = [rf"{_exactly(consumer)}\.events\.([0-9]+|dead)" for consumer in consumers]
    topics = {}
    if service in commanded():
        queues += [_exactly(command_queue(service)), _exactly(dead_command_queue(service))]
        topics[EVENTS_EXCHANGE] = TopicPermission(write=rf"^lea\.{service}\.")
    if service in answerers_of_queries():
        queues.append(_exactly(query_queue(service)))
    if service in {*commanded(), *answerers_of_queries()}:
        topics[REPLIES_EXCHANGE] = TopicPermission(write=rf"^({'|'.join(COMMANDERS)})\.replies\.")
    if service == DELIVERS_TO_SUBSCRIBERS:
        topics[SUBSCRIBERS_EXCHANGE] = TopicPermission(write=r"^[a-z][a-z0-9-]+(\.replies)?$")
        queues.append(rf"{_exactly(SUBSCRIBER_QUEUES)}[a-z][a-z0-9-]+\.requests")
    return Permission(write=_any(map(_exactly, (*topics, PROBE_EXCHANGE))), read=_any(queues), topics=topics)


def _commander(user: str, commanded: Iterable[str], asked: Collection[str]) -> Permission:
    replies = rf"{_exactly(reply_queue(user, ''))}[0-9a-f-]+"
    exchanges = {COMMANDS_EXCHANGE: commanded, **({QUERIES_EXCHANGE: asked} if asked else {})}
    return Permission(
        _any([replies]),
        _any([replies, *map(_exactly, exchanges)]),
        _any([replies, _exactly(REPLIES_EXCHANGE)]),
        {
            **{
                exchange: TopicPermission(write=rf"^lea\.({'|'.join(services)})\.")
                for exchange, services in exchanges.items()
            },
            REPLIES_EXCHANGE: TopicPermission(read=f"^{replies}$"),
        },
    )


def _exactly(name: str) -> str:
    return name.replace(".", r"\.")


def _any(names: Iterable[str]) -> str:
    return f"^({'|'.join(names)})$"


def definitions(passwords: Mapping[str, str]) -> dict[str, object]:
    """The definitions, with the hashed passwords of these users."""
    granted = permissions()
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(name, passwords[name]) for name in granted],
        "permissions": [
            {"user": user, "vhost": VHOST, "configure": may.configure, "write": may.write, "read": may.read}
            for user, may in granted.items()
        ],
        "topic_permissions": [
            {"user": user, "vhost": VHOST, "exchange": exchange, "write": topic.write, "read": topic.read}
            for user, may in granted.items()
            for exchange, topic in may.topics.items()
        ],
        "policies": [_quarantine()],
    }


def _user(name: str, password: str) -> dict[str, object]:
    return {
        "name": name,
        "password_hash": password_hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "administrator" if name == ADMINISTRATOR else "",
        "limits": {} if name == ADMINISTRATOR else _LIMITS,
    }


def _quarantine() -> dict[str, object]:
    """The policy that moves a message from a dead-letter queue to quarantine if it ends the process at each delivery.

    A policy, because the arguments of existing queues cannot be changed. Of two delivery limits the lower one counts.
    """
    return {
        "name": "quarantine",
        "vhost": VHOST,
        "pattern": r"\.(events|commands)\.dead$",
        "apply-to": "queues",
        "priority": 0,
        "definition": {
            "delivery-limit": DELIVERY_LIMIT,
            "dead-letter-exchange": QUARANTINE,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
        },
    }


def password_hash(password: str) -> str:
    """A password as RabbitMQ stores it: salted SHA-256."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
