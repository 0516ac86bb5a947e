"""Answers: signed so that they are bound to the request they answer (RFC 9421, 2.4)."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import (
    CONTENT_DIGEST,
    SIGNATURE,
    SIGNATURE_INPUT,
    Component,
    Covered,
    bytes_field,
    component,
    covering,
    digest_field,
    digest_in,
    signature_in,
    signature_params,
)
from shared.signatures.keys import PublicKey, SigningKey
from shared.signatures.messages import AnswerHead, RequestHead, counts, lowered, signature_base, tellable
from shared.signatures.profile import TAG, Times, check_covers, prove

NOT_MODIFIED = 304

_STATUS = component("@status")
_BINDING = [component(name, of_request=True) for name in ("@method", "@target-uri", "signature")]


def sign_answer(key: SigningKey, answer: AnswerHead, digest: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign an answer; `digest` is the SHA-256 of its body.

    An answer without a body (304) states no digest of one: its entity tag is covered.
    """
    own = {} if answer.status == NOT_MODIFIED else {CONTENT_DIGEST: digest_field(digest)}
    headers = {**answer.headers, **lowered(own)}
    covered = _covered(tuple(filter(counts, headers)), _binding(answer.request))
    params = signature_params(covered, {"created": int(now.timestamp()), "keyid": key.id, "tag": TAG})
    value = key.sign(signature_base(answer._replace(headers=headers), covered, params))
    return {**own, SIGNATURE_INPUT: f"lea={params}", SIGNATURE: f"lea={bytes_field(value)}"}


def check_answer(answer: AnswerHead, digest: bytes, keys: Mapping[str, PublicKey], times: Times, now: datetime) -> str:
    """The id of the key that signed an answer with a body of this SHA-256. Raises SignatureRefused."""
    signature = signature_in(answer.headers)
    if signature is None:
        raise SignatureRefused(Fault.INCOMPLETE, "an answer is signed", "it is not")
    required = () if answer.status == NOT_MODIFIED else ("content-digest",)
    check_covers(signature, ("@status", *required, *filter(counts, answer.headers)))
    if not set(_binding(answer.request)) <= set(signature.covered.components):
        raise SignatureRefused(Fault.INCOMPLETE, "an answer is bound to its request", "it does not cover the request")
    if required and not hmac.compare_digest(digest_in(answer.headers.get("content-digest", "")), digest):
        raise SignatureRefused(Fault.WRONG, "the body is the one that was signed", "it is another", CONTENT_DIGEST)
    created, key_id = signature.parameters.get("created"), str(signature.parameters.get("keyid"))
    if not isinstance(created, int) or abs(now.timestamp() - created) > times.lifetime.total_seconds():
        raise SignatureRefused(Fault.OUT_OF_TIME, "an answer is signed when it is given", "created is another time")
    if key_id not in keys:
        raise SignatureRefused(Fault.WRONG, "an answer is signed with a key of the house", "the key is not known")
    prove(answer, signature, keys[key_id])
    return key_id


@lru_cache(maxsize=128)
def _covered(headers: tuple[str, ...], binding: tuple[Component, ...]) -> Covered:
    return covering(_STATUS, *map(component, headers), *binding)


def _binding(request: RequestHead) -> tuple[Component, ...]:
    """What ties an answer to its request."""
    return tuple([item for item in _BINDING if tellable(request, item.name)])
