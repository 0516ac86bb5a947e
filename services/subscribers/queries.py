"""Answers queries about subscribers: how they are registered, and how far each has come."""

from collections import defaultdict
from typing import Any

from contracts.base import Contract
from contracts.events.subscribers import NewSubscriberTerms, SubscriberRegistration
from contracts.queries.base import QueryEnvelope
from contracts.queries.subscribers import (
    ListSubscribers,
    SourceProgress,
    SubscriberLine,
    SubscriberProposalLine,
    Subscribers,
)
from services.subscribers.application import subscribers
from services.subscribers.domain.registration import Subscriber
from shared.database import Connection
from shared.subscribable import FIELD_CLASSES

_PROGRESS = """
    SELECT subscriber, source, delivered, recorded_at AS last_recorded_at, since AS full_since, problem
    FROM delivery_cursor LEFT JOIN full_queue USING (subscriber) ORDER BY subscriber, source
"""


class SubscriberQueries:
    """What the tables of the registry say."""

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises LookupError."""
        match query.data:
            case ListSubscribers() as asked:
                return await listed(connection, asked)
        raise LookupError(query.type)


async def listed(connection: Connection, asked: ListSubscribers) -> Subscribers:
    """The subscribers, or one of them."""
    progress = defaultdict[str, list[SourceProgress]](list)
    for row in await connection.fetch(_PROGRESS):
        name, *_ = row
        progress[name].append(SourceProgress(**{key: row[key] for key in SourceProgress.model_fields}))
    found = [each for each in await subscribers(connection) if asked.subscriber in (None, each.name)]
    return Subscribers(subscribers=tuple(_line(each, progress[each.name]) for each in found), fields=FIELD_CLASSES)


def _line(state: Subscriber, progress: list[SourceProgress]) -> SubscriberLine:
    return SubscriberLine(
        subscriber=state.name,
        standing=state.standing,
        terms=state.terms,
        since=state.since,
        progress=tuple(progress),
        proposals=tuple(
            SubscriberProposalLine(
                id=id_,
                kind=each.change.kind,
                terms=each.change.terms
                if isinstance(each.change, SubscriberRegistration | NewSubscriberTerms)
                else None,
                by=each.by,
                reason=each.reason,
                at=each.at,
            )
            for id_, each in state.open.items()
        ),
    )
