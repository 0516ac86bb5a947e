"""What the asking side believes: an answer signed by the house, to this very request, with this very body."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.signatures.answers import sign_answer
from shared.signatures.client import sign_request, verify_answer
from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.keys import Ed25519Signing
from shared.signatures.messages import AnswerHead, request_to

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUSE = Ed25519Signing("house", Ed25519PrivateKey.generate())
OTHER = Ed25519Signing("house", Ed25519PrivateKey.generate())
COURT = Ed25519Signing("court.first", Ed25519PrivateKey.generate())
URL = "http://edge:8000/v1/enforcement-proceedings/0101-2026-000001"
DIGEST = sha256(b"card").digest()
TOLD = {"content-type": "application/json", "etag": '"1"', "lea-stale": "false"}


def sent(**others: str) -> dict[str, str]:
    headers = {"LEA-Request-Id": "018f", **others}
    return {**headers, **sign_request(COURT, "GET", URL, headers, None, NOW)}


def told(request: dict[str, str], status: int = 200, key: Ed25519Signing = HOUSE) -> dict[str, str]:
    answer = AnswerHead(status, TOLD, request_to("GET", URL, request))
    return {**TOLD, **sign_answer(key, answer, DIGEST, NOW)}


def believed(request: dict[str, str], headers: dict[str, str], **others: Any) -> str:
    asked = {"status": 200, "digest": DIGEST, "url": URL, "now": NOW, **others}
    return verify_answer(
        {"house": HOUSE.public},
        asked["status"],
        headers,
        asked["digest"],
        request=("GET", asked["url"], request),
        now=asked["now"],
    )


def test_the_answer_of_the_house_is_believed() -> None:
    request = sent()
    assert believed(request, told(request)) == "house"
    assert believed(request, told(request, 304), status=304, digest=sha256(b"").digest()) == "house"
    unsigned = {"LEA-Request-Id": "018f"}
    assert believed(unsigned, told(unsigned)) == "house"
    broken = {"Signature": "\xe9\x01", "LEA-Request-Id": "018f"}
    assert believed(broken, told(broken)) == "house"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"status": 404}, Fault.WRONG),
        ({"digest": sha256(b"other").digest()}, Fault.WRONG),
        ({"url": URL + "1"}, Fault.WRONG),
        ({"now": NOW + timedelta(hours=1)}, Fault.OUT_OF_TIME),
        ({"now": NOW - timedelta(hours=1)}, Fault.OUT_OF_TIME),
    ],
)
def test_any_other_answer_is_not(changed: dict[str, Any], fault: Fault) -> None:
    request = sent()
    with pytest.raises(SignatureRefused) as caught:
        believed(request, told(request), **changed)
    assert caught.value.fault is fault


def without(name: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda headers: {key: value for key, value in headers.items() if key != name}


@pytest.mark.parametrize(
    "changed",
    [
        without("signature"),
        without("signature-input"),
        without("content-digest"),
        without("etag"),
        lambda headers: {**headers, "lea-stale": "true"},
        lambda headers: {**headers, "lea-more": "1"},
        lambda headers: {**headers, "signature": "lea=::"},
        lambda headers: {**headers, "signature-input": headers["signature-input"].replace('"@status" ', "")},
        lambda headers: {**headers, "signature-input": headers["signature-input"].replace('"signature";req', '"etag"')},
        lambda headers: {**headers, "signature-input": headers["signature-input"].replace("created=1", "created=2")},
    ],
)
def test_what_was_changed_on_the_way_is_not_believed(changed: Callable[[dict[str, str]], dict[str, str]]) -> None:
    request = sent()
    with pytest.raises(SignatureRefused):
        believed(request, changed(told(request)))


def test_other_keys_are_not_believed() -> None:
    request = sent()
    for key in (OTHER, replace(HOUSE, id="unknown")):
        with pytest.raises(SignatureRefused) as caught:
            believed(request, told(request, key=key))
        assert caught.value.fault is Fault.WRONG


def test_an_answer_to_another_request_of_the_same_kind_is_not_believed() -> None:
    first, second = sent(), sent()
    with pytest.raises(SignatureRefused):
        believed(second, told(first))
