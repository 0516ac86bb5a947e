"""What path operations depend on: the authenticated caller, the purpose, the body, the language."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import Request

from services.edge.access.admission import Admission
from services.edge.access.authentication import Authentication, Caller
from services.edge.access.body import SignedBody
from services.edge.access.domain.purposes import purpose_in
from services.edge.access.domain.rights import check_ground, check_valid
from services.edge.access.exchange import CurrentExchange
from services.edge.access.idempotency import IdempotentAnswers
from services.edge.access_log.domain.record import Purpose
from services.edge.headers import AS_KNOWN_AT, AS_OF, COURT_CASE, LEGAL_GROUND, REQUEST_ID
from services.edge.openapi import parameters
from services.edge.settings import ApiSettings
from shared.clock import Clock
from shared.http.body import BoundedBody
from shared.http.headers import check_media_type
from shared.http.languages import language_for
from shared.http.parameters import check_no_query
from shared.http.problems import MALFORMED, refused
from shared.law.names import Language


@dataclass(frozen=True)
class AccessParts:
    """What operations need to admit a request and to answer it; at `app.state.access`."""

    settings: ApiSettings
    clock: Clock
    authentication: Authentication
    admission: Admission
    answers: IdempotentAnswers


async def access_parts(request: Request) -> AccessParts:
    """The parts of the running application."""
    parts: AccessParts = request.app.state.access
    return parts


Access = Annotated[AccessParts, Depends(access_parts)]

_BEARER = HTTPBearer(scheme_name="key", description=parameters.BEARER_KEY, auto_error=False)
_SIGNATURE = APIKeyHeader(name="Signature", scheme_name="signature", description=parameters.SIGNATURE, auto_error=False)


async def admitted(
    exchange: CurrentExchange,
    access: Access,
    _key: Annotated[object, Security(_BEARER)],
    _signature: Annotated[object, Security(_SIGNATURE)],
) -> Caller:
    """The authenticated consumer, valid now, with a nonce never used before, within its rate. Raises Refused."""
    record = exchange.record
    caller = access.authentication.caller(exchange.head, record.at)
    exchange.signed = caller.request or exchange.signed
    record.consumer, record.key = caller.consumer.id, caller.key
    check_valid(caller.consumer, record.at)
    exchange.headers.update(await access.admission.admit(caller.consumer.id, caller.nonce))
    return caller


Admitted = Annotated[Caller, Depends(admitted)]


async def stated_purpose(
    exchange: CurrentExchange,
    caller: Admitted,
    request_id: Annotated[str, parameters.UUID, parameters.header(REQUEST_ID, parameters.REQUEST_ID_HEADER)],
    legal_ground: Annotated[str, parameters.GROUND, parameters.header(LEGAL_GROUND, parameters.LEGAL_GROUND_HEADER)],
    court_case: Annotated[str, parameters.CASE, parameters.header(COURT_CASE, parameters.COURT_CASE_HEADER)],
) -> Purpose:
    """The purpose in the headers, recorded; the consumer may ask on this ground. Raises Refused."""
    purpose = purpose_in(request_id, legal_ground, court_case)
    exchange.record.state_purpose(purpose)
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


async def no_query(exchange: CurrentExchange, _: Admitted) -> None:
    """Refuse a query, where an operation has no parameters. Raises Refused."""
    check_no_query(exchange.head.query)


async def no_day(exchange: CurrentExchange, _: Admitted) -> None:
    """Refuse headers that an operation ignores: the answer would be as of another day or moment. Raises Refused."""
    for header, field in ((AS_OF, "as_of"), (AS_KNOWN_AT, "as_known_at")):
        if header.lower() in exchange.head.headers:
            rule = f"{header} is for bulk requests; other operations have `{field}` in the body, or answer as of now"
            raise refused(MALFORMED, rule, "the operation does not know this header", field=header)


NO_QUERY, NO_DAY = Depends(no_query), Depends(no_day)


def body_of(request: Request, caller: Caller, settings: ApiSettings) -> SignedBody:
    """The body of an ordinary request."""
    body = BoundedBody(request, limit=settings.body_limit, timeout=settings.body_timeout)
    return SignedBody(body, caller.content_digest)


async def json_body(request: Request, exchange: CurrentExchange, caller: Admitted, access: Access) -> bytes:
    """The body of a JSON request, whose digest is recorded. Raises Refused."""
    check_media_type(exchange.head.headers, "application/json")
    body = await body_of(request, caller, access.settings).read()
    exchange.record.request_digest = sha256(body).digest()
    return body


JsonBody = Annotated[bytes, Depends(json_body)]
