"""Who asks. A port: other proofs than a key (signed requests) take its place or stand beside it."""

from collections.abc import Mapping
from typing import Protocol

from services.edge.domain.consumers import Consumer, bearer_of
from services.edge.domain.refusals import UNAVAILABLE, refused
from services.edge.polled import Polled


class Authentication(Protocol):
    """Proves who asks."""

    def consumer(self, method: str, path: str, headers: Mapping[str, str]) -> Consumer:
        """The consumer a request comes from, by its headers under lower-case names; whether it may ask is not asked.

        Raises Refused.
        """
        ...


class ApiKeys:
    """Authentication by a key: `Authorization: Bearer <consumer>.<secret>`."""

    def __init__(self, registry: Polled[dict[str, Consumer]]) -> None:
        self._registry = registry

    def consumer(self, method: str, path: str, headers: Mapping[str, str]) -> Consumer:  # noqa: ARG002 - the port's
        registry = self._registry.value()
        if registry is None:
            raise refused(UNAVAILABLE, "the registry of consumers is at hand", "the registry cannot be read")
        return bearer_of(registry, _bearer(headers.get("authorization")))


def _bearer(header: str | None) -> str | None:
    scheme, _, key = (header or "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None
