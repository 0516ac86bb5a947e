"""Answers as they are sent: each says what the access log records of it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from hashlib import sha256

from starlette.responses import Response, StreamingResponse

from shared.http.problems import Refused, problem_content

JSON = {"content-type": "application/json"}


class Answer(Response):
    """An answer whose body is in memory."""

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        digest: bytes | None = None,
        problem: str | None = None,
        counted_as: int | None = None,
        outcomes: Sequence[str] = (),
        proceedings: Sequence[str] = (),
    ) -> None:
        """`digest` is the SHA-256 of the body; of a 304, of the body it stands for.

        `problem` is the code of a refusal; `counted_as` the status that metrics count, where that of HTTP says less.
        `outcomes` and `proceedings` are those of the look-ups, for an answer that is stored (`IdempotentAnswers`).
        """
        super().__init__(body, status, dict(headers))
        self.digest = sha256(body).digest() if digest is None else digest
        self.problem = problem
        self.counted_as = counted_as or status
        self.outcomes = outcomes
        self.proceedings = proceedings


class StreamedAnswer(StreamingResponse):
    """An answer whose body is read from the database while it is sent; its length and digest are known before."""

    problem = None

    def __init__(self, headers: Mapping[str, str], chunks: AsyncIterator[bytes], length: int, digest: bytes) -> None:
        super().__init__(chunks, 200, {**headers, "content-length": str(length)})
        self.digest = digest
        self.counted_as = 200


RefusalAnswer = Callable[[Refused, str | None], Answer]
"""Makes the answer to a refused request, given the trace id."""


def problem_answer(refusal: Refused, trace_id: str | None) -> Answer:
    """The answer to a request that is refused (RFC 9457)."""
    body, headers = problem_content(refusal, trace_id)
    return Answer(refusal.kind.status, headers, body, problem=refusal.kind.code)
