"""The client's side: signs requests, and verifies that an answer is the service's, to this request."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from shared.signatures.answers import check_answer
from shared.signatures.fields import (
    CONTENT_DIGEST,
    SIGNATURE,
    SIGNATURE_INPUT,
    TAG,
    bytes_field,
    component,
    covering,
    digest_field,
    signature_params,
)
from shared.signatures.keys import PublicKey, SigningKey
from shared.signatures.messages import AnswerHead, counting, lowered, request_to, signature_base
from shared.signatures.profile import Validity

LIFETIME = timedelta(minutes=1)


def sign_request(
    key: SigningKey,
    method: str,
    url: str,
    headers: Mapping[str, str],
    digest: bytes | None,
    now: datetime,
    *,
    nonce: str | None = None,
    lifetime: timedelta = LIFETIME,
) -> dict[str, str]:
    """The headers that sign a request: add them to its own, and send it as it stands.

    `url` is absolute and percent-encoded; of `headers`, those that count are covered; `digest` is the SHA-256
    of the body, None where there is none. Raises SignatureRefused where a header cannot be covered.
    """
    own = {} if digest is None else {CONTENT_DIGEST: digest_field(digest)}
    request = request_to(method, url, {**headers, **own})
    covered = covering(*map(component, ("@method", "@target-uri", *counting(tuple(request.headers)))))
    created = int(now.timestamp())
    parameters: dict[str, str | int] = {
        "created": created,
        "expires": created + int(lifetime.total_seconds()),
        "nonce": nonce or secrets.token_urlsafe(24),
        "keyid": key.id,
        "tag": TAG,
    }
    params = signature_params(covered, parameters)
    value = key.sign(signature_base(request, covered, params))
    return {**own, SIGNATURE_INPUT: f"sig={params}", SIGNATURE: f"sig={bytes_field(value)}"}


def verify_answer(
    keys: Mapping[str, PublicKey],
    status: int,
    headers: Mapping[str, str],
    digest: bytes,
    *,
    request: tuple[str, str, Mapping[str, str]],
    now: datetime,
    validity: Validity = Validity(),  # noqa: B008 - it cannot be changed
) -> str:
    """The id of the service's key that signed this answer to this request. Raises SignatureRefused.

    `digest` is the SHA-256 of the body; `request` is method, address and all headers that were sent.
    """
    method, url, sent = request
    answer = AnswerHead(status, lowered(headers), request_to(method, url, sent))
    return check_answer(answer, digest, keys, validity, now)
