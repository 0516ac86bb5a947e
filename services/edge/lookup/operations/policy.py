"""`GET /v1/policy`."""

from hashlib import sha256

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import Policy
from services.edge.access.answers import JSON, Answer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Admitted, IfNoneMatch, PreferredLanguage
from services.edge.access.exchange import RecordedRoute
from services.edge.lookup.dependencies import Lookup
from services.edge.openapi import examples
from services.edge.openapi.problems import EVERYWHERE, problems
from services.edge.openapi.responses import TAGGED, answer, unchanged
from services.edge.paths import POLICY
from shared.http.headers import matches_etag
from shared.http.languages import language_headers

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)


@router.head(POLICY, operation_id="policy", include_in_schema=False)
@router.get(
    POLICY,
    operation_id="policy",
    summary="The service about itself",
    description="Operations, limits, the consumer's rights and quotas, code lists with their versions, schemas, rule"
    " sets, the keys answers are signed with, and whom to ask.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **answer(200, "The policy.", Policy, TAGGED, {"policy": examples.POLICY}),
        **unchanged(TAGGED),
        **problems(EVERYWHERE),
    },
)
async def policy(
    caller: Admitted, language: PreferredLanguage, lookup: Lookup, if_none_match: IfNoneMatch = None
) -> Response:
    """The policy, or 304 if the consumer has it. Raises Refused."""
    body = lookup.policies.policy(caller.consumer, language)
    digest = sha256(body).digest()
    headers = {**language_headers(language), "etag": f'"{digest.hex()}"'}
    if matches_etag(if_none_match, headers["etag"]):
        return Answer(304, headers, b"", digest)
    return Answer(200, {**headers, **JSON}, body, digest)
