"""Users and queues of subscribers, kept in the broker as the registry says: `python -m infra.broker.access`.

A subscriber that is active has its user, with the hash of its password, and its queues; that of a suspended one keeps
the queues and loses the user, which closes its connections; one that was removed has neither. What the registry does
not know is deleted. Nothing is stored here: every pass compares the registry with the broker and changes what differs.

It works as the administrator of the broker, reads the registry and nothing else, and serves nobody.
"""

import http.client
import signal
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import psycopg
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from infra.broker.management import Management
from infra.broker.names import VHOST
from infra.broker.subscribers import (
    LIMITS,
    permission,
    subscriber_queues,
    topic_permission,
)
from shared.messaging.queue_names import SUBSCRIBER_QUEUES, SUBSCRIBER_REQUESTS_EXCHANGE, SUBSCRIBERS_EXCHANGE
from shared.messaging.senders import SUBSCRIBER_USERS, user_of_subscriber
from shared.telemetry.logs import configure_logs, get_logger

_SUBSCRIBERS = "SELECT name, standing, password_hash FROM subscriber WHERE standing <> 'removed' ORDER BY name"

_log = get_logger(__name__)

Resources = Mapping[str, Mapping[str, Any]]
"""What the broker has, by the path of the management interface."""


class AccessSettings(BaseSettings):
    """Settings of the process that keeps users and queues of subscribers."""

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    database_url: str = Field(repr=False)
    """Address of the database of `subscribers`, with a role that may read which subscribers there are."""
    management_url: str = Field(repr=False)
    """Address of the management interface of RabbitMQ, with the administrator."""
    access_interval: float = Field(default=2.0, gt=0)
    """Seconds between two comparisons of the registry with the broker."""
    log_level: str = "INFO"
    """Lowest level that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."""


class KnownSubscriber(NamedTuple):
    """A subscriber, as far as the broker has to know it."""

    name: str
    standing: str
    password_hash: str


class Refused(Exception):
    """The broker did not do what it was asked."""


def wanted(subscribers: Iterable[KnownSubscriber], vhost: str = VHOST) -> dict[str, dict[str, Any]]:
    """What the broker is to have, in the order in which it is made."""
    found = dict[str, dict[str, Any]]()
    for name, standing, password_hash in subscribers:
        if standing == "active":
            user = user_of_subscriber(name)
            hashed = {"password_hash": password_hash, "hashing_algorithm": "rabbit_password_hashing_sha256"}
            found[f"/api/users/{user}"] = {**hashed, "tags": ""}
            for limit, value in LIMITS.items():
                found[f"/api/user-limits/{user}/{limit}"] = {"value": value}
            found[f"/api/topic-permissions/{vhost}/{user}"] = topic_permission(name)
            found[f"/api/permissions/{vhost}/{user}"] = permission(name)
        for queue, each in subscriber_queues(name).items():
            found[f"/api/queues/{vhost}/{queue}"] = {"durable": True, "arguments": each.arguments}
    return found


def bindings(subscribers: Iterable[KnownSubscriber]) -> dict[str, tuple[str, str]]:
    """The exchange and the routing key of each queue."""
    queues = [found for name, *_ in subscribers for found in subscriber_queues(name).items()]
    return {queue: (each.exchange, each.key) for queue, each in queues}


def differences(wanted: Resources, present: Resources) -> tuple[list[str], list[str]]:
    """The paths of what has to be made or changed, and of what has to be deleted."""
    made = [path for path, body in wanted.items() if not _agrees(body, present.get(path))]
    return made, [path for path in present if path not in wanted and "/api/user-limits/" not in path]


def _agrees(body: Mapping[str, Any], known: Mapping[str, Any] | None) -> bool:
    if known is None:
        return False
    # The broker answers the tags of a user as a list; nobody but the administrator changes them.
    return all(known.get(key) == value for key, value in body.items() if key != "tags")


class Broker:
    """The broker over its management interface."""

    def __init__(self, management: Management, vhost: str = VHOST) -> None:
        self._management = management
        self._vhost = vhost

    def keep(self, subscribers: Sequence[KnownSubscriber]) -> int:
        """Bring users and queues in line with the registry; returns how much was changed. Raises Refused, OSError.

        One subscriber whose queue has other arguments, which cannot be changed, does not hold up the others.
        """
        goal = wanted(subscribers, self._vhost)
        made, surplus = differences(goal, dict(self._present()))
        bound = [
            (f"/api/bindings/{self._vhost}/e/{exchange}/q/{queue}", key)
            for queue, (exchange, key) in self._unbound(subscribers).items()
        ]
        calls = [
            *(("DELETE", path, None) for path in surplus),
            *(("PUT", path, goal[path]) for path in made),
            *(("POST", path, {"routing_key": key, "arguments": {}}) for path, key in bound),
        ]
        refused = list[str]()
        for call in calls:
            try:
                self._call(*call)
            except Refused as refusal:
                refused.append(str(refusal))
        if refused:
            raise Refused("; ".join(refused))
        return len(calls)

    def _present(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        vhost = self._vhost
        for user in self._list("/api/users"):
            if user["name"].startswith(SUBSCRIBER_USERS):
                yield f"/api/users/{user['name']}", user
        for limits in self._list("/api/user-limits"):
            if limits["user"].startswith(SUBSCRIBER_USERS):
                for limit, value in limits["value"].items():
                    yield f"/api/user-limits/{limits['user']}/{limit}", {"value": value}
        for kind in ("permissions", "topic-permissions"):
            for each in self._list(f"/api/{kind}"):
                if each["user"].startswith(SUBSCRIBER_USERS) and each["vhost"] == vhost:
                    yield f"/api/{kind}/{vhost}/{each['user']}", each
        for queue in self._list(f"/api/queues/{vhost}?columns=name,durable,arguments"):
            if queue["name"].startswith(SUBSCRIBER_QUEUES):
                yield f"/api/queues/{vhost}/{queue['name']}", queue

    def _unbound(self, subscribers: Iterable[KnownSubscriber]) -> dict[str, tuple[str, str]]:
        known = {
            (each["destination"], (exchange, each["routing_key"]))
            for exchange in (SUBSCRIBERS_EXCHANGE, SUBSCRIBER_REQUESTS_EXCHANGE)
            for each in self._list(f"/api/exchanges/{self._vhost}/{exchange}/bindings/source")
        }
        return {queue: place for queue, place in bindings(subscribers).items() if (queue, place) not in known}

    def _list(self, path: str) -> list[Any]:
        found = self._call("GET", path)
        return found if isinstance(found, list) else []

    def _call(self, method: str, path: str, body: object = None) -> object:
        status, answer = self._management.call(method, quote(path, safe="/?=,&"), body)
        if status >= http.client.BAD_REQUEST and (method, status) != ("DELETE", http.client.NOT_FOUND):
            raise Refused(f"{method} {path}: {status}")
        return answer


def _keep(settings: AccessSettings) -> None:
    """Compare and change until the database or the broker is away."""
    address = urlsplit(settings.management_url)
    management = Management(
        address.port or 15672, address.username or "", address.password or "", address.hostname or ""
    )
    broker = Broker(management)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        while True:
            known = [KnownSubscriber(*row) for row in connection.execute(_SUBSCRIBERS).fetchall()]
            if changed := broker.keep(known):
                _log.info("subscribers brought in line", changed=changed, subscribers=len(known))
            time.sleep(settings.access_interval)


def _stop(*_: object) -> None:
    raise SystemExit(0)


def main() -> None:
    """Run until SIGTERM; what is away is tried again."""
    settings = AccessSettings()
    configure_logs("access", settings.log_level)
    signal.signal(signal.SIGTERM, _stop)
    while True:
        try:
            _keep(settings)
        except (psycopg.Error, OSError, http.client.HTTPException, Refused) as error:
            # A refusal names a path; the texts of the others may quote an address with its password.
            reason = str(error) if isinstance(error, Refused) else type(error).__name__
            _log.warning("subscribers not compared", reason=reason)
        time.sleep(settings.access_interval)


if __name__ == "__main__":
    main()
