"""Who asks: proofs a consumer may give."""

from services.edge.domain.consumers import Consumer, bearer_of
from services.edge.domain.refusals import UNAVAILABLE, refused
from services.edge.gate import Caller, Head
from services.edge.polled import Polled


class ApiKeys:
    """Authentication by a key: `Authorization: Bearer <consumer>.<secret>`."""

    def __init__(self, registry: Polled[dict[str, Consumer]]) -> None:
        self._registry = registry

    def caller(self, head: Head) -> Caller:
        """The consumer whose key is shown. Raises Refused."""
        registry = self._registry.value()
        if registry is None:
            raise refused(UNAVAILABLE, "the registry of consumers is at hand", "the registry cannot be read")
        return Caller(bearer_of(registry, _bearer(head.headers.get("authorization"))))


def _bearer(header: str | None) -> str | None:
    scheme, _, key = (header or "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None
