"""`GET /v1/policy`."""

from hashlib import sha256

from services.edge.domain.languages import language_for
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_no_more, language_headers, matches
from services.edge.policy import Policies


class GetPolicy:
    """The service as it describes itself."""

    name = "policy"
    body_limit = 0

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    async def answer(self, request: Request) -> Answer:
        """The policy, or 304 if it is still the one the consumer has. Raises Refused."""
        check_no_more(request.head)
        headers = request.head.headers
        language = language_for(headers.get("accept-language"))
        body = self._policies.told(request.caller.consumer, language)
        digest = sha256(body).digest()
        tag = f'"{digest.hex()}"'
        common = {**language_headers(language), "etag": tag}
        if matches(headers.get("if-none-match"), tag):
            return Answer(304, common, b"", digest)
        return Answer(200, {**common, "content-type": "application/json"}, body, digest)
