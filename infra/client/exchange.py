"""One request and its answer: the request is signed, the answer verified."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from time import perf_counter
from typing import IO

import httpx

from shared.signatures.client import sign_request, verify_answer
from shared.signatures.faults import SignatureRefused

from .errors import Unreachable, UntrustedAnswer, refusal_in
from .identity import Identity, ServiceKeys, Tls

_NOT_MODIFIED = 304
_PROBLEM_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """An answer that is not a refusal."""

    status: int
    headers: Mapping[str, str]
    """By lower-case names."""
    seconds: float
    """From the request to the last byte."""
    signed_by: str | None
    """Id of the service's key; none where answers are not verified."""


class Exchange:
    """Connections to the service."""

    def __init__(
        self, url: str, identity: Identity, service_keys: ServiceKeys | None, language: str, timeout: float, tls: Tls
    ):
        headers = {"Accept-Language": language, "Accept-Encoding": "identity"}
        if identity.bearer:
            headers["Authorization"] = f"Bearer {identity.bearer}"
        self._identity = identity
        self._service_keys = service_keys
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=False, verify=tls.context())

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        into: IO[bytes],
        *,
        content: bytes | IO[bytes] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Received:
        """Send a request, and write the body of the answer `into` a file. Raises CourtError."""
        request = self._http.build_request(method, path, headers=headers, content=content, params=parameters)
        if self._identity.key:
            now = datetime.now(UTC)
            request.headers.update(
                sign_request(self._identity.key, method, str(request.url), dict(request.headers), _digest(content), now)
            )
        began = perf_counter()
        try:
            response = self._http.send(request, stream=True)
            try:
                digest = _read(response, into)
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        seconds = perf_counter() - began
        signed_by = self._verified(request, response, digest)
        received = dict(response.headers)
        if response.status_code >= 300 and response.status_code != _NOT_MODIFIED:
            into.seek(0)
            raise refusal_in(response.status_code, received, into.read(_PROBLEM_BYTES))
        return Received(response.status_code, received, seconds, signed_by)

    def _verified(self, request: httpx.Request, response: httpx.Response, digest: bytes) -> str | None:
        if self._service_keys is None:
            return None
        sent = (request.method, str(request.url), dict(request.headers))
        try:
            return verify_answer(
                self._service_keys,
                response.status_code,
                dict(response.headers),
                digest,
                request=sent,
                now=datetime.now(UTC),
            )
        except SignatureRefused as fault:
            raise UntrustedAnswer(f"status {response.status_code}: {fault}") from fault


def _digest(content: bytes | IO[bytes] | None) -> bytes | None:
    if content is None or isinstance(content, bytes):
        return None if content is None else sha256(content).digest()
    content.seek(0)
    digest = file_digest(content, "sha256").digest()  # type: ignore[arg-type]  # any file read as bytes will do
    content.seek(0)
    return digest


def _read(response: httpx.Response, into: IO[bytes]) -> bytes:
    digest = sha256()
    for chunk in response.iter_raw():
        digest.update(chunk)
        into.write(chunk)
    return digest.digest()


def in_memory() -> io.BytesIO:
    """A file in memory, for small answers."""
    return io.BytesIO()
