"""How a request proves whose it is: by a signature, by the certificate of its connection."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from contracts.problems import Problem
from services.edge.refusals import (
    CERTIFICATE_NOT_BOUND,
    MALFORMED,
    NOT_AUTHENTICATED,
    SIGNATURE_INCOMPLETE,
    SIGNATURE_OUT_OF_TIME,
    SIGNATURE_WRONG,
    Refused,
    refused,
)
from services.edge.registry.domain.consumers import Consumer, ConsumerKey, check_key_valid
from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import Signature
from shared.signatures.messages import RequestHead
from shared.signatures.profile import Signed, Times, signed

_KINDS = {
    Fault.MALFORMED: MALFORMED,
    Fault.INCOMPLETE: SIGNATURE_INCOMPLETE,
    Fault.OUT_OF_TIME: SIGNATURE_OUT_OF_TIME,
    Fault.WRONG: SIGNATURE_WRONG,
}


def refusal_of(fault: SignatureRefused) -> Refused:
    """What a consumer is told of a signature that proves nothing."""
    kind = _KINDS[fault.fault]
    return Refused(kind, Problem(code=kind.code, rule=fault.rule, detail=fault.detail, field=fault.field))


def signer_of(
    registry: Mapping[str, Consumer], request: RequestHead, signature: Signature, times: Times, now: datetime
) -> tuple[Consumer, Signed]:
    """The consumer whose key signed a request, and what the signature says. Raises Refused."""
    try:
        claimed = signed(request, signature, times, now)
        consumer, key = _key(registry, claimed.key_id)
        claimed = replace(claimed, request=claimed.prove(request, key.public))
    except SignatureRefused as fault:
        raise refusal_of(fault) from None
    check_key_valid(key, now, "Signature-Input")
    return consumer, claimed


def check_certificate(consumer: Consumer, certificate: bytes | None, *, required: bool) -> None:
    """Whether a consumer comes with a certificate (DER) bound to it; one with none bound may if none is `required`.

    Raises Refused.
    """
    if not required and not consumer.certificates:
        return
    seen = sha256(certificate).digest() if certificate else b""
    if not any(hmac.compare_digest(seen, bound) for bound in consumer.certificates):
        rule = "a consumer comes with a TLS certificate bound to it"
        raise refused(CERTIFICATE_NOT_BOUND, rule, "there is none, or it is another")


def _key(registry: Mapping[str, Consumer], key_id: str) -> tuple[Consumer, ConsumerKey]:
    consumer = registry.get(key_id.partition(".")[0])
    key = consumer.keys.get(key_id) if consumer else None
    if consumer is None or key is None:
        raise refused(NOT_AUTHENTICATED, "the key is registered", "the key is not known", field="Signature-Input")
    return consumer, key
