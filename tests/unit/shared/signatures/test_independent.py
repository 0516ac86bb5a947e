"""Against another implementation of RFC 9421 (http-message-signatures): what one signs, the other proves."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, InvalidSignature, MappingKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519

from shared.signatures.answers import sign_answer
from shared.signatures.client import sign_request, verify_answer
from shared.signatures.faults import SignatureRefused
from shared.signatures.fields import signature_in
from shared.signatures.keys import EcdsaP256Signing, Ed25519Signing
from shared.signatures.messages import AnswerHead, lowered, request_to
from shared.signatures.profile import Validity, unverified

EDWARDS = Ed25519Signing("court.first", Ed25519PrivateKey.generate())
CURVE = EcdsaP256Signing("court.second", generate_private_key(SECP256R1()))
PAIRS = [(EDWARDS, ED25519), (CURVE, ECDSA_P256_SHA256)]

URL = "https://lea.example/v1/information-requests"
BODY = b'{"request_id": "018f"}'
DIGEST = sha256(BODY).digest()
HEADERS = {"Host": "lea.example", "Content-Type": "application/json", "LEA-Court-Case": " 155%D0%AD "}

Own = Ed25519Signing | EcdsaP256Signing


def now() -> datetime:
    """Their implementation goes by the clock of the machine."""
    return datetime.now(UTC)


def theirs(own: Own, algorithm: Any) -> tuple[HTTPMessageSigner, HTTPMessageVerifier]:
    keys = MappingKeyResolver(public_keys={own.id: own.public.key}, private_keys={own.id: own.key})
    told = {"signature_algorithm": algorithm, "key_resolver": keys}
    return HTTPMessageSigner(**told), HTTPMessageVerifier(**told)


def message(headers: dict[str, str], **others: Any) -> SimpleNamespace:
    return SimpleNamespace(method="POST", url=URL, headers=headers, **others)


@pytest.mark.parametrize(("own", "algorithm"), PAIRS)
def test_they_prove_our_requests(own: Own, algorithm: Any) -> None:
    _, verifier = theirs(own, algorithm)
    headers = {**HEADERS, **sign_request(own, "POST", URL, HEADERS, DIGEST, now())}
    wanted = ("@method", "@target-uri", "content-digest", "content-type", "lea-court-case")
    (result,) = verifier.verify(message(headers), expect_tag="lea", require_components=wanted, body=BODY)
    assert result.parameters["keyid"] == own.id
    with pytest.raises(InvalidSignature):
        verifier.verify(message({**headers, "LEA-Court-Case": "other"}), expect_tag="lea")


@pytest.mark.parametrize(("own", "algorithm"), PAIRS)
def test_we_prove_their_requests(own: Own, algorithm: Any) -> None:
    signer, _ = theirs(own, algorithm)
    asked = message(dict(HEADERS))
    signer.sign(
        asked,
        key_id=own.id,
        created=now(),
        expires=now() + timedelta(minutes=1),
        nonce="0123456789abcdef",
        covered_component_ids=("@method", "@authority", "@target-uri", "content-type", "lea-court-case"),
        body=BODY,
    )
    request = request_to("POST", URL, asked.headers)
    signature = signature_in(request.headers)
    assert signature
    read = unverified(request, signature, Validity(), now())
    read.verify(request, own.public)
    assert (read.key_id, read.nonce, read.digest) == (own.id, "0123456789abcdef", DIGEST)
    with pytest.raises(SignatureRefused):
        read.verify(request_to("POST", f"{URL}2", asked.headers), own.public)


def answered(own: Own, status: int = 200) -> tuple[dict[str, str], dict[str, str]]:
    """Headers of a request and of its answer, both signed."""
    sent = {**HEADERS, **sign_request(EDWARDS, "POST", URL, HEADERS, DIGEST, now())}
    told = {"Content-Type": "application/json", "ETag": '"1"', "LEA-Stale": "false", "Vary": "Accept-Language"}
    answer = AnswerHead(status, lowered(told), request_to("POST", URL, sent))
    return sent, {**told, **sign_answer(own, answer, DIGEST, now())}


@pytest.mark.parametrize(("own", "algorithm"), PAIRS)
@pytest.mark.parametrize("status", [200, 304, 401])
def test_they_prove_our_answers_to_the_request(own: Own, algorithm: Any, status: int) -> None:
    _, verifier = theirs(own, algorithm)
    sent, told = answered(own, status)
    wanted = ["@status", '"@method";req', '"@target-uri";req', '"signature";req', "etag", "lea-stale"]
    answer = message(told, status_code=status, request=message(sent))
    verifier.verify(answer, expect_tag="lea", require_components=wanted, body=None if status == 304 else BODY)
    other = sign_request(EDWARDS, "POST", URL, HEADERS, DIGEST, now())
    with pytest.raises(InvalidSignature):
        verifier.verify(message(told, status_code=status, request=message({**sent, **other})), expect_tag="lea")
    with pytest.raises(InvalidSignature):
        verifier.verify(message(told, status_code=500, request=message(sent)), expect_tag="lea")


@pytest.mark.parametrize(("own", "algorithm"), PAIRS)
def test_we_prove_their_answers(own: Own, algorithm: Any) -> None:
    signer, _ = theirs(own, algorithm)
    sent, _ = answered(own)
    told = {"Content-Type": "application/json"}
    covered = ["@status", "content-type", '"@method";req', '"@target-uri";req', '"signature";req']
    answer = message(told, status_code=200, request=message(sent))
    signer.sign(answer, key_id=own.id, created=now(), tag="lea", covered_component_ids=covered, body=BODY)
    keys = {own.id: own.public}
    assert verify_answer(keys, 200, told, DIGEST, request=("POST", URL, sent), now=now()) == own.id
