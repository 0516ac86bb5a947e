"""Who may send what. The broker verifies the user of a message (`user_id`); the headers prove nothing.

The permissions of the broker's users (`infra/broker`) follow from the same tables.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

from contracts.commands.backlogs import Backlog
from contracts.envelope import PREFIX, CommandEnvelope, EventEnvelope
from contracts.problems import Problem
from contracts.queries.base import QueryEnvelope
from shared.actors import SYSTEM_ACTORS
from shared.messaging.queue_names import reply_queue
from shared.services import SERVICES, answerers_of_queries, owners_of_streams, service_of_source, source_of

OPERATOR = "lea_operator"
"""Sends the commands and queries of people at the command line."""

COMMANDERS: Mapping[str, tuple[str, ...]] = {
    OPERATOR: owners_of_streams(),
    **{service.publisher: service.commands for service in SERVICES if service.commands},
}
"""Users that send commands over the bus, and the services they may command."""
QUERIERS: Mapping[str, tuple[str, ...]] = {
    OPERATOR: answerers_of_queries(),
    **{service.publisher: service.queries for service in SERVICES if service.queries},
}
"""Users that send queries over the bus, and the services they may ask. Each may send commands too."""
READERS = ("auditor:",)
"""Prefixes of people who read: they may ask queries, and send no commands."""
OPERATED = ("edge", "subscribers")
"""Services that take commands of other users than `OPERATOR` for operators alone."""
OPERATORS = ("operator:",)
"""Prefixes of operators."""

SUBSCRIBER_USERS = "lea_subscriber_"
"""How the names of all users of subscribers begin."""

_PUBLISHERS = {service.name: service.publisher for service in SERVICES}


class SentMessage(Protocol):
    """A message as it came."""

    @property
    def headers(self) -> Mapping[str, Any]: ...

    @property
    def routing_key(self) -> str: ...

    @property
    def sender(self) -> str | None: ...


class SenderNotPermitted(Exception):
    """The message comes from a user who may not send it."""

    def __init__(self, field: str, rule: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.problem = Problem(code="sender-not-permitted", field=field, rule=rule, detail=detail)


def user_of_subscriber(name: str) -> str:
    """The broker's user of a subscriber outside."""
    return f"{SUBSCRIBER_USERS}{name}"


def publisher_of(service: str) -> str:
    """The broker's user that publishes the events of a service, and answers commands to it."""
    return _PUBLISHERS.get(service, f"lea_{service}")


def check_event(event: EventEnvelope[Any], sent: SentMessage, sources: Collection[str] | None = None) -> None:
    """Raises SenderNotPermitted unless the service that the event names as its source has sent it.

    `sources` are the services whose events the consumer takes; None: all. By the header CC a publisher reaches queues
    that are not bound to its types.
    """
    service = service_of_source(event.source)
    if event.source != source_of(service) or sent.sender != publisher_of(service):
        rule = "an event comes from the service it names as its source"
        raise SenderNotPermitted("source", rule, f"{event.source} is claimed by {_named(sent.sender)}")
    if event.type.split(".")[1] != service:
        rule = "a service publishes the events of its own types"
        raise SenderNotPermitted("type", rule, f"{event.type} is not a type of {event.source}")
    if sources is not None and service not in sources:
        rule = "a consumer takes the events it has subscribed to"
        raise SenderNotPermitted("source", rule, f"events of {event.source} are not subscribed to")
    _check_routing_key(sent)


def claims_another(sent: SentMessage) -> bool:
    """Whether the headers, readable or not, name a service as the source that did not send the message."""
    claimed = sent.headers.get(f"{PREFIX}source")
    source = claimed.decode("utf-8", "replace") if isinstance(claimed, bytes) else str(claimed)
    service = service_of_source(source)
    return source == source_of(service) and sent.sender != publisher_of(service)


def may_be_answered(sender: str | None, queue: str | None) -> bool:
    """Whether replies to a sender may go to this queue: only if the queue has the name of the sender.

    The broker closes the channel of a service that replies to any other, and with it all other replies are lost.
    """
    return sender is not None and sender in COMMANDERS and (queue or "").startswith(reply_queue(sender, ""))


def check_command(command: CommandEnvelope[Any], sent: SentMessage) -> None:
    """Raises SenderNotPermitted unless the sender may send this command, from this source and as this actor."""
    service = command.type.split(".")[1]
    if service not in COMMANDERS.get(sent.sender or "", ()):
        rule = "a command comes from a user who may command the service"
        raise SenderNotPermitted("type", rule, f"{_named(sent.sender)} may send no commands to {service}")
    for field, actor in _people(command):
        if actor.startswith(READERS):
            raise SenderNotPermitted(field, "an auditor reads, and records nothing", "the actor is an auditor")
    if service in OPERATED and sent.sender != OPERATOR and not command.actor.startswith(OPERATORS):
        rule = "operators change who may ask service 3.11.01, and who receives events"
        raise SenderNotPermitted("actor", rule, f"the actor does not begin with {' or '.join(OPERATORS)}")
    _check_person(command, sent)


def check_query(query: QueryEnvelope[Any], sent: SentMessage) -> None:
    """Raises SenderNotPermitted unless the sender may ask this query, from this source and for this actor.

    The type of the query names the people who may ask it.
    """
    service = query.type.split(".")[1]
    if service not in QUERIERS.get(sent.sender or "", ()):
        rule = "a query comes from a user who may ask the service"
        raise SenderNotPermitted("type", rule, f"{_named(sent.sender)} may send no queries to {service}")
    if query.data.actors and not query.actor.startswith(query.data.actors):
        rule = "operators change how a service works, auditors look at it"
        raise SenderNotPermitted("actor", rule, f"the actor does not begin with {' or '.join(query.data.actors)}")
    _check_person(query, sent)


def _check_person(message: CommandEnvelope[Any] | QueryEnvelope[Any], sent: SentMessage) -> None:
    if _PUBLISHERS.get(service_of_source(message.source), sent.sender) != sent.sender:
        rule = "a service is named as the source by itself alone"
        raise SenderNotPermitted("source", rule, f"{message.source} is claimed by {_named(sent.sender)}")
    for field, actor in _people(message):
        if actor.startswith(SYSTEM_ACTORS):
            rule = "nobody acts as a part of the system over the bus"
            raise SenderNotPermitted(field, rule, f"the actor begins with one of {', '.join(SYSTEM_ACTORS)}")
    _check_routing_key(sent)


def _people(message: CommandEnvelope[Any] | QueryEnvelope[Any]) -> Iterator[tuple[str, str]]:
    """Whom a message names as acting, each with the field."""
    yield "actor", message.actor
    acts = message.data.acts if isinstance(message.data, Backlog) else ()
    for number, act in enumerate(acts):
        yield f"acts.{number}.actor", act.actor


def _check_routing_key(sent: SentMessage) -> None:
    # The type as it was sent: reading an older version of a type gives the newest.
    if sent.headers.get(f"{PREFIX}type") != sent.routing_key:
        rule = "the routing key of a message is its type"
        raise SenderNotPermitted("type", rule, "the message came with another routing key")


def _named(sender: str | None) -> str:
    return "a message without a verified sender" if sender is None else f"the user {sender}"
