"""An empty query: `/v1/policy?` and `/v1/policy` are one resource, and a signature over either form is accepted."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.signatures.answers import sign_answer
from shared.signatures.client import sign_request, verify_answer
from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import signature_in
from shared.signatures.keys import Ed25519Signing
from shared.signatures.messages import AnswerHead, RequestHead, request_head, request_to
from shared.signatures.profile import Validity, unverified

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COURT = Ed25519Signing("court.first", Ed25519PrivateKey.generate())
HOUSE = Ed25519Signing("house", Ed25519PrivateKey.generate())
PATH = "/v1/policy"
PLAIN, MARKED = f"http://edge{PATH}", f"http://edge{PATH}?"
DIGEST = sha256(b"policy").digest()


def received(url: str, query: str = "") -> RequestHead:
    """A request as a server learns of it that is not told whether there was a question mark."""
    headers = {name.lower(): value for name, value in sign_request(COURT, "GET", url, {}, None, NOW).items()}
    return request_head("GET", "http", "edge", PATH, query, headers)


def proved(request: RequestHead) -> RequestHead:
    signature = signature_in(request.headers)
    assert signature
    return unverified(request, signature, Validity(), NOW).verify(request, COURT.public)


@pytest.mark.parametrize("url", [PLAIN, MARKED])
def test_a_signature_over_either_form_is_accepted(url: str) -> None:
    assert proved(received(url)).components["@target-uri"] == url


@pytest.mark.parametrize("url", [PLAIN, MARKED, f"{MARKED}#part"])
def test_a_client_signs_the_form_it_sends(url: str) -> None:
    request = request_to("GET", url, {})
    assert request.components["@target-uri"] == url.partition("#")[0]
    assert request.components["@query"] == "?"  # RFC 9421, 2.2.7: in both forms


@pytest.mark.parametrize("url", [f"{MARKED}a=1", f"{PLAIN}x", "https://edge/v1/policy?", f"{PLAIN}??"])
def test_any_other_address_is_not(url: str) -> None:
    with pytest.raises(SignatureRefused) as caught:
        proved(received(url))
    assert caught.value.fault is Fault.WRONG


@pytest.mark.parametrize("url", [PLAIN, MARKED])
def test_a_query_that_is_not_empty_has_one_form(url: str) -> None:
    request = received(url, "a=1")
    assert request.other_target is None
    with pytest.raises(SignatureRefused):
        proved(request)


@pytest.mark.parametrize("url", [PLAIN, MARKED])
def test_an_answer_is_bound_to_the_form_that_was_signed(url: str) -> None:
    request = proved(received(url))
    headers = sign_answer(HOUSE, AnswerHead(200, {}, request), DIGEST, NOW)
    assert headers == sign_answer(HOUSE, AnswerHead(200, {}, request_to("GET", url, request.headers)), DIGEST, NOW)


@pytest.mark.parametrize("sent", [PLAIN, MARKED])
@pytest.mark.parametrize("bound", [PLAIN, MARKED])
def test_a_client_accepts_an_answer_bound_to_either_form(sent: str, bound: str) -> None:
    """A request that was refused before its signature was read is bound in the plain form."""
    request = sign_request(COURT, "GET", sent, {}, None, NOW)
    headers = sign_answer(HOUSE, AnswerHead(401, {}, request_to("GET", bound, request)), DIGEST, NOW)
    keys = {"house": HOUSE.public}
    assert verify_answer(keys, 401, headers, DIGEST, request=("GET", sent, request), now=NOW) == "house"
    with pytest.raises(SignatureRefused):
        verify_answer(keys, 401, headers, DIGEST, request=("GET", f"{PLAIN}?a=1", request), now=NOW)
