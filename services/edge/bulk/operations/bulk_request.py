"""`POST /v1/bulk-requests`."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.identifiers import new_id
from contracts.service_3_11_01 import BulkTask
from services.edge.access.answers import JSON, Answer
from services.edge.access.body import SignedBody
from services.edge.access.dependencies import NO_QUERY, Access, Admitted, PreferredLanguage, StatedPurpose
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.access_log.domain.record import AccessRecord
from services.edge.bulk.dependencies import TaskStore
from services.edge.bulk.domain.parts import JSON_LINES, PartSplitter
from services.edge.bulk.domain.tasks import BulkSubmission
from services.edge.bulk.task_store import BulkTaskStore
from services.edge.lookup.domain.requests import PointInTime, check_time, day_in, moment_in
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import WITH_BODY, problems
from services.edge.openapi.responses import ACCEPTED, Json, answer, request_body
from services.edge.paths import BULK_REQUESTS
from services.edge.refusals import TOO_MANY_TASKS
from services.edge.settings import EdgeSettings
from shared.http.body import BoundedBody
from shared.http.headers import check_media_type
from shared.http.problems import refused

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_WRITE_SIZE = 1 << 20  # bytes of parts that are written in one statement
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
    exchange: CurrentExchange,
    access: Access,
    store: TaskStore,
    as_of: Annotated[str | None, parameters.DAY, parameters.AS_OF_HEADER] = None,
    as_known_at: Annotated[str | None, parameters.MOMENT, parameters.AS_KNOWN_AT_HEADER] = None,
) -> Response:
    """The task. Raises Refused; then nothing is stored."""
    check_media_type(exchange.head.headers, *JSON_LINES)
    record, consumer, settings = exchange.record, caller.consumer.id, access.settings
    at = PointInTime(day_in(as_of), moment_in(as_known_at))
    record.as_of, record.as_known_at = at.as_of, at.as_known_at
    check_time(at, access.clock.now())
    submission = BulkSubmission(consumer, purpose, language, at, access.clock.now(), settings.bulk_part_size)
    _check_not_too_many(await store.count_receiving(consumer), settings)
    task = new_id()
    await store.begin(task, submission)
    try:
        bounded = BoundedBody(request, limit=settings.bulk_body_limit, timeout=settings.bulk_body_timeout)
        body = SignedBody(bounded, caller.content_digest)
        look_ups, parts = await _receive(store, task, body, settings, record)

        async def work() -> Answer:
            _check_not_too_many(await store.count_unanswered(consumer), settings)
            await access.admission.charge(consumer, look_ups)
            complete = await store.complete(task, look_ups, parts, record.request_digest or b"")
            headers = {**JSON, "location": f"{BULK_REQUESTS}/{task}", "cache-control": "no-store"}
            return Answer(202, headers, complete.to_contract().model_dump_json().encode())

        return await access.answers.answer_once(record, work, submission.inputs_in_headers)
    finally:
        # Nothing comes of it, unless it was completed.
        await store.drop(task)


def _check_not_too_many(tasks: int, settings: EdgeSettings) -> None:
    limit = settings.bulk_task_limit
    if tasks >= limit:
        rule = f"at most {limit} bulk requests of a consumer come, and at most as many wait or run, at a time"
        raise refused(TOO_MANY_TASKS, rule, "there are as many already")


async def _receive(
    store: BulkTaskStore, task: UUID, body: SignedBody, settings: EdgeSettings, record: AccessRecord
) -> tuple[int, int]:
    """Store the lines as they arrive; returns their number, and that of their parts."""
    splitter, digest = PartSplitter(settings.bulk_part_size, settings.bulk_line_limit), sha256()
    waiting, stored = list[bytes](), 0
    async for data in body.chunks():
        digest.update(data)
        waiting += splitter.cut(data)
        if _size(waiting) >= _WRITE_SIZE:
            await store.add(task, stored, waiting)
            stored, waiting = stored + len(waiting), []
    waiting += splitter.last()
    await store.add(task, stored, waiting)
    record.request_digest = digest.digest()
    return splitter.lines, stored + len(waiting)


def _size(parts: Sequence[bytes]) -> int:
    return sum(map(len, parts))
