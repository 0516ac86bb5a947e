"""Answers the queries of the desk to the edge: a part of the worker."""

from typing import Any

from contracts.base import Contract
from contracts.queries.access_log import ListDisclosures, ReadAccessLog, SearchAccessLog
from contracts.queries.base import QueryEnvelope
from contracts.queries.consumers import ListConsumers
from services.edge.access_log.tables import chain_lines, disclosed, searched
from services.edge.registry.application import listed
from shared.database import Connection


class EdgeQueries:
    """What the tables of the edge say."""

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises LookupError."""
        match query.data:
            case SearchAccessLog() as asked:
                return await searched(connection, asked)
            case ListDisclosures() as asked:
                return await disclosed(connection, asked)
            case ReadAccessLog() as asked:
                return await chain_lines(connection, asked)
            case ListConsumers() as asked:
                return await listed(connection, asked)
        raise LookupError(query.type)
