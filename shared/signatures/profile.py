"""What a signature must state and cover, and for how long it is valid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from re import compile as pattern
from typing import TypeVar

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import SIGNATURE, TAG, Signature, digest_in, malformed
from shared.signatures.keys import PublicKey
from shared.signatures.messages import AnswerHead, RequestHead, counting, signature_base

_PARAMETERS = {"created": int, "expires": int, "keyid": str, "nonce": str, "alg": str, "tag": str}
_REQUIRED = frozenset({"created", "expires", "nonce", "keyid"})
_NONCE = pattern(r"[A-Za-z0-9+/=_.~-]{16,64}")
_BODILESS = frozenset({"GET", "HEAD"})

Message = TypeVar("Message", RequestHead, AnswerHead)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a signature is valid."""

    lifetime: timedelta = timedelta(minutes=5)
    """From `created` to `expires` at most."""
    skew: timedelta = timedelta(seconds=30)
    """How far two clocks may differ."""


@dataclass(frozen=True, slots=True)
class UnverifiedRequest:
    """A request whose signature states and covers what it must, and is not verified yet."""

    signature: Signature
    key_id: str
    nonce: str
    valid_until: datetime
    """From this moment on the signature is refused as expired."""
    digest: bytes | None
    """SHA-256 the body must have; none where there is no body."""
    request: RequestHead
    """The request; once verified, in the form its sender signed, which an answer is bound to."""

    def verify(self, request: RequestHead, key: PublicKey) -> RequestHead:
        """The request as it was signed with this key (see `verify`). Raises SignatureRefused."""
        return verify(request, self.signature, key)


def unverified(request: RequestHead, signature: Signature, validity: Validity, now: datetime) -> UnverifiedRequest:
    """What a signature states about a request, if it states and covers all it must. Raises SignatureRefused."""
    _check_parameters(signature)
    _check_tag(signature)
    required = ("@method", "@target-uri") if has_no_body(request) else ("@method", "@target-uri", "content-digest")
    check_covers(signature, (*required, *counting(tuple(request.headers))))
    valid_until = _valid_until(signature, validity, now)
    nonce = str(signature.parameters["nonce"])
    if not _NONCE.fullmatch(nonce):
        raise malformed("a nonce has 16 to 64 letters, digits or signs of base64", "it is another form")
    digest = request.headers.get("content-digest")
    return UnverifiedRequest(
        signature,
        str(signature.parameters["keyid"]),
        nonce,
        valid_until,
        None if digest is None else digest_in(digest),
        request,
    )


def has_no_body(request: RequestHead) -> bool:
    """Whether the head of the request announces no body."""
    headers = request.headers
    return (
        request.method in _BODILESS
        and headers.get("content-length", "0") == "0"
        and "transfer-encoding" not in headers
        and "content-digest" not in headers
    )


def verify(message: Message, signature: Signature, key: PublicKey) -> Message:
    """The message as it was signed with this key: with the form of `@target-uri` that its signer saw.

    Raises SignatureRefused.
    """
    if signature.parameters.get("alg", key.algorithm) != key.algorithm:
        raise SignatureRefused(Fault.WRONG, "the algorithm is that of the key", "the signature names another")
    form: Message | None = message
    while form is not None:
        if key.verifies(signature.value, signature_base(form, signature.covered, signature.input)):
            return form
        form = _other_form(message, signature) if form is message else None
    raise SignatureRefused(Fault.WRONG, "the signature is that of the key over the message", "it is not", SIGNATURE)


def _other_form(message: Message, signature: Signature) -> Message | None:
    """The message with the other form of `@target-uri`, where there is one and it is covered."""
    if all(component.name != "@target-uri" for component in signature.covered.components):
        return None
    if isinstance(message, RequestHead):
        return message.with_other_target()
    request = message.request.with_other_target()
    return None if request is None else message._replace(request=request)


def check_covers(signature: Signature, required: Sequence[str]) -> None:
    """Whether components of the message itself are covered. Raises SignatureRefused."""
    if not signature.covered.names.issuperset(required):
        missing = next(name for name in required if name not in signature.covered.names)
        raise SignatureRefused(Fault.INCOMPLETE, "all that counts is covered", f"{missing} is not covered")


def _check_parameters(signature: Signature) -> None:
    stated = signature.parameters
    for name, value in stated.items():
        if type(value) is not _PARAMETERS.get(name):
            raise malformed("parameters are those of RFC 9421, each of its type", "one is not")
    if not stated.keys() >= _REQUIRED:
        missing = min(_REQUIRED - stated.keys())
        raise SignatureRefused(Fault.INCOMPLETE, "a signature states what it must", f"{missing} is not stated")


def _check_tag(signature: Signature) -> None:
    if signature.parameters.get("tag", TAG) != TAG:
        raise SignatureRefused(Fault.WRONG, f"the tag, where there is one, is {TAG}", "it is another")


def _valid_until(signature: Signature, validity: Validity, now: datetime) -> datetime:
    created, expires = int(signature.parameters["created"]), int(signature.parameters["expires"])
    lifetime, skew, moment = validity.lifetime.total_seconds(), validity.skew.total_seconds(), now.timestamp()
    if created > moment + skew:
        raise _out_of_time("a signature is not from the future", "created is later than now")
    if expires <= created or expires - created > lifetime:
        rule = f"a signature is meant for at most {lifetime:.0f} s"
        raise _out_of_time(rule, "expires is not after created, or later than that")
    if expires + skew < moment:
        raise _out_of_time("a signature has not expired", "expires is past")
    return datetime.fromtimestamp(expires, UTC) + validity.skew


def _out_of_time(rule: str, detail: str) -> SignatureRefused:
    return SignatureRefused(Fault.OUT_OF_TIME, rule, detail)
