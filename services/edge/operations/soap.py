"""`POST /soap/v1/information`: the information request over SOAP 1.1, document-literal."""

import asyncio
import json
from hashlib import sha256

from contracts.soap.messages import ACTION
from services.edge.application import InformationService
from services.edge.domain.envelopes import answer_in, asked_in, fault_in, fault_status
from services.edge.domain.refusals import MALFORMED, NOT_XML, Refused, refused
from services.edge.gate import Head
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_no_more, told_headers
from services.edge.request_ids import RequestIds

XML = "text/xml; charset=utf-8"


class PostSoapRequest:
    """One or many look-ups, as an envelope."""

    name = "soap-information-request"

    def __init__(self, service: InformationService, request_ids: RequestIds, body_limit: int) -> None:
        self._service = service
        self._request_ids = request_ids
        self.body_limit = body_limit

    async def answer(self, request: Request) -> Answer:
        """Each look-up with its own outcome. Raises Refused."""
        check_no_more(request.head)
        _check_xml(request.head)
        body = await request.body.read()
        consumer, record = request.caller.consumer, request.record
        record.request_digest = sha256(body).digest()
        asked = self._service.asked(consumer, json.dumps(asked_in(body)).encode(), record)

        async def work() -> Answer:
            told = await self._service.information(consumer, asked, request.head.headers, record)
            # Of hundreds of cards it takes a while: others are answered meanwhile.
            spoken = await asyncio.to_thread(_spoken, told.body)
            return Answer(200, {**told_headers(told), "content-type": XML}, spoken, sha256(spoken).digest())

        return await self._request_ids.once(record, work)


def fault(refusal: Refused, trace_id: str | None) -> Answer:
    """The answer to a request that is refused: a fault with the problem as its detail."""
    body = fault_in(refusal.kind, refusal.details(trace_id))
    headers = {**refusal.kind.headers, **refusal.headers, "content-type": XML, "cache-control": "no-store"}
    digest, kind = sha256(body).digest(), refusal.kind
    # SOAP has one status for what is wrong with a message; counted is the problem's, which tells whose fault it is.
    return Answer(fault_status(kind), headers, body, digest, kind.code, counts_as=kind.status)


def _spoken(answer: bytes) -> bytes:
    return answer_in(json.loads(answer))


def _check_xml(head: Head) -> None:
    media_type, _, parameters = head.headers.get("content-type", "").lower().partition(";")
    charset = parameters.replace('"', "").strip() or "charset=utf-8"
    if media_type.strip() != "text/xml" or charset != "charset=utf-8" or "content-encoding" in head.headers:
        raise refused(NOT_XML, "requests are text/xml in UTF-8, not encoded", NOT_XML.title, field="Content-Type")
    if head.headers.get("soapaction", "").strip('"') not in {"", ACTION}:
        raise refused(MALFORMED, f"the action is {ACTION}", "another action is wanted", field="SOAPAction")
