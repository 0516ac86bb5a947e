"""RabbitMQ's users and what each may do, as a definitions file loaded at every boot.

A service publishes only events of its own types, answers only over `lea.replies`, and declares and binds only its own
queues; exchanges are declared by the provisioner alone (`infra/broker/topology.py`). Nobody but the administrator may
write to the default exchange, behind which the broker checks no names. The processes of the edge that answer the court
have no user at all: what the edge has to say, its worker says.

With definitions to load, RabbitMQ makes no default user: there is no guest.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infra.broker.subscribers import subscriber_queue, subscribers, user_of_subscriber
from infra.broker.topology import QUARANTINE, commanded
from shared.messaging.senders import COMMANDERS, publisher_of
from shared.messaging.subscriptions import SUBSCRIPTIONS
from shared.messaging.topology import (
    COMMANDS_EXCHANGE,
    DELIVERY_LIMIT,
    EVENTS_EXCHANGE,
    REPLIES_EXCHANGE,
    command_pattern,
    command_queue,
    dead_command_queue,
    dead_event_queue,
    partition_exchange,
    reply_queue,
)

VHOST = "lea"
ADMINISTRATOR = "lea_admin"
PROVISIONER = "lea_provisioner"
"""Declares exchanges and dead-letter queues, and restores them."""

PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_consistent_hash_exchange")

MESSAGE_BYTES = 4 * 1024 * 1024
"""The largest message the broker takes."""
_LIMITS = {"max-connections": 100, "max-channels": 1000}
_SUBSCRIBER_LIMITS = {"max-connections": 5, "max-channels": 10}
_NOTHING = "^$"


_PROVISIONED = r"^(lea\..*|subscriber\..*|.*\.dead)$"


class TopicPermission(NamedTuple):
    """Patterns of the routing keys a user may write to a topic exchange, and bind its queues to it by."""

    write: str = _NOTHING
    read: str = _NOTHING


class Permission(NamedTuple):
    """Patterns of what a user may declare and delete, write to (and bind), and read from (and bind to)."""

    configure: str = _NOTHING
    write: str = _NOTHING
    read: str = _NOTHING
    topics: Mapping[str, TopicPermission] = {}
    """By exchange; of a topic exchange that is not named here a user who may write to it may use every key."""


def permissions() -> dict[str, Permission]:
    """What each user may do in the virtual host."""
    services = {*SUBSCRIPTIONS, *commanded()}
    return {
        ADMINISTRATOR: Permission(".*", ".*", ".*"),
        PROVISIONER: Permission(
            _PROVISIONED,
            _PROVISIONED,
            _PROVISIONED,
            # It declares and binds, and sends nothing.
            {name: TopicPermission(read=".*") for name in (EVENTS_EXCHANGE, COMMANDS_EXCHANGE, REPLIES_EXCHANGE)},
        ),
        **{user: _commander(user, commanded) for user, commanded in COMMANDERS.items()},
        **{publisher_of(service): _service(service) for service in sorted(services)},
        **{user_of_subscriber(name): _subscriber(name) for name in subscribers()},
    }


def _service(service: str) -> Permission:
    consumers, takes_commands = SUBSCRIPTIONS.get(service, {}), service in commanded()
    queues = [rf"{_exactly(consumer)}\.events\.[0-9]+" for consumer in consumers]
    dead = [_exactly(dead_event_queue(consumer)) for consumer in consumers]
    sources = [_exactly(partition_exchange(consumer)) for consumer in consumers]
    if not takes_commands:
        return Permission(_any(queues), _any([*queues, *dead]), _any([*queues, *dead, *sources]))
    queues.append(_exactly(command_queue(service)))
    dead.append(_exactly(dead_command_queue(service)))
    own = rf"^lea\.{service}\."
    return Permission(
        _any(queues),
        _any([*queues, *dead, _exactly(EVENTS_EXCHANGE), _exactly(REPLIES_EXCHANGE)]),
        _any([*queues, *dead, *sources, _exactly(COMMANDS_EXCHANGE)]),
        {
            EVENTS_EXCHANGE: TopicPermission(write=own),
            COMMANDS_EXCHANGE: TopicPermission(read=f"^{_exactly(command_pattern(service))}$"),
            REPLIES_EXCHANGE: TopicPermission(write=rf"^({'|'.join(COMMANDERS)})\.replies\."),
        },
    )


def _commander(user: str, services: Iterable[str]) -> Permission:
    replies = rf"{_exactly(reply_queue(user, ''))}[0-9a-f-]+"
    return Permission(
        _any([replies]),
        _any([replies, _exactly(COMMANDS_EXCHANGE)]),
        _any([replies, _exactly(REPLIES_EXCHANGE)]),
        {
            COMMANDS_EXCHANGE: TopicPermission(write=rf"^lea\.({'|'.join(services)})\."),
            REPLIES_EXCHANGE: TopicPermission(read=f"^{replies}$"),
        },
    )


def _subscriber(name: str) -> Permission:
    return Permission(read=_any([_exactly(subscriber_queue(name))]))


def _exactly(name: str) -> str:
    return name.replace(".", r"\.")


def _any(names: Iterable[str]) -> str:
    return f"^({'|'.join(names)})$"


def definitions(passwords: Mapping[str, str]) -> dict[str, object]:
    """The definitions with these users' passwords (hashed)."""
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
    limits = {} if name == ADMINISTRATOR else _LIMITS
    return {
        "name": name,
        "password_hash": password_hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": "administrator" if name == ADMINISTRATOR else "",
        "limits": _SUBSCRIBER_LIMITS if name in map(user_of_subscriber, subscribers()) else limits,
    }


def _quarantine() -> dict[str, object]:
    """A dead-letter queue keeps a message until it is stored; one that ends the process each time goes elsewhere.

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
    """RabbitMQ's salted SHA-256."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
