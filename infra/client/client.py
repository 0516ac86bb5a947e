"""Every operation of the service, with the types of the contracts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from time import monotonic, sleep
from types import TracebackType
from typing import Generic, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import ValidationError

from contracts.base import Contract
from contracts.identifiers import new_id
from contracts.service_3_11_01 import (
    Belief,
    BulkLine,
    BulkState,
    BulkTask,
    ChangesAnswer,
    EnforcementProceedingInfo,
    InformationAnswer,
    InformationRequest,
    LookUp,
    Policy,
    ReconciliationAnswer,
    ReconciliationRequest,
)

from .errors import UnreadableAnswer
from .exchange import Exchange, Received, in_memory
from .identity import Identity, Purpose, ServiceKeys, Tls

A = TypeVar("A", bound=Contract)

_JSON = {"Content-Type": "application/json"}
_JSON_LINES = {"Content-Type": "application/jsonl"}
_IN_MEMORY = 8 << 20  # bytes; larger requests and results go to a temporary file
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answered(Generic[A]):
    """An answer, its bytes as they came, the time it took in seconds, and the key of the service that signed it."""

    answer: A
    body: bytes
    seconds: float
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class Card(Answered[EnforcementProceedingInfo]):
    """The card of one proceeding."""

    etag: str
    """Send it with the next request: the card is returned only if it has changed."""
    stale: bool
    """The data may be out of date."""
    revision: int
    """How often its course was revised, by acts recorded late or by corrections."""
    known_since: datetime | None
    """Since when all its rows are known; None where that was not kept."""


class CourtClient:
    """A consumer of the service; its methods raise CourtError and its subclasses."""

    def __init__(
        self,
        url: str,
        identity: Identity,
        *,
        service_keys: ServiceKeys | None = None,
        language: str = "en",
        timeout: float = 30.0,
        tls: Tls = Tls(),  # noqa: B008 - it cannot be changed
    ) -> None:
        """`service_keys`: answers that none of them signed are refused; without them answers are not verified.

        `language` of the names: en, ru or be; `timeout` in seconds, for each step of an exchange.
        """
        self._identity = identity
        self._exchange = Exchange(url, identity, service_keys, language, timeout, tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._exchange.close()

    def ask(
        self,
        look_ups: Sequence[LookUp],
        purpose: Purpose,
        *,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        request_id: UUID | None = None,
    ) -> Answered[InformationAnswer]:
        """Up to 500 look-ups, each with its own outcome; a repeated request id gets the same answer.

        `as_of` a day: by effective date; `as_known_at` a moment with its offset: by the time of recording.
        """
        request = InformationRequest(
            request_id=request_id or new_id(),
            consumer=self._identity.consumer,
            legal_ground=purpose.legal_ground,
            court_case=purpose.court_case,
            look_ups=tuple(look_ups),
            as_of=as_of,
            as_known_at=as_known_at,
        )
        return self._posted("/v1/information-requests", request, InformationAnswer)

    def proceeding(
        self, number: str, purpose: Purpose, *, etag: str | None = None, request_id: UUID | None = None
    ) -> Card | None:
        """The card of a proceeding; None if it is still the one with this entity tag. Raises NotFound."""
        headers = _purpose(purpose, request_id) | ({"If-None-Match": etag} if etag else {})
        body = in_memory()
        received = self._exchange.send("GET", f"/v1/enforcement-proceedings/{quote(number, safe='')}", headers, body)
        if received.status == _NOT_MODIFIED:
            return None
        info = _read(EnforcementProceedingInfo, body.getvalue())
        return Card(
            info,
            body.getvalue(),
            received.seconds,
            received.signed_by,
            received.headers["etag"],
            received.headers["lea-stale"] == "true",
            int(received.headers.get("lea-revision", "0")),
            datetime.fromisoformat(since) if (since := received.headers.get("lea-known-since")) else None,
        )

    def policy(self) -> Answered[Policy]:
        """Operations, limits, own rights and quotas, code lists, schemas, rule sets, keys of the service, contact."""
        return self._got("/v1/policy", {}, Policy)

    def changes(
        self,
        after: str | None,
        purpose: Purpose,
        *,
        limit: int | None = None,
        request_id: UUID | None = None,
    ) -> Answered[ChangesAnswer]:
        """A page of what has changed after a cursor; without one: nothing, and the cursor to begin with."""
        asked = {"after": after, "limit": None if limit is None else str(limit)}
        parameters = {name: value for name, value in asked.items() if value is not None}
        return self._got("/v1/changes", _purpose(purpose, request_id), ChangesAnswer, parameters)

    def reconcile(
        self,
        beliefs: Sequence[Belief],
        purpose: Purpose,
        *,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        request_id: UUID | None = None,
    ) -> Answered[ReconciliationAnswer]:
        """Where beliefs about up to 500 proceedings differ from what is recorded."""
        request = ReconciliationRequest(
            request_id=request_id or new_id(),
            consumer=self._identity.consumer,
            legal_ground=purpose.legal_ground,
            court_case=purpose.court_case,
            beliefs=tuple(beliefs),
            as_of=as_of,
            as_known_at=as_known_at,
        )
        return self._posted("/v1/reconciliations", request, ReconciliationAnswer)

    def submit(
        self,
        look_ups: Iterable[LookUp],
        purpose: Purpose,
        *,
        as_of: date | None = None,
        as_known_at: datetime | None = None,
        request_id: UUID | None = None,
    ) -> Answered[BulkTask]:
        """Hand in up to a million look-ups, to be answered in the background."""
        headers = {**_JSON_LINES, **_purpose(purpose, request_id), **_point_in_time(as_of, as_known_at)}
        with SpooledTemporaryFile(_IN_MEMORY) as lines:
            lines.writelines(look_up.model_dump_json().encode() + b"\n" for look_up in look_ups)
            lines.seek(0)  # its length is read before it is sent, and it is sent from where it stands
            body = in_memory()
            received = self._exchange.send("POST", "/v1/bulk-requests", headers, body, content=lines)
        return _answered(BulkTask, received, body.getvalue())

    def task(self, task: UUID) -> Answered[BulkTask]:
        """How far a bulk request is."""
        return self._got(f"/v1/bulk-requests/{task}", {}, BulkTask)

    def finished(self, task: UUID, *, within: float, pause: float = 1.0) -> BulkTask:
        """The bulk request when it is done. Raises TimeoutError after `within` seconds; it continues all the same."""
        due = monotonic() + within
        while (state := self.task(task).answer).state not in {BulkState.DONE, BulkState.EXPIRED}:
            if monotonic() + pause > due:
                raise TimeoutError(f"{state.done} of {state.look_ups} look-ups were done within {within:.0f} s")
            sleep(pause)
        return state

    @contextmanager
    def result(self, task: UUID) -> Iterator[Iterator[BulkLine]]:
        """The lines of a result, in the order asked; the whole result is received and verified first."""
        with SpooledTemporaryFile(_IN_MEMORY) as lines:
            self._exchange.send("GET", f"/v1/bulk-requests/{task}/result", {}, lines)
            lines.seek(0)
            yield (_read(BulkLine, line) for line in lines)

    def _got(
        self, path: str, headers: Mapping[str, str], model: type[A], parameters: Mapping[str, str] | None = None
    ) -> Answered[A]:
        body = in_memory()
        received = self._exchange.send("GET", path, headers, body, parameters=parameters)
        return _answered(model, received, body.getvalue())

    def _posted(self, path: str, request: Contract, model: type[A]) -> Answered[A]:
        body = in_memory()
        received = self._exchange.send("POST", path, _JSON, body, content=request.model_dump_json().encode())
        return _answered(model, received, body.getvalue())


def _answered(model: type[A], received: Received, body: bytes) -> Answered[A]:
    return Answered(_read(model, body), body, received.seconds, received.signed_by)


def _read(model: type[A], body: bytes) -> A:
    try:
        # Fields that a later release of the service adds are passed over.
        return model.model_validate_json(body, extra="ignore")
    except ValidationError as error:
        raise UnreadableAnswer(f"not a {model.__name__}: {error.error_count()} fields cannot be read") from None


def _purpose(purpose: Purpose, request_id: UUID | None) -> dict[str, str]:
    """Headers are ASCII: the case number may have other letters."""
    return {
        "LEA-Request-Id": str(request_id or new_id()),
        "LEA-Legal-Ground": purpose.legal_ground,
        "LEA-Court-Case": quote(purpose.court_case, safe=""),
    }


def _point_in_time(as_of: date | None, as_known_at: datetime | None) -> dict[str, str]:
    """The headers that ask of another state than the present one."""
    day = {} if as_of is None else {"LEA-As-Of": as_of.isoformat()}
    return day if as_known_at is None else {**day, "LEA-As-Known-At": as_known_at.isoformat()}
