"""Queries, their envelope, and the two forms of a reply."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

from pydantic import Field, ValidationError

from contracts.base import Contract, described_here
from contracts.envelope import PREFIX, TraceHeader
from contracts.problems import Problem
from contracts.registry import MalformedMessage, problems_of
from contracts.values import Storable

Model: TypeAlias = type[Contract]
R = TypeVar("R", bound=Contract)
Q = TypeVar("Q", bound="Query")

CONSOLE = ("operator:", "auditor:")
"""Prefixes of the people who may look at how the system works."""

_ATTRIBUTES = ("id", "source", "type", "actor", "traceparent", "tracestate")


class Query(Contract):
    """A question; it changes nothing, so it may be asked again."""

    type: ClassVar[str]
    reply: ClassVar[Model]
    """What answers it."""
    actors: ClassVar[tuple[str, ...]] = ()
    """Prefixes of the people who may ask it; none: everybody."""
    changes: ClassVar[bool] = False


class Operation(Query):
    """A request of an operator that changes how the service works, and nothing that is on record.

    It travels as queries do. Sent again it has the same outcome: the service sees from its tables that it is done.
    """

    actors: ClassVar[tuple[str, ...]] = ("operator:",)
    changes: ClassVar[bool] = True


@described_here
class QueryEnvelope(Contract, Generic[Q]):
    """A query on its way to the service that answers it."""

    id: UUID
    source: str = Field(pattern=r"^/[a-z0-9\-_/]+$", max_length=100)
    """Who asks, as a URI reference: `/lea/cli`."""
    type: str
    actor: Annotated[str, Storable] = Field(min_length=1, max_length=100)
    """For whom it is asked, an opaque id: `executor:0101-017`."""
    traceparent: TraceHeader | None = None
    tracestate: TraceHeader | None = None
    data: Q


@described_here
class Answered(Contract, Generic[R]):
    """The answer to a query."""

    outcome: Literal["answered"] = "answered"
    query_id: UUID
    data: R


class Refused(Contract):
    """The query was not answered."""

    outcome: Literal["refused"] = "refused"
    query_id: UUID | None = None
    """None where the message was too malformed to carry one."""
    problems: Annotated[tuple[Problem, ...], Field(min_length=1)]


def query_headers(query: QueryEnvelope[Any]) -> dict[str, str]:
    """The AMQP headers of a query: CloudEvents attributes, as of every message."""
    values = {name: getattr(query, name) for name in _ATTRIBUTES}
    return {f"{PREFIX}specversion": "1.0", **{f"{PREFIX}{name}": str(value) for name, value in values.items() if value}}


def query_from_message(
    headers: Mapping[str, Any], body: bytes, queries: Mapping[str, type[Query]]
) -> QueryEnvelope[Any]:
    """The query of a delivered message, one of these types. Raises MalformedMessage."""
    stated = {name: _text(headers.get(f"{PREFIX}{name}")) for name in _ATTRIBUTES}
    model = queries.get(stated["type"] or "")
    if model is None:
        raise MalformedMessage("no such query", (_UNKNOWN,))
    try:
        data = model.model_validate_json(body)
        return QueryEnvelope[Query](**{name: value for name, value in stated.items() if value}, data=data)
    except ValidationError as error:
        raise MalformedMessage("the query is not valid", problems_of(error)) from error


def _text(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, datetime) else None if value is None else str(value)


_UNKNOWN = Problem(
    code="unknown-type", field="type", rule="a type of query known here", detail="the service answers no such query"
)
