"""`GET /v1/changes`."""

from typing import Annotated

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import ChangesAnswer, Outcome
from services.edge.access.answers import JSON, Answer
from services.edge.access.dependencies import NO_DAY, Access, Admitted, PreferredLanguage, StatedPurpose
from services.edge.access.domain.rights import not_permitted
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.lookup.application import BY_NUMBER
from services.edge.lookup.changes import changes_after
from services.edge.lookup.dependencies import Lookup
from services.edge.lookup.domain.changes import changes_body, limit_in, position_in
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import WITH_PURPOSE, problems
from services.edge.openapi.responses import IN_A_LANGUAGE, answer
from services.edge.paths import CHANGES
from services.edge.refusals import CURSOR_UNKNOWN, NOT_PERMITTED
from shared.http.languages import language_headers
from shared.http.parameters import query_parameters
from shared.http.problems import Refused

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_KIND, _NOTHING = "changes", "no-changes"


@router.head(CHANGES, operation_id="changes", include_in_schema=False)
@router.get(
    CHANGES,
    operation_id="changes",
    summary="What has changed since",
    description="A page of the feed of proceedings whose cards have changed or whose courses were revised, after a"
    " cursor. Of several changes of a proceeding the last is listed, with all revisions; nothing is ever passed over.",
    responses={
        **answer(200, "A page of the feed.", ChangesAnswer, IN_A_LANGUAGE, {"page": examples.CHANGES}),
        **problems((*WITH_PURPOSE, CURSOR_UNKNOWN)),
    },
    dependencies=[NO_DAY],
)
async def changes(
    _: StatedPurpose,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: CurrentExchange,
    access: Access,
    lookup: Lookup,
    after: Annotated[str | None, parameters.CURSOR, parameters.AFTER] = None,
    limit: Annotated[str | None, parameters.LIMIT, parameters.CHANGES] = None,
) -> Response:
    """A page of the feed. Raises Refused."""
    record = exchange.record
    query_parameters(exchange.head.query, "after", "limit")
    position, wanted = position_in(after), limit_in(limit)
    record.look_ups = (_KIND,)
    if BY_NUMBER not in caller.consumer.scopes:
        record.outcomes = (Outcome.NOT_PERMITTED.value,)
        raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER))
    measured = lookup.freshness.measured()
    await access.admission.charge(caller.consumer.id, 1)
    page = await changes_after(lookup.read_pool, position, wanted, language)
    record.proceedings = [changed.number for changed in page.changes]
    record.outcomes = (Outcome.FOUND.value if page.changes else _NOTHING,)
    body = changes_body(page, access.clock.now(), lookup.freshness.body(measured, record.proceedings))
    return Answer(200, {**language_headers(language), **JSON}, body)
