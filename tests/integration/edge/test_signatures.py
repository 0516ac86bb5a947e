"""Signed requests and signed answers, end to end: verification, refusals, records."""

import asyncio
import gzip
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple, cast
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.events.edge import ConsumerKey, KeyKind, Quota
from contracts.service_3_11_01 import Policy
from services.edge.registry.first_consumers import register
from shared.signatures.answers import check_answer
from shared.signatures.client import sign_request, verify_answer
from shared.signatures.keys import EcdsaP256Signing, Ed25519Signing, SigningKey, fingerprint, signing_key, spki_in
from shared.signatures.messages import AnswerHead, request_to
from shared.signatures.profile import Validity
from tests.engines import NewDatabase
from tests.integration.edge.conftest import (
    NOW,
    PURPOSE,
    Edge,
    fill_read_model,
    proceeding,
    running_edge,
    second_process,
)
from tests.integration.edge.log import as_owner, verified
from tests.integration.edge.test_refusals import problem

SIGNER = "signing-court"
CURVE = EcdsaP256Signing(f"{SIGNER}.curve", generate_private_key(SECP256R1()))
EDWARDS = Ed25519Signing(f"{SIGNER}.edwards", Ed25519PrivateKey.generate())
FORMER = Ed25519Signing(f"{SIGNER}.former", Ed25519PrivateKey.generate())
SERVICE_KEY = b64encode(
    generate_private_key(SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
).decode()

NUMBER = proceeding(1).course.number
CARD, REQUESTS = f"/v1/enforcement-proceedings/{NUMBER}", "/v1/information-requests"
PERSON = "7777777A777PB7"


def registered(key: SigningKey, kind: KeyKind, **validity: Any) -> ConsumerKey:
    material = b64encode(key.public.spki).decode()
    return ConsumerKey(id=key.id, kind=kind, material=material, **{"valid_from": NOW - timedelta(days=9), **validity})


@pytest.fixture(scope="module")
async def signing_edge(migrated_database: NewDatabase) -> AsyncIterator[Edge]:
    """An edge that signs its answers, with a consumer that signs its requests."""
    model, own = migrated_database("court_query"), migrated_database("edge")
    await fill_read_model(model, map(proceeding, range(3)))
    async with running_edge(
        model, own, signing_key=SERVICE_KEY, other_public_keys=(b64encode(FORMER.public.spki).decode(),)
    ) as edge:
        keys = [
            registered(CURVE, KeyKind.ECDSA_P256),
            registered(EDWARDS, KeyKind.ED25519),
            registered(FORMER, KeyKind.ED25519, valid_to=NOW - timedelta(days=1)),
        ]
        await register(own.owner_url, SIGNER, valid_from=NOW, keys=keys)
        await edge.refresh()
        yield edge


def body(*look_ups: Any) -> bytes:
    look_up = {"by": "debtor", "identifier": {"kind": "unp", "value": PERSON}}
    request = {
        "request_id": str(uuid4()),
        "consumer": SIGNER,
        "legal_ground": "case-at-hand",
        "court_case": "12-3/2026",
        "look_ups": look_ups or [look_up],
    }
    return json.dumps(request).encode()


def signed(key: SigningKey = CURVE, content: bytes | None = None, **others: Any) -> dict[str, str]:
    """The headers of a request for the card, or with a body of a request for information."""
    if content is None:
        method, path, headers, digest = "GET", CARD, {"LEA-Request-Id": str(uuid4()), **PURPOSE}, None
    else:
        headers = {"Content-Type": "application/json"}
        method, path, digest = "POST", REQUESTS, sha256(content).digest()
    return {**headers, **sign_request(key, method, f"http://edge{path}", headers, digest, **{"now": NOW, **others})}


async def send(edge: Edge, headers: dict[str, str], content: bytes | None = None) -> httpx.Response:
    async with edge.client() as client:
        if content is None:
            return await client.get(CARD, headers=headers)
        return await client.post(REQUESTS, content=content, headers=headers)


def proved(response: httpx.Response) -> str:
    """The key that signed this answer to the request it answers."""
    service_key = signing_key(SERVICE_KEY)
    request = response.request
    return verify_answer(
        {service_key.id: service_key.public},
        response.status_code,
        dict(response.headers),
        sha256(response.content).digest(),
        request=(request.method, str(request.url), dict(request.headers)),
        now=NOW,
    )


@pytest.mark.parametrize("key", [CURVE, EDWARDS])
async def test_a_signed_request_gets_a_signed_answer(signing_edge: Edge, key: SigningKey) -> None:
    for content in (None, body()):
        response = await send(signing_edge, signed(key, content), content)
        assert response.status_code == 200, response.text
        proved(response)
        last = await signing_edge.last()
        assert (last["consumer"], last["key"], last["status"]) == (SIGNER, key.id, 200)
        assert last["answer_signature"] == response.headers["signature"]
        assert last["answer_digest"] == sha256(response.content).digest()


@pytest.mark.parametrize("mark", ["", "?"])
async def test_an_empty_query_is_signed_as_it_is_sent(signing_edge: Edge, mark: str) -> None:
    url = f"http://edge/v1/policy{mark}"
    async with signing_edge.client() as client:
        response = await client.get(url, headers=sign_request(CURVE, "GET", url, {}, None, NOW))
    assert (str(response.request.url), response.status_code) == (url, 200), response.text
    proved(response)
    # As a verifier that knows one form of the address only.
    asked = request_to("GET", url, dict(response.request.headers))._replace(other_target=None)
    answer = AnswerHead(200, dict(response.headers), asked)
    service_key = signing_key(SERVICE_KEY)
    check_answer(answer, sha256(response.content).digest(), {service_key.id: service_key.public}, Validity(), NOW)


IDENTITY = (1).to_bytes(32, "little")
BASE = bytes.fromhex("58" + "66" * 31)  # the base point B of edwards25519


class Forged(NamedTuple):
    """Under the identity as a key, R = B and S = 1 verify for every message: S·B = R + k·A."""

    id: str

    def sign(self, _: bytes) -> bytes:
        return BASE + IDENTITY


async def test_a_key_of_small_order_in_the_registry_verifies_nothing(fresh_edge: Edge) -> None:
    """An earlier release may have registered it."""
    weak, own = f"{SIGNER}.weak", fresh_edge.own
    keys = [registered(EDWARDS, KeyKind.ED25519), registered(replace(EDWARDS, id=weak), KeyKind.ED25519)]
    await register(own.owner_url, SIGNER, valid_from=NOW, keys=keys)
    async with as_owner(own) as owner:
        spki = EDWARDS.public.spki[:-32] + IDENTITY
        await owner.execute("UPDATE consumer_key SET material = $2 WHERE id = $1", weak, spki)
    await fresh_edge.refresh()
    problem(await send(fresh_edge, signed(cast("SigningKey", Forged(weak)))), 401, "not-authenticated")
    problem(await send(fresh_edge, signed(EDWARDS)), 404, "not-found")  # the other key is not affected


async def test_the_answer_about_an_unchanged_card_is_signed_too(signing_edge: Edge) -> None:
    card = await send(signing_edge, signed())
    unchanged = await send(signing_edge, {**signed(), "If-None-Match": card.headers["etag"]})
    assert unchanged.status_code == 304
    proved(unchanged)
    assert "content-digest" not in unchanged.headers


async def test_the_policy_lists_the_keys_of_the_service(signing_edge: Edge) -> None:
    async with signing_edge.client() as client:
        path = "/v1/policy"
        proof = sign_request(CURVE, "GET", f"http://edge{path}", {}, None, NOW)
        response = await client.get(path, headers=proof)
    own, former = Policy.model_validate_json(response.content).keys
    assert (own.id, own.algorithm) == (proved(response), "ecdsa-p256-sha256")
    assert spki_in(own.public_key) == signing_key(SERVICE_KEY).public.spki
    assert (former.id, former.algorithm) == (fingerprint(FORMER.public), "ed25519")


async def test_another_body_than_the_signed_one_is_refused(signing_edge: Edge) -> None:
    response = await send(signing_edge, signed(content=body()), body())
    problem(response, 400, "body-not-as-signed")
    proved(response)
    assert (await signing_edge.last())["problem"] == "body-not-as-signed"
    bearer = {"Authorization": f"Bearer {signing_edge.key}", "Content-Type": "application/json"}
    digest = {"Content-Digest": signed(content=b"other")["Content-Digest"]}
    problem(await send(signing_edge, {**bearer, **digest}, body()), 400, "body-not-as-signed")


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed().items() if key != name}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        (lambda: without("Signature"), 400, "malformed-request"),
        (lambda: without("Signature-Input"), 400, "malformed-request"),
        (lambda: {**signed(), "Signature": "sig=:AAAA:"}, 401, "signature-wrong"),
        (lambda: signed(replace(CURVE, id=f"{SIGNER}.edwards")), 401, "signature-wrong"),
        (lambda: signed(replace(CURVE, id=f"{SIGNER}.nobodys")), 401, "not-authenticated"),
        (lambda: signed(FORMER), 401, "key-not-valid"),
        (lambda: signed(now=NOW - timedelta(minutes=10)), 401, "signature-out-of-time"),
        (lambda: signed(now=NOW + timedelta(minutes=10)), 401, "signature-out-of-time"),
        (lambda: signed(lifetime=timedelta(hours=1)), 401, "signature-out-of-time"),
        (lambda: signed(lifetime=timedelta(0)), 401, "signature-out-of-time"),
        (lambda: signed(nonce="short"), 400, "malformed-request"),
        (lambda: signed(nonce="x" * 65), 400, "malformed-request"),
        (lambda: {**signed(), "LEA-Court-Case": "other"}, 401, "signature-wrong"),
        (lambda: {**signed(), "LEA-Other": "1"}, 401, "signature-incomplete"),
    ],
)
async def test_an_invalid_signature_is_refused_signed_and_recorded(
    signing_edge: Edge, headers: Any, status: int, code: str
) -> None:
    response = await send(signing_edge, headers())
    problem(response, status, code)
    proved(response)
    last = await signing_edge.last()
    assert (last["consumer"], last["status"], last["problem"]) == (None, status, code)
    if status == 401:
        assert response.headers["www-authenticate"]


async def test_a_signed_request_is_made_once(signing_edge: Edge) -> None:
    headers = signed()
    assert (await send(signing_edge, headers)).status_code == 200
    again = await send(signing_edge, headers)
    problem(again, 401, "request-replayed")
    proved(again)
    last = await signing_edge.last()
    assert (last["consumer"], last["key"], last["problem"]) == (SIGNER, CURVE.id, "request-replayed")


async def test_a_replayed_look_up_costs_no_quota_and_is_not_answered(signing_edge: Edge) -> None:
    key = Ed25519Signing("careful.signing", Ed25519PrivateKey.generate())
    quota = Quota(requests_per_second=0.001, burst=5, look_ups_per_day=6)
    await register(
        signing_edge.own.owner_url, "careful", valid_from=NOW, quota=quota, keys=[registered(key, KeyKind.ED25519)]
    )
    await signing_edge.refresh()
    headers = signed(key)
    async with second_process(signing_edge) as other:
        assert (await send(signing_edge, headers)).status_code == 200
        for edge in (signing_edge, other) * 10:
            problem(await send(edge, headers), 401, "request-replayed")
            record = await signing_edge.last()
            assert (record["problem"], record["look_ups"], record["proceedings"]) == ("request-replayed", [], [])
        statuses = [(await send(edge, signed(key))).status_code for edge in (signing_edge, other) * 3]
    assert statuses == [200, 200, 200, 200, 429, 429]


async def test_of_simultaneous_replays_one_is_answered(signing_edge: Edge) -> None:
    several = [signed(key) for key in (CURVE, EDWARDS) for _ in range(5)]
    async with second_process(signing_edge) as other:
        edges = (signing_edge, other)
        asked = [send(edges[turn % 2], headers) for turn in range(6) for headers in several]
        statuses = [response.status_code for response in await asyncio.gather(*asked)]
    assert (statuses.count(200), statuses.count(401)) == (10, 50)
    findings = await verified(signing_edge.own)
    assert findings.faults == ()


@pytest.mark.parametrize(
    ("encoded", "headers", "status", "code"),
    [
        (lambda text: gzip.compress(text), {"Content-Encoding": "gzip"}, 415, "not-json"),
        (lambda text: text, {"Content-Encoding": "gzip"}, 415, "not-json"),
        (lambda text: text.decode().encode("utf-16"), {}, 400, "malformed-request"),
        (lambda text: b"\xef\xbb\xbf" + text, {}, 400, "malformed-request"),
        (lambda text: text.replace(b"case-at-hand", b"\xff\xfe"), {}, 400, "malformed-request"),
        (lambda text: text.replace(b"case-at-hand", b"\\ud800"), {}, 400, "malformed-request"),
        (lambda text: text + b"\0", {}, 400, "malformed-request"),
        (lambda _: b"", {}, 400, "malformed-request"),
    ],
)
async def test_a_signed_request_with_a_wrong_encoding_is_refused(
    signing_edge: Edge, encoded: Callable[[bytes], bytes], headers: dict[str, str], status: int, code: str
) -> None:
    content = encoded(body())
    sent = {"Content-Type": "application/json", **headers}
    proof = sign_request(CURVE, "POST", f"http://edge{REQUESTS}", sent, sha256(content).digest(), NOW)
    response = await send(signing_edge, {**sent, **proof}, content)
    problem(response, status, code)
    proved(response)
    assert PERSON not in response.text + json.dumps(await signing_edge.last(), default=str)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("Signature", 400, "malformed-request"),
        ("Signature-Input", 400, "malformed-request"),
        ("Content-Digest", 401, "signature-incomplete"),
        ("Host", 400, "malformed-request"),
    ],
)
async def test_additions_to_a_signature_header_are_refused(
    signing_edge: Edge, name: str, status: int, code: str
) -> None:
    headers = [*signed().items(), (name, "x"), (name, "x")]
    async with signing_edge.client() as client:
        problem(await client.get(CARD, headers=headers), status, code)


PIECES = st.sampled_from(
    [*'()";=:, \\\t?@%*-_.0Aa', "\xe9", "sig=", ";req", ";created=0", ";expires=", ":AAAA:", "sha-256"]
)


KEYS: st.SearchStrategy[SigningKey] = st.sampled_from([CURVE, EDWARDS])


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[dict[str, str], bytes]:
    """A signed request with one change."""
    content = body()
    headers = signed(draw(KEYS), content)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*headers, "Host", "Authorization", "Transfer-Encoding", "LEA-Court-Case"]))
        value = headers.get(name, "")
        place = draw(st.integers(0, len(value)))
        rest = value[place + draw(st.integers(0, 3)) :]
        headers[name] = (value[:place] + "".join(draw(st.lists(PIECES, max_size=3))) + rest).strip()
    if draw(st.booleans()):
        content = content[: draw(st.integers(0, len(content)))]
    return headers, content


REFUSED = {
    "malformed-request",
    "not-authenticated",
    "signature-wrong",
    "signature-incomplete",
    "signature-out-of-time",
    "key-not-valid",
    "body-not-as-signed",
    "not-json",
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=corrupted())
async def test_a_corrupted_request_gets_the_right_problem_without_personal_data(
    signing_edge: Edge, case: tuple[dict[str, str], bytes]
) -> None:
    headers, content = case
    async with signing_edge.client() as client:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        response = await client.post(REQUESTS, content=content, headers=raw)
    last = await signing_edge.last()
    assert last["status"] == response.status_code
    if response.status_code == 200:
        # Nothing was changed that the signature protects.
        assert last["key"] in {CURVE.id, EDWARDS.id}
        assert last["request_digest"] == sha256(content).digest()
    else:
        code = problem(response, response.status_code, last["problem"]).type.removeprefix("urn:lea:problem:")
        assert code in REFUSED, response.text
    assert PERSON not in response.text
    assert PERSON not in json.dumps(last, default=str)
    assert last["answer_signature"] == response.headers["signature"]
