"""`POST /soap/v1/information`: the information request over SOAP 1.1, document-literal."""

import asyncio
import json
from collections.abc import Mapping
from hashlib import sha256

from fastapi import APIRouter, Request, Response

from contracts.soap.messages import ACTION, PATH
from services.edge.access.answers import Answer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Access, Admitted, PreferredLanguage, body_of
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.lookup.dependencies import Lookup
from services.edge.lookup.descriptions import SOAP_OPERATION
from services.edge.lookup.domain.envelopes import answer_in, fault_in, fault_status, request_in
from services.edge.refusals import NOT_XML
from shared.http.languages import language_headers
from shared.http.problems import MALFORMED, Refused, refused

XML = "text/xml; charset=utf-8"


def fault(refusal: Refused, trace_id: str | None) -> Answer:
    """The answer to a request that is refused: a fault with the problem as its detail."""
    kind = refusal.kind
    body = fault_in(kind, refusal.details(trace_id))
    headers = {**refusal.headers, "content-type": XML}
    # SOAP has one status for every fault; metrics count that of the problem, which says whose fault it is.
    return Answer(fault_status(kind), headers, body, problem=kind.code, counted_as=kind.status)


class SoapRoute(RecordedRoute):
    """A recorded route whose refusals are SOAP faults."""

    refusal = staticmethod(fault)


router = APIRouter(route_class=SoapRoute, default_response_class=Response)


@router.post(PATH, operation_id=SOAP_OPERATION, include_in_schema=False, dependencies=[NO_QUERY, NO_DAY])
async def soap_information_request(
    request: Request,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: CurrentExchange,
    access: Access,
    lookup: Lookup,
) -> Response:
    """One or many look-ups, each with its own outcome. Raises Refused."""
    _check_xml(exchange.head.headers)
    record, consumer = exchange.record, caller.consumer
    body = await body_of(request, caller, access.settings).read()
    record.request_digest = sha256(body).digest()
    lookup_request = lookup.information.read_request(consumer, json.dumps(request_in(body)).encode(), record)

    async def work() -> Answer:
        found = await lookup.information.answer(consumer, lookup_request, language)
        # Hundreds of cards take a while; in a thread, other requests are answered meanwhile.
        envelope = await asyncio.to_thread(lambda: answer_in(json.loads(found.body)))
        headers = {**found.headers, **language_headers(language), "content-type": XML}
        return Answer(200, headers, envelope, outcomes=found.outcomes, proceedings=found.proceedings)

    return await access.answers.answer_once(record, work)


def _check_xml(headers: Mapping[str, str]) -> None:
    media_type, *parameters = (part.strip() for part in headers.get("content-type", "").lower().split(";"))
    charset = [part.replace('"', "") for part in parameters if part] or ["charset=utf-8"]
    if media_type != "text/xml" or charset != ["charset=utf-8"] or "content-encoding" in headers:
        raise refused(NOT_XML, "requests are text/xml in UTF-8, not encoded", NOT_XML.title, field="Content-Type")
    if headers.get("soapaction", "").strip('"') not in {"", ACTION}:
        raise refused(MALFORMED, f"the action is {ACTION}", "another action is wanted", field="SOAPAction")
