"""`GET /v1/bulk-requests/{id}` and `GET /v1/bulk-requests/{id}/result`.

Their purpose is that of the request; what was found is in the access log part by part.
"""

from hashlib import sha256

from contracts.service_3_11_01 import BulkState
from services.edge.bulk.counter import Counter
from services.edge.domain.bulk import Task
from services.edge.domain.consumers import check_ground
from services.edge.domain.refusals import NO_SUCH_BULK_REQUEST, RESULT_EXPIRED, RESULT_NOT_READY, refused
from services.edge.domain.requests import task_id_in
from services.edge.http import Answer, Request, Streamed
from services.edge.operations.reading import JSON_LINES, check_no_more, language_headers, matches


class GetBulkTask:
    """How far a bulk request is."""

    name = "bulk-task"
    body_limit = 0

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def answer(self, request: Request) -> Answer:
        """The task. Raises Refused."""
        body = (await _task(self._counter, request)).told().model_dump_json().encode()
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        return Answer(200, headers, body, sha256(body).digest())


class GetBulkResult:
    """What was found."""

    name = "bulk-result"
    body_limit = 0

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def answer(self, request: Request) -> Answer:
        """The result, or 304 if the consumer has it. Raises Refused."""
        task = await _task(self._counter, request)
        if task.state is BulkState.EXPIRED:
            raise refused(RESULT_EXPIRED, "a result is fetched while it is kept", RESULT_EXPIRED.title)
        if task.size is None or task.digest is None:
            raise refused(RESULT_NOT_READY, "a result is fetched once it is there", RESULT_NOT_READY.title)
        tag = f'"{task.digest.hex()}"'
        headers = {**language_headers(task.language), "etag": tag}
        if matches(request.head.headers.get("if-none-match"), tag):
            return Answer(304, headers, b"", task.digest)
        body = Streamed(self._counter.result(task), task.size)
        return Answer(200, {**headers, "content-type": JSON_LINES[0]}, body, task.digest)


async def _task(counter: Counter, request: Request) -> Task:
    check_no_more(request.head)
    consumer = request.caller.consumer
    task = await counter.task(task_id_in(request.path_params["id"]), consumer.id)
    if task is None:
        raise refused(NO_SUCH_BULK_REQUEST, "the id is that of a bulk request of the consumer", "there is none")
    request.record.asked_for(task.purpose)
    request.record.as_of = task.as_of
    check_ground(consumer, task.purpose.legal_ground, "legal_ground")
    return task
