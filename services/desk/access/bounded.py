"""Answers of another system, read only up to a size: whatever it sends, it takes no more memory than that."""

from collections.abc import AsyncIterator

import httpx


class BoundedAnswers(httpx.AsyncBaseTransport):
    """A transport whose answers are bounded. What is longer, or compressed, raises httpx.DecodingError."""

    def __init__(self, transport: httpx.AsyncBaseTransport, at_most: int) -> None:
        """`at_most` is in bytes of the body."""
        self._transport = transport
        self._at_most = at_most

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, whose body is read when it is asked for."""
        # A small body that is compressed may be a large one.
        request.headers["accept-encoding"] = "identity"
        answer = await self._transport.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            await answer.aclose()
            raise httpx.DecodingError("the answer is compressed although that was not asked for", request=request)
        if not isinstance(answer.stream, httpx.AsyncByteStream):
            raise TypeError("the body of an answer to an asynchronous request is read asynchronously")
        body = _BoundedBody(answer.stream, self._at_most, request)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=body, extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


class _BoundedBody(httpx.AsyncByteStream):
    def __init__(self, body: httpx.AsyncByteStream, at_most: int, request: httpx.Request) -> None:
        self._body = body
        self._at_most = at_most
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._at_most
        async for part in self._body:
            left -= len(part)
            if left < 0:
                raise httpx.DecodingError(f"the answer has more than {self._at_most} bytes", request=self._request)
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()
