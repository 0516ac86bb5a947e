"""What path operations depend on: the parts of the service, the caller, the purpose, the body, the language."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import Request

from services.edge.access.admission import Admission
from services.edge.access.authentication import Authentication, Caller
from services.edge.access.body import Body
from services.edge.access.exchange import Current, Recorder
from services.edge.access.request_ids import RequestIds
from services.edge.bulk.task_store import Counter
from services.edge.lookup.application import InformationService
from services.edge.lookup.domain.languages import language_for
from services.edge.lookup.domain.requests import COURT_CASE, LEGAL_GROUND, REQUEST_ID, Purpose, purpose_in
from services.edge.lookup.freshness import HowFresh
from services.edge.lookup.policy import Policies
from services.edge.lookup.read_model import ReadModel
from services.edge.openapi import parameters
from services.edge.reading import check_media_type, check_no_day, check_no_query
from services.edge.registry.domain.consumers import check_ground, check_valid
from services.edge.settings import ApiSettings
from shared.clock import Clock
from shared.database import Pool
from shared.law.names import Language


@dataclass(frozen=True)
class EdgeParts:
    """The parts of the service that operations use; at `app.state.edge`."""

    settings: ApiSettings
    clock: Clock
    recorder: Recorder
    authentication: Authentication
    admission: Admission
    request_ids: RequestIds
    information: InformationService
    read_model: ReadModel
    read_pool: Pool
    freshness: HowFresh
    policies: Policies
    bulk: Counter


async def edge_parts(request: Request) -> EdgeParts:
    """The parts of the service."""
    parts: EdgeParts = request.app.state.edge
    return parts


Edge = Annotated[EdgeParts, Depends(edge_parts)]

_BEARER = HTTPBearer(scheme_name="key", description=parameters.BEARER_KEY, auto_error=False)
_SIGNATURE = APIKeyHeader(name="Signature", scheme_name="signature", description=parameters.SIGNATURE, auto_error=False)


async def admitted(
    exchange: Current,
    edge: Edge,
    _key: Annotated[object, Security(_BEARER)],
    _signature: Annotated[object, Security(_SIGNATURE)],
) -> Caller:
    """The authenticated consumer, valid now, with a nonce never used before, within its rate. Raises Refused."""
    record = exchange.record
    caller = edge.authentication.caller(exchange.head, record.at)
    exchange.signed = caller.request or exchange.signed
    record.consumer, record.key = caller.consumer.id, caller.key
    check_valid(caller.consumer, record.at)
    exchange.headers.update(await edge.admission.admit(caller.consumer.id, caller.nonce))
    return caller


Admitted = Annotated[Caller, Depends(admitted)]


async def stated_purpose(
    exchange: Current,
    caller: Admitted,
    request_id: Annotated[str, parameters.UUID, parameters.header(REQUEST_ID, parameters.REQUEST_ID_HEADER)],
    legal_ground: Annotated[str, parameters.GROUND, parameters.header(LEGAL_GROUND, parameters.LEGAL_GROUND_HEADER)],
    court_case: Annotated[str, parameters.CASE, parameters.header(COURT_CASE, parameters.COURT_CASE_HEADER)],
) -> Purpose:
    """The purpose in the headers, recorded; the consumer may ask on this ground. Raises Refused."""
    purpose = purpose_in(request_id, legal_ground, court_case)
    exchange.record.asked_for(purpose)
    check_ground(caller.consumer, purpose.legal_ground, LEGAL_GROUND)
    return purpose


StatedPurpose = Annotated[Purpose, Depends(stated_purpose)]


async def preferred_language(
    accept_language: Annotated[str | None, parameters.TEXT, parameters.ACCEPT_LANGUAGE] = None,
) -> Language:
    """The language of names in the answer."""
    return language_for(accept_language)


PreferredLanguage = Annotated[Language, Depends(preferred_language)]
IfNoneMatch = Annotated[str | None, parameters.TEXT, parameters.IF_NONE_MATCH]


async def no_query(exchange: Current, _: Admitted) -> None:
    """Refuse a query, where an operation has no parameters. Raises Refused."""
    check_no_query(exchange.head)


async def no_day(exchange: Current, _: Admitted) -> None:
    """Refuse a day in a header, where an operation answers as things stand. Raises Refused."""
    check_no_day(exchange.head)


NO_QUERY, NO_DAY = Depends(no_query), Depends(no_day)


def body_of(request: Request, caller: Caller, settings: ApiSettings) -> Body:
    """The body of an ordinary request."""
    return Body(request, limit=settings.body_limit, timeout=settings.body_timeout, digest=caller.content_digest)


async def json_body(request: Request, exchange: Current, caller: Admitted, edge: Edge) -> bytes:
    """The body of a JSON request, whose digest is recorded. Raises Refused."""
    check_media_type(exchange.head.headers, "application/json")
    body = await body_of(request, caller, edge.settings).read()
    exchange.record.request_digest = sha256(body).digest()
    return body


JsonBody = Annotated[bytes, Depends(json_body)]
