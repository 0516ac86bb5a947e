"""`POST /v1/bulk-requests`."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.identifiers import new_id
from contracts.service_3_11_01 import BulkTask
from services.edge.access.body import Body
from services.edge.access.exchange import Current, RecordedRoute
from services.edge.access_log import Record
from services.edge.answers import Answer
from services.edge.bulk.domain.parts import Parts
from services.edge.bulk.task_store import Asked, Counter
from services.edge.dependencies import NO_QUERY, Admitted, Edge, PreferredLanguage, StatedPurpose
from services.edge.lookup.domain.requests import check_day, day_in
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import WITH_BODY, problems
from services.edge.openapi.responses import ACCEPTED, Json, answer, request_body
from services.edge.paths import BULK_REQUESTS
from services.edge.reading import JSON, JSON_LINES, check_media_type
from services.edge.refusals import TOO_MANY_TASKS, refused
from services.edge.settings import EdgeSettings

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_AT_ONCE = 1 << 20  # bytes of parts written in one go
_LINES: Json = {
    "schema": {
        "type": "string",
        "minLength": 1,
        "description": "One look-up a line, as in `look_ups` of an information request. A line that is none has the"
        " outcome `malformed`.",
    },
    "examples": {"three look-ups": {"value": examples.LINES}},
}


@router.post(
    BULK_REQUESTS,
    operation_id="bulk-request",
    status_code=202,
    summary="Look a great many up",
    description="Hand in up to a million look-ups as JSON Lines, to be answered in the background.",
    dependencies=[NO_QUERY],
    responses={
        **answer(202, "The bulk request was taken in.", BulkTask, ACCEPTED, {"waiting": examples.TASK_WAITING}),
        **problems((*WITH_BODY, TOO_MANY_TASKS)),
    },
    openapi_extra=request_body(dict.fromkeys(JSON_LINES, _LINES)),
)
async def bulk_request(
    request: Request,
    purpose: StatedPurpose,
    caller: Admitted,
    language: PreferredLanguage,
    exchange: Current,
    edge: Edge,
    as_of: Annotated[str | None, parameters.DAY, parameters.AS_OF_HEADER] = None,
) -> Response:
    """The task. Raises Refused; then nothing is kept."""
    check_media_type(exchange.head.headers, *JSON_LINES)
    record, consumer, settings = exchange.record, caller.consumer.id, edge.settings
    record.as_of = day_in(as_of)
    check_day(record.as_of, edge.clock.today())
    asked = Asked(consumer, purpose, language, record.as_of, edge.clock.now(), settings.bulk_part)
    _check_not_too_many(await edge.bulk.coming(consumer), settings)
    task = new_id()
    await edge.bulk.begin(task, asked)
    try:
        body = Body(
            request,
            limit=settings.bulk_body_limit,
            timeout=settings.bulk_body_timeout,
            digest=caller.content_digest,
        )
        look_ups, parts = await _take(edge.bulk, task, body, settings, record)

        async def work() -> Answer:
            _check_not_too_many(await edge.bulk.unanswered(consumer), settings)
            await edge.admission.charge(consumer, look_ups)
            taken = await edge.bulk.complete(task, look_ups, parts, record.request_digest or b"")
            headers = {**JSON, "location": f"{BULK_REQUESTS}/{task}", "cache-control": "no-store"}
            return Answer(202, headers, taken.told().model_dump_json().encode())

        return await edge.request_ids.once(record, work, asked.in_headers)
    finally:
        # Nothing comes of it, unless it was completed.
        await edge.bulk.drop(task)


def _check_not_too_many(tasks: int, settings: EdgeSettings) -> None:
    at_most = settings.bulk_tasks
    if tasks >= at_most:
        rule = f"at most {at_most} bulk requests of a consumer come, and at most as many wait or run, at a time"
        raise refused(TOO_MANY_TASKS, rule, "there are as many already")


async def _take(bulk: Counter, task: UUID, body: Body, settings: EdgeSettings, record: Record) -> tuple[int, int]:
    """Store the lines as they come; returns their number, and that of their parts."""
    parts, digest = Parts(settings.bulk_part, settings.bulk_line_limit), sha256()
    waiting, stored = list[bytes](), 0
    async for data in body.chunks():
        digest.update(data)
        waiting += parts.cut(data)
        if _size(waiting) >= _AT_ONCE:
            await bulk.add(task, stored, waiting)
            stored, waiting = stored + len(waiting), []
    waiting += parts.rest()
    await bulk.add(task, stored, waiting)
    record.request_digest = digest.digest()
    return parts.lines, stored + len(waiting)


def _size(parts: Sequence[bytes]) -> int:
    return sum(map(len, parts))
