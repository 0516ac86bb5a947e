"""The body of a request: bounded, and the one that was signed."""

import hmac
from collections.abc import AsyncIterator
from hashlib import sha256

from services.edge.refusals import BODY_NOT_AS_SIGNED
from shared.http.body import BoundedBody
from shared.http.problems import refused


class SignedBody:
    """A body that is yet to be received."""

    def __init__(self, body: BoundedBody, digest: bytes | None) -> None:
        """`digest` is the SHA-256 the request was signed with; None where the body was not signed."""
        self._body = body
        self._digest = digest

    async def read(self) -> bytes:
        """All of it. Raises Refused, ClientDisconnect."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def chunks(self) -> AsyncIterator[bytes]:
        """Chunk by chunk; whether it is the signed one is known only after the last.

        Raises Refused, ClientDisconnect.
        """
        received = sha256()
        async for chunk in self._body.chunks():
            received.update(chunk)
            yield chunk
        if self._digest is not None and not hmac.compare_digest(received.digest(), self._digest):
            rule, detail = "the body is the one that was signed", BODY_NOT_AS_SIGNED.title
            raise refused(BODY_NOT_AS_SIGNED, rule, detail, field="Content-Digest")
