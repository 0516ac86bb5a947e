"""How a request proves which consumer it is from: by a bearer key, a signature, the certificate of its connection."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from contracts.problems import Problem
from services.edge.refusals import (
    CERTIFICATE_NOT_BOUND,
    KEY_NOT_VALID,
    NOT_AUTHENTICATED,
    SIGNATURE_INCOMPLETE,
    SIGNATURE_OUT_OF_TIME,
    SIGNATURE_WRONG,
)
from services.edge.registry.domain.consumers import BearerKey, Consumer, SignatureKey
from shared.http.authentication import secret_digest
from shared.http.problems import MALFORMED, Refused, refused
from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import Signature
from shared.signatures.messages import RequestHead
from shared.signatures.profile import UnverifiedRequest, Validity, unverified

_KINDS = {
    Fault.MALFORMED: MALFORMED,
    Fault.INCOMPLETE: SIGNATURE_INCOMPLETE,
    Fault.OUT_OF_TIME: SIGNATURE_OUT_OF_TIME,
    Fault.WRONG: SIGNATURE_WRONG,
}
_UNKNOWN_CONSUMER = (BearerKey(bytes(32), datetime.min.replace(tzinfo=UTC)),)


def bearer_of(registry: Mapping[str, Consumer], key: str | None, now: datetime) -> Consumer:
    """The consumer a bearer key (`<consumer>.<secret>`) belongs to. Raises Refused.

    Neither the refusal nor the time it takes says whether the consumer or its secret is unknown.
    """
    if not key:
        raise refused(NOT_AUTHENTICATED, "every request carries a key", "no key was given", field="Authorization")
    consumer = registry.get(key.partition(".")[0])
    digest = secret_digest(key)
    keys = consumer.bearer_keys if consumer else _UNKNOWN_CONSUMER
    known = [stored for stored in keys if hmac.compare_digest(stored.digest, digest)]
    if consumer is None or not known:
        raise refused(NOT_AUTHENTICATED, "the key is registered", "the key is not known", field="Authorization")
    check_key_valid(known[0], now, "Authorization")
    return consumer


def check_key_valid(key: BearerKey | SignatureKey, now: datetime, field: str) -> None:
    """Whether a key is valid at present. Raises Refused."""
    if now < key.valid_from or (key.valid_to is not None and now >= key.valid_to):
        rule, detail = "a request is proved with a valid key", "the key is not valid at present"
        raise refused(KEY_NOT_VALID, rule, detail, field=field)


def refusal_of(fault: SignatureRefused) -> Refused:
    """The refusal of a request whose signature proves nothing."""
    kind = _KINDS[fault.fault]
    return Refused(kind, Problem(code=kind.code, rule=fault.rule, detail=fault.detail, field=fault.field))


def signer_of(
    registry: Mapping[str, Consumer], request: RequestHead, signature: Signature, times: Validity, now: datetime
) -> tuple[Consumer, UnverifiedRequest]:
    """The consumer whose key signed a request, and what the signature states. Raises Refused."""
    try:
        claimed = unverified(request, signature, times, now)
        consumer, key = _key(registry, claimed.key_id)
        claimed = replace(claimed, request=claimed.verify(request, key.public))
    except SignatureRefused as fault:
        raise refusal_of(fault) from None
    check_key_valid(key, now, "Signature-Input")
    return consumer, claimed


def check_certificate(consumer: Consumer, certificate: bytes | None, *, required: bool) -> None:
    """Whether the certificate (DER) of the connection is one bound to the consumer. Raises Refused.

    A consumer that has none bound passes unless one is `required`.
    """
    if not required and not consumer.certificates:
        return
    seen = sha256(certificate).digest() if certificate else b""
    if not any(hmac.compare_digest(seen, bound) for bound in consumer.certificates):
        rule = "a consumer comes with a TLS certificate bound to it"
        raise refused(CERTIFICATE_NOT_BOUND, rule, "there is none, or it is another")


def _key(registry: Mapping[str, Consumer], key_id: str) -> tuple[Consumer, SignatureKey]:
    consumer = registry.get(key_id.partition(".")[0])
    key = consumer.keys.get(key_id) if consumer else None
    if consumer is None or key is None:
        raise refused(NOT_AUTHENTICATED, "the key is registered", "the key is not known", field="Signature-Input")
    return consumer, key
