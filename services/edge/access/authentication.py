"""Authenticates requests: a consumer sends its bearer key, signs the request, or does both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.edge.access.domain.nonces import Nonce
from services.edge.access.domain.proofs import bearer_of, check_certificate, refusal_of, signer_of
from services.edge.access.request_head import ReceivedHead
from services.edge.refusals import NOT_AUTHENTICATED, SIGNATURE_REQUIRED
from services.edge.registry.domain.consumers import Consumer
from services.edge.settings import EdgeSettings
from shared.http.authentication import bearer_token
from shared.http.problems import UNAVAILABLE, refused
from shared.refreshing import RefreshingCache
from shared.signatures.faults import SignatureRefused
from shared.signatures.fields import Signature, digest_in, signature_in
from shared.signatures.messages import RequestHead
from shared.signatures.profile import Validity


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated consumer."""

    consumer: Consumer
    key: str | None = None
    """Id of the key that signed; none where a bearer key was sent."""
    nonce: Nonce | None = None
    content_digest: bytes | None = None
    """SHA-256 of the body, as it was signed."""
    request: RequestHead | None = None
    """The request as it was signed, which the answer is bound to; none where it was not signed."""


class Authentication:
    """Authentication by bearer key and by signature; where TLS asks for certificates, also by the bound one."""

    def __init__(self, registry: RefreshingCache[dict[str, Consumer]], settings: EdgeSettings) -> None:
        self._registry = registry
        self._validity = Validity(
            timedelta(seconds=settings.signature_lifetime), timedelta(seconds=settings.clock_skew)
        )
        self._signed_only = settings.signatures_required
        self._certified_only = settings.certificates_required

    def caller(self, head: ReceivedHead, now: datetime) -> Caller:
        """The consumer the request proves to be of. Raises Refused."""
        registry = self._registry.value()
        if registry is None:
            raise refused(UNAVAILABLE, "the registry of consumers is at hand", "the registry cannot be read")
        caller = self._proved(registry, head, now)
        check_certificate(caller.consumer, head.certificate, required=self._certified_only)
        return caller

    def _proved(self, registry: Mapping[str, Consumer], head: ReceivedHead, now: datetime) -> Caller:
        try:
            signature = signature_in(head.headers)
            if signature:
                return self._signed(registry, head, signature, now)
            digest = head.headers.get("content-digest")
            content_digest = None if digest is None else digest_in(digest)
        except SignatureRefused as fault:
            raise refusal_of(fault) from None
        if self._signed_only:
            raise refused(SIGNATURE_REQUIRED, "every request is signed", "there is no signature", field="Signature")
        return Caller(_bearer(registry, head, now), content_digest=content_digest)

    def _signed(
        self, registry: Mapping[str, Consumer], head: ReceivedHead, signature: Signature, now: datetime
    ) -> Caller:
        consumer, signed = signer_of(registry, head.message, signature, self._validity, now)
        if "authorization" in head.headers and _bearer(registry, head, now) is not consumer:
            detail = "the key shown and the key that signed are of two consumers"
            raise refused(NOT_AUTHENTICATED, "all proofs are of one consumer", detail, field="Authorization")
        nonce = Nonce(signed.key_id, signed.nonce, signed.valid_until)
        return Caller(consumer, signed.key_id, nonce, signed.digest, signed.request)


def _bearer(registry: Mapping[str, Consumer], head: ReceivedHead, now: datetime) -> Consumer:
    return bearer_of(registry, bearer_token(head.headers.get("authorization")), now)
