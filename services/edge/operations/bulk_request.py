"""`POST /v1/bulk-requests`."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from contracts.identifiers import new_id
from services.edge.application import Charge
from services.edge.bulk.counter import Asked, Counter
from services.edge.domain.bulk import Parts, Task
from services.edge.domain.languages import language_for
from services.edge.domain.refusals import TOO_MANY_TASKS, refused
from services.edge.domain.requests import check_day, day_in
from services.edge.http import Answer, Request
from services.edge.openapi import BULK_REQUESTS
from services.edge.operations.reading import JSON_LINES, check_media_type, check_no_query, stated_purpose
from services.edge.request_ids import RequestIds
from services.edge.settings import EdgeSettings
from shared.clock import Clock

_TOGETHER = 1 << 20  # bytes of parts written in one go


class PostBulkRequest:
    """Up to a million look-ups, to be answered in the background."""

    name = "bulk-request"

    def __init__(
        self, counter: Counter, request_ids: RequestIds, charge: Charge, settings: EdgeSettings, clock: Clock
    ) -> None:
        self._counter = counter
        self._request_ids = request_ids
        self._charge = charge
        self._settings = settings
        self._clock = clock
        self.body_limit = settings.bulk_body_limit

    async def answer(self, request: Request) -> Answer:
        """The task. Raises Refused; then nothing is kept."""
        check_no_query(request.head)
        check_media_type(request.head.headers, *JSON_LINES)
        asked = self._asked(request)
        self._check_not_too_many(await self._counter.coming(asked.consumer))
        task = new_id()
        await self._counter.begin(task, asked)
        try:
            look_ups, parts = await self._take(task, request)

            async def work() -> Answer:
                self._check_not_too_many(await self._counter.unanswered(asked.consumer))
                await self._charge(asked.consumer, look_ups)
                digest = request.record.request_digest or b""
                return _taken(await self._counter.complete(task, look_ups, parts, digest))

            return await self._request_ids.once(request.record, work, asked.in_headers)
        finally:
            # Nothing comes of it, unless it was completed.
            await self._counter.drop(task)

    def _asked(self, request: Request) -> Asked:
        headers, record = request.head.headers, request.record
        purpose = stated_purpose(request)
        record.as_of = day_in(headers)
        check_day(record.as_of, self._clock.today())
        language = language_for(headers.get("accept-language"))
        consumer, part = request.caller.consumer.id, self._settings.bulk_part
        return Asked(consumer, purpose, language, record.as_of, self._clock.now(), part)

    def _check_not_too_many(self, tasks: int) -> None:
        at_most = self._settings.bulk_tasks
        if tasks >= at_most:
            rule = f"at most {at_most} bulk requests of a consumer come, and at most as many wait or run, at a time"
            raise refused(TOO_MANY_TASKS, rule, "there are as many already")

    async def _take(self, task: UUID, request: Request) -> tuple[int, int]:
        """Keep the lines as they come; returns their number, and that of their parts."""
        parts, digest = Parts(self._settings.bulk_part, self._settings.bulk_line_limit), sha256()
        waiting, kept = list[bytes](), 0
        async for data in request.body.chunks():
            digest.update(data)
            waiting += parts.cut(data)
            if _size(waiting) >= _TOGETHER:
                await self._counter.add(task, kept, waiting)
                kept, waiting = kept + len(waiting), []
        waiting += parts.rest()
        await self._counter.add(task, kept, waiting)
        request.record.request_digest = digest.digest()
        return parts.lines, kept + len(waiting)


def _taken(task: Task) -> Answer:
    body = task.told().model_dump_json().encode()
    headers = {
        "content-type": "application/json",
        "location": f"{BULK_REQUESTS}/{task.id}",
        "cache-control": "no-store",
    }
    return Answer(202, headers, body, sha256(body).digest())


def _size(parts: Sequence[bytes]) -> int:
    return sum(map(len, parts))
