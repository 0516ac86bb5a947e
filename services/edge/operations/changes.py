"""`GET /v1/changes`."""

from hashlib import sha256

from contracts.service_3_11_01 import Outcome
from services.edge.application import BY_NUMBER, Charge
from services.edge.changes import changes_after
from services.edge.domain.changes import changes_body, limit_in, place_in
from services.edge.domain.consumers import not_permitted
from services.edge.domain.languages import language_for
from services.edge.domain.refusals import NOT_PERMITTED, Refused
from services.edge.freshness import HowFresh
from services.edge.http import Answer, Request
from services.edge.operations.reading import check_no_day, language_headers, parameters, stated_purpose
from shared.clock import Clock
from shared.database import Pool

_KIND, _NOTHING = "changes", "no-changes"


class GetChanges:
    """Which cards have changed since."""

    name = "changes"
    body_limit = 0

    def __init__(self, read_pool: Pool, how_fresh: HowFresh, charge: Charge, clock: Clock) -> None:
        self._pool = read_pool
        self._how_fresh = how_fresh
        self._charge = charge
        self._clock = clock

    async def answer(self, request: Request) -> Answer:
        """A page of the feed. Raises Refused."""
        record, head = request.record, request.head
        stated_purpose(request)
        check_no_day(head)
        asked = parameters(head, "after", "limit")
        place, limit = place_in(asked), limit_in(asked)
        record.look_ups = (_KIND,)
        if BY_NUMBER not in request.caller.consumer.scopes:
            record.outcomes = (Outcome.NOT_PERMITTED.value,)
            raise Refused(NOT_PERMITTED, not_permitted(BY_NUMBER))
        language = language_for(head.headers.get("accept-language"))
        measured = self._how_fresh.measured()
        await self._charge(request.caller.consumer.id, 1)
        page = await changes_after(self._pool, place, limit, language)
        record.proceedings = [changed.number for changed in page.changes]
        record.outcomes = (Outcome.FOUND.value if page.changes else _NOTHING,)
        freshness = self._how_fresh.body(measured, record.proceedings)
        body = changes_body(page, self._clock.now(), freshness)
        headers = {**language_headers(language), "content-type": "application/json"}
        return Answer(200, headers, body, sha256(body).digest())
