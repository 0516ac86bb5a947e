"""`GET /v1/bulk-requests/{id}` and `GET /v1/bulk-requests/{id}/result`.

Their purpose is that of the bulk request; each part of the result has its own record in the access log.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from contracts.service_3_11_01 import BulkLine, BulkState, BulkTask
from services.edge.access.answers import JSON, Answer, StreamedAnswer
from services.edge.access.dependencies import NO_DAY, NO_QUERY, Admitted, IfNoneMatch
from services.edge.access.domain.rights import check_ground, check_scopes
from services.edge.access.exchange import CurrentExchange, RecordedRoute
from services.edge.bulk.dependencies import TaskStore
from services.edge.bulk.domain.parts import JSON_LINES
from services.edge.bulk.domain.tasks import StoredTask
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import OF_A_TASK, problems
from services.edge.openapi.responses import COMMON, TAGGED, answer, reference, unchanged
from services.edge.paths import BULK_REQUEST, BULK_RESULT
from services.edge.refusals import NO_SUCH_BULK_REQUEST, RESULT_EXPIRED, RESULT_NOT_READY
from shared.http.headers import matches_etag
from shared.http.languages import language_headers
from shared.http.parameters import uuid_in
from shared.http.problems import refused

router = APIRouter(route_class=RecordedRoute, default_response_class=Response)

_RESULT: Any = {
    200: {
        "description": "One `BulkLine` for each line of the request, in their order.",
        "headers": TAGGED,
        "content": {
            JSON_LINES[0]: {
                "schema": {"type": "string", "x-line-schema": reference(BulkLine)},
                "examples": {"one line": {"value": examples.RESULT}},
            }
        },
    }
}


async def own_task(
    id_: Annotated[str, parameters.UUID, parameters.BULK_REQUEST_ID],
    exchange: CurrentExchange,
    caller: Admitted,
    store: TaskStore,
) -> StoredTask:
    """A bulk request of the caller, its purpose recorded. Raises Refused."""
    task = await store.task(uuid_in(id_, "the id", "id"), caller.consumer.id)
    if task is None:
        raise refused(NO_SUCH_BULK_REQUEST, "the id is that of a bulk request of the consumer", "there is none")
    exchange.record.state_purpose(task.purpose)
    exchange.record.as_of, exchange.record.as_known_at = task.at.as_of, task.at.as_known_at
    check_ground(caller.consumer, task.purpose.legal_ground, "legal_ground")
    return task


OwnTask = Annotated[StoredTask, Depends(own_task)]


@router.head(BULK_REQUEST, operation_id="bulk-task", include_in_schema=False)
@router.get(
    BULK_REQUEST,
    operation_id="bulk-task",
    summary="How far a bulk request is",
    description="The state of a bulk request of the consumer.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **answer(
            200,
            "The bulk request.",
            BulkTask,
            COMMON,
            {"waiting": examples.TASK_WAITING, "done": examples.TASK_DONE},
        ),
        **problems(OF_A_TASK),
    },
)
async def bulk_task(task: OwnTask) -> Response:
    """The state of the task. Raises Refused."""
    return Answer(200, {**JSON, "cache-control": "no-store"}, task.to_contract().model_dump_json().encode())


@router.head(BULK_RESULT, operation_id="bulk-result", include_in_schema=False)
@router.get(
    BULK_RESULT,
    operation_id="bulk-result",
    summary="The result of a bulk request",
    description="What was found, once all of it is there, until it expires.",
    dependencies=[NO_QUERY, NO_DAY],
    responses={
        **_RESULT,
        **unchanged(TAGGED),
        **problems((*OF_A_TASK, RESULT_NOT_READY, RESULT_EXPIRED)),
    },
)
async def bulk_result(task: OwnTask, caller: Admitted, store: TaskStore, if_none_match: IfNoneMatch = None) -> Response:
    """The result, or 304 if the consumer has it; refused if one of its scopes was withdrawn.

    Raises Refused.
    """
    check_scopes(caller.consumer.scopes, task.kinds)
    if task.state is BulkState.EXPIRED:
        raise refused(RESULT_EXPIRED, "a result is fetched while it is kept", RESULT_EXPIRED.title)
    if task.size is None or task.digest is None:
        raise refused(RESULT_NOT_READY, "a result is fetched once it is there", RESULT_NOT_READY.title)
    headers = {**language_headers(task.language), "etag": f'"{task.digest.hex()}"'}
    if matches_etag(if_none_match, headers["etag"]):
        return Answer(304, headers, b"", task.digest)
    headers["content-type"] = JSON_LINES[0]
    return StreamedAnswer(headers, store.result(task), task.size, task.digest)
