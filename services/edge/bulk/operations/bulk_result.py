"""`GET /v1/bulk-requests/{id}` and `GET /v1/bulk-requests/{id}/result`.

Their purpose is that of the request; what was found is in the access log part by part.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from contracts.service_3_11_01 import BulkLine, BulkState, BulkTask
from services.edge.access.exchange import Current, RecordedRoute
from services.edge.answers import Answer, StreamedAnswer
from services.edge.bulk.domain.parts import Task
from services.edge.dependencies import NO_DAY, NO_QUERY, Admitted, Edge, IfNoneMatch
from services.edge.lookup.domain.requests import task_id_in
from services.edge.openapi import examples, parameters
from services.edge.openapi.problems import OF_A_TASK, problems
from services.edge.openapi.responses import COMMON, TAGGED, answer, reference, unchanged
from services.edge.paths import BULK_REQUEST, BULK_RESULT
from services.edge.reading import JSON, JSON_LINES, language_headers, matches
from services.edge.refusals import NO_SUCH_BULK_REQUEST, RESULT_EXPIRED, RESULT_NOT_READY, refused
from services.edge.registry.domain.consumers import check_ground, check_scopes

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
    id_: Annotated[str, parameters.UUID, parameters.BULK_REQUEST_ID], exchange: Current, caller: Admitted, edge: Edge
) -> Task:
    """A bulk request of the caller, its purpose recorded. Raises Refused."""
    task = await edge.bulk.task(task_id_in(id_), caller.consumer.id)
    if task is None:
        raise refused(NO_SUCH_BULK_REQUEST, "the id is that of a bulk request of the consumer", "there is none")
    exchange.record.asked_for(task.purpose)
    exchange.record.as_of = task.as_of
    check_ground(caller.consumer, task.purpose.legal_ground, "legal_ground")
    return task


OwnTask = Annotated[Task, Depends(own_task)]


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
    return Answer(200, {**JSON, "cache-control": "no-store"}, task.told().model_dump_json().encode())


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
async def bulk_result(task: OwnTask, caller: Admitted, edge: Edge, if_none_match: IfNoneMatch = None) -> Response:
    """The result, or 304 if the consumer has it; refused where a right it was made with is withdrawn.

    Raises Refused.
    """
    check_scopes(caller.consumer.scopes, task.kinds)
    if task.state is BulkState.EXPIRED:
        raise refused(RESULT_EXPIRED, "a result is fetched while it is kept", RESULT_EXPIRED.title)
    if task.size is None or task.digest is None:
        raise refused(RESULT_NOT_READY, "a result is fetched once it is there", RESULT_NOT_READY.title)
    headers = {**language_headers(task.language), "etag": f'"{task.digest.hex()}"'}
    if matches(if_none_match, headers["etag"]):
        return Answer(304, headers, b"", task.digest)
    headers["content-type"] = JSON_LINES[0]
    return StreamedAnswer(headers, edge.bulk.result(task), task.size, task.digest)
