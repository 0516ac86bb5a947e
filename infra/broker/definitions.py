"""RabbitMQ's users and what each may do, as a definitions file loaded at every boot.

A service declares and reads what carries its name, and publishes to `lea.events` only types of its own. The broker
checks no queue names behind the default exchange, so whoever may reply there may also send commands; `court_query`,
which answers none, therefore may not write to it. The edge's door has no user at all: what the edge has to say, its
worker says.

With definitions to load, RabbitMQ makes no default user: there is no guest.
"""

import base64
import hashlib
import os
import re
from collections.abc import Mapping

from infra.database.provisioning import service_of
from shared.messaging.topology import DELIVERY_LIMIT

VHOST = "lea"
ADMINISTRATOR = "lea_admin"
OPERATOR = "lea_operator"
EVENTS = "lea.events"
QUARANTINE = "lea.quarantine"
"""Queue and exchange of messages that a dead-letter queue gave up on; nobody consumes it, an alert watches it."""

PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_consistent_hash_exchange")
COMMANDED = ("intake", "proceedings", "deadlines", "edge_worker")
"""Processes that take commands, and so reply through the default exchange and publish events."""

Permission = tuple[str, str, str]
"""Patterns of what a user may configure, write, read."""

EVERYTHING: Permission = (".*", ".*", ".*")
_DURABLE = {"durable": True, "auto_delete": False, "arguments": {}}


def user_of(process: str) -> str:
    return f"lea_{process}"


def permissions() -> dict[str, Permission]:
    """What each user may do in the virtual host."""
    return {
        ADMINISTRATOR: EVERYTHING,
        # Sends commands and handles parked messages on behalf of the person at the command line.
        OPERATOR: ("^$", r"^amq\.default$", "^$"),
        **{user_of(process): _commanded(service_of(process)) for process in COMMANDED},
        user_of("court_query"): _consuming("court_query"),
    }


def _own(service: str) -> str:
    name = service.replace("_", "[-_]")
    return rf"lea\.events|(lea\.events\.)?{name}([._-].*)?"


def _consuming(service: str) -> Permission:
    pattern = f"^({_own(service)})$"
    return pattern, pattern, pattern


def _commanded(service: str) -> Permission:
    own = f"^({_own(service)})$"
    return own, rf"^({_own(service)}|amq\.default)$", own


def definitions(passwords: Mapping[str, str]) -> dict[str, object]:
    """The definitions with these users' passwords (hashed)."""
    granted = permissions()
    return {
        "vhosts": [{"name": VHOST}],
        "users": [
            {
                "name": user,
                "password_hash": password_hash(passwords[user]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "administrator" if user == ADMINISTRATOR else "",
            }
            for user in granted
        ],
        "permissions": [
            {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}
            for user, (configure, write, read) in granted.items()
        ],
        "topic_permissions": [
            {"user": user_of(process), "vhost": VHOST, "exchange": EVENTS, "write": write, "read": ".*"}
            for process, write in _publishable().items()
        ],
        **_quarantine(),
    }


def _quarantine() -> dict[str, object]:
    """A dead-letter queue keeps a message until it is stored; one that ends the process each time leaves it here.

    A policy, because the arguments of existing queues cannot be changed. Of two delivery limits the lower one counts.
    """
    return {
        "exchanges": [{"name": QUARANTINE, "vhost": VHOST, "type": "fanout", **_DURABLE}],
        "queues": [{"name": QUARANTINE, "vhost": VHOST, **_DURABLE, "arguments": {"x-queue-type": "quorum"}}],
        "bindings": [
            {
                "source": QUARANTINE,
                "vhost": VHOST,
                "destination": QUARANTINE,
                "destination_type": "queue",
                "routing_key": "",
                "arguments": {},
            }
        ],
        "policies": [
            {
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
        ],
    }


def _publishable() -> dict[str, str]:
    own = {process: rf"^lea\.{re.escape(service_of(process))}\." for process in COMMANDED}
    return {**own, "court_query": "^$"}


def password_hash(password: str) -> str:
    """RabbitMQ's salted SHA-256."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
