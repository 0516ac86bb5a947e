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
    TAG,
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
from shared.signatures.messages import AnswerHead, RequestHead, can_be_covered, counting, signature_base
from shared.signatures.profile import Validity, check_covers, verify

NOT_MODIFIED = 304

_STATUS = component("@status")
_BINDING = {name: component(name, of_request=True) for name in ("@method", "@target-uri", "signature")}


def sign_answer(key: SigningKey, answer: AnswerHead, digest: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign an answer; `digest` is the SHA-256 of its body.

    An answer without a body (304) states no digest of one: its entity tag is covered.
    """
    own = {} if answer.status == NOT_MODIFIED else {CONTENT_DIGEST.lower(): digest_field(digest)}
    status, headers, request = answer.status, {**answer.headers, **own}, answer.request
    covered, params = _stated(tuple(headers), _binding(request), int(now.timestamp()), key.id)
    value = key.sign(signature_base(AnswerHead(status, headers, request), covered, params))
    return {**own, SIGNATURE_INPUT.lower(): f"lea={params}", SIGNATURE.lower(): f"lea={bytes_field(value)}"}


def check_answer(
    answer: AnswerHead, digest: bytes, keys: Mapping[str, PublicKey], validity: Validity, now: datetime
) -> str:
    """The id of the key that signed an answer with a body of this SHA-256. Raises SignatureRefused."""
    signature = signature_in(answer.headers)
    if signature is None:
        raise SignatureRefused(Fault.INCOMPLETE, "an answer is signed", "it is not")
    required = () if answer.status == NOT_MODIFIED else ("content-digest",)
    check_covers(signature, ("@status", *required, *counting(tuple(answer.headers))))
    if not {_BINDING[name] for name in _binding(answer.request)} <= set(signature.covered.components):
        raise SignatureRefused(Fault.INCOMPLETE, "an answer is bound to its request", "it does not cover the request")
    if required and not hmac.compare_digest(digest_in(answer.headers.get("content-digest", "")), digest):
        raise SignatureRefused(Fault.WRONG, "the body is the one that was signed", "it is another", CONTENT_DIGEST)
    created, key_id = signature.parameters.get("created"), str(signature.parameters.get("keyid"))
    if not isinstance(created, int) or abs(now.timestamp() - created) > validity.lifetime.total_seconds():
        raise SignatureRefused(Fault.OUT_OF_TIME, "an answer is signed when it is given", "created is another time")
    if key_id not in keys:
        raise SignatureRefused(Fault.WRONG, "an answer is signed with a key of the service", "the key is not known")
    verify(answer, signature, keys[key_id])
    return key_id


@lru_cache(maxsize=128)
def _stated(headers: tuple[str, ...], binding: tuple[str, ...], created: int, key_id: str) -> tuple[Covered, str]:
    """What the signature of an answer covers and says; within a second, answers are much alike."""
    covered = covering(_STATUS, *map(component, counting(headers)), *[_BINDING[name] for name in binding])
    return covered, signature_params(covered, {"created": created, "keyid": key_id, "tag": TAG})


def _binding(request: RequestHead) -> tuple[str, ...]:
    """What ties an answer to its request."""
    return tuple([name for name in _BINDING if can_be_covered(request, name)])
