"""`GET /v1/changes`."""

from typing import Annotated

from fastapi import APIRouter, Response

from contracts.service_3_11_01 import ChangesAnswer, Outcome
from services.edge.access.exchange import Current, RecordedRoute
from services.edge.answers import Answer
from services.edge.dependencies import NO_DAY, Admitted, Edge, PreferredLanguage, StatedPurpose
from services.edge.lookup.application import BY_NUMBER
from services.edge.lookup.changes import changes_after
from services.edge.lookup.domain.changes import changes_body, limit_in, place_in
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import WITH_PURPOSE, problems
from services.edge.openapi.responses import IN_A_LANGUAGE, answer
from services.edge.paths import CHANGES
from services.edge.reading import JSON, language_headers, parameters_in
from services.edge.refusals import CURSOR_UNKNOWN, NOT_PERMITTED, Refused
from services.edge.registry.domain.consumers import not_permitted

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_KIND, _NOTHING = "changes", "no-changes"


@router.head(CHANGES, operation_id="changes", include_in_schema=False)
@router.get(
    CHANGES,
    operation_id="changes",
    summary="What has changed since",
    description="A page of the feed of proceedings whose cards have changed, after a cursor. Of several changes of a"
    " proceeding the last is listed; nothing is ever passed over.",
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
    exchange: Current,
    edge: Edge,
    after: Annotated[str | None, parameters.CURSOR, parameters.AFTER] = None,
    limit: Annotated[str | None, parameters.LIMIT, parameters.CHANGES] = None,
) -> Response:
    """A page of the feed. Raises Refused."""
    record = exchange.record
    parameters_in(exchange.head, "after", "limit")
    place, wanted = place_in(after), limit_in(limit)
    record.look_ups = (_KIND,)
    if BY_NUMBER not in caller.consumer.scopes:
        record.outcomes = (Outcome.NOT_PERMITTED.value,)
        raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER))
    measured = edge.freshness.measured()
    await edge.admission.charge(caller.consumer.id, 1)
    page = await changes_after(edge.read_pool, place, wanted, language)
    record.proceedings = [changed.number for changed in page.changes]
    record.outcomes = (Outcome.FOUND.value if page.changes else _NOTHING,)
    body = changes_body(page, edge.clock.now(), edge.freshness.body(measured, record.proceedings))
    return Answer(200, {**language_headers(language), **JSON}, body)
