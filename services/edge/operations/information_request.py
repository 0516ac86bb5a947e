"""`POST /v1/information-requests`."""

from hashlib import sha256

from services.edge.application import InformationService
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_json, check_no_more, told_headers
from services.edge.request_ids import RequestIds


class PostInformationRequest:
    """One or many look-ups."""

    name = "information-request"

    def __init__(self, service: InformationService, request_ids: RequestIds, body_limit: int) -> None:
        self._service = service
        self._request_ids = request_ids
        self.body_limit = body_limit

    async def answer(self, request: Request) -> Answer:
        """Each look-up with its own outcome. Raises Refused."""
        check_no_more(request.head)
        check_json(request.head.headers)
        body = await request.body.read()
        consumer, record = request.caller.consumer, request.record
        record.request_digest = sha256(body).digest()
        asked = self._service.asked(consumer, body, record)

        async def work() -> Answer:
            told = await self._service.information(consumer, asked, request.head.headers, record)
            return Answer(200, {**told_headers(told), "content-type": "application/json"}, told.body, told.digest)

        return await self._request_ids.once(record, work)
