"""Asks service 3.11.01 over HTTP."""

from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Self

import httpx

from contracts.service_3_11_01 import InformationAnswer, InformationRequest

_TIMEOUT = 30.0


class Refusal(Exception):
    """The service refused; `problem` is its RFC 9457 document."""

    def __init__(self, status: int, problem: dict[str, object]) -> None:
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, its bytes as they came, and the time it took in seconds."""

    answer: InformationAnswer
    body: bytes
    seconds: float


class CourtClient:
    """A consumer of the service with its key."""

    def __init__(self, url: str, key: str, language: str = "en") -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, request: InformationRequest) -> Answered:
        """The answer to a request. Raises Refusal, or httpx.HTTPError where the service cannot be reached."""
        began = perf_counter()
        response = self._http.post(
            "/v1/information-requests",
            content=request.model_dump_json(),
            headers={"Content-Type": "application/json"},
        )
        seconds = perf_counter() - began
        if response.status_code != httpx.codes.OK:
            raise Refusal(response.status_code, response.json())
        return Answered(InformationAnswer.model_validate_json(response.content), response.content, seconds)
