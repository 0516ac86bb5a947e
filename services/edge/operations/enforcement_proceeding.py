"""`GET /v1/enforcement-proceedings/{number}`."""

from services.edge.application import InformationService
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_no_more, matches, told_headers


class GetProceeding:
    """The card of one proceeding."""

    name = "enforcement-proceeding"
    body_limit = 0

    def __init__(self, service: InformationService) -> None:
        self._service = service

    async def answer(self, request: Request) -> Answer:
        """The card, or 304 if it is still the one the consumer has. Raises Refused."""
        check_no_more(request.head)
        headers, record = request.head.headers, request.record
        told = await self._service.proceeding(request.caller.consumer, request.path_params["number"], headers, record)
        tag = f'"{told.digest.hex()}"'
        common = {**told_headers(told), "etag": tag, "lea-request-id": str(record.request_id)}
        if matches(headers.get("if-none-match"), tag):
            return Answer(304, common, b"", told.digest)
        return Answer(200, {**common, "content-type": "application/json"}, told.body, told.digest)
