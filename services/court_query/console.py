"""Answers the queries and operations of the desk to court_query."""

from typing import Any

from contracts.base import Contract
from contracts.queries.access_log import ListKnownStates, ListLogHeads
from contracts.queries.base import QueryEnvelope
from contracts.queries.read_model import ListRebuilds, RequestRebuild
from services.court_query.access_log_heads import chain_heads
from services.court_query.known_states import known_states
from services.court_query.rebuild import requests
from shared.database import Connection


class CourtQueries:
    """What the tables of court_query say."""

    async def answer(self, connection: Connection, query: QueryEnvelope[Any]) -> Contract:
        """The reply. Raises LookupError or Rejection."""
        match query.data:
            case ListLogHeads() as asked:
                return await chain_heads(connection, asked)
            case ListKnownStates() as asked:
                return await known_states(connection, asked)
            case ListRebuilds():
                return await requests.listed(connection)
            case RequestRebuild() as asked:
                return await requests.ask(connection, asked, query.actor)
        raise LookupError(query.type)
