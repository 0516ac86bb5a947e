"""Every query, by type."""

from collections.abc import Mapping

from contracts.queries import (
    access_log,
    backlogs,
    consumers,
    deadlines,
    held,
    intake,
    outgoing,
    proceedings,
    read_model,
    subscribers,
)
from contracts.queries.base import Operation, Query

QUERIES: Mapping[str, type[Query]] = {
    **{
        value.type: value
        for module in (
            intake,
            proceedings,
            deadlines,
            backlogs,
            outgoing,
            access_log,
            consumers,
            read_model,
            subscribers,
        )
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Query) and value not in (Query, Operation)
    },
    **held.QUERIES,
}


def queries_to(service: str) -> Mapping[str, type[Query]]:
    """The queries that a service answers."""
    return {type_: model for type_, model in QUERIES.items() if type_.split(".")[1] == service}


def reply_type(type_: str) -> str:
    """The type of the reply to a query: `lea.proceedings.show-history-reply.v1`."""
    name, version = type_.rsplit(".", 1)
    return f"{name}-reply.{version}"
