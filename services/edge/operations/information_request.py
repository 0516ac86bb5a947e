"""`POST /v1/information-requests`."""

from hashlib import sha256

from services.edge.application import InformationService
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_json, check_no_query, told_headers


class PostInformationRequest:
    """One or many look-ups."""

    name = "information-request"

    def __init__(self, service: InformationService, body_limit: int) -> None:
        self._service = service
        self.body_limit = body_limit

    async def answer(self, request: Request) -> Answer:
        """Each look-up with its own outcome. Raises Refused."""
        check_no_query(request.head)
        check_json(request.head.headers)
        body = await request.body.read()
        request.record.request_digest = sha256(body).digest()
        told = await self._service.information(request.caller.consumer, body, request.head.headers, request.record)
        return Answer(200, {**told_headers(told), "Content-Type": "application/json"}, told.body, told.digest)
