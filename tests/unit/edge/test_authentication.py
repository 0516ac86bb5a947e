"""Authentication: keys, signatures, certificates, and everything that is refused."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import http_sf
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.edge.access.authentication import Authentication, Caller
from services.edge.access.domain.nonces import Nonce
from services.edge.access.request_head import ReceivedHead, head_of
from services.edge.registry.domain.consumers import SCOPES, BearerKey, Consumer, SignatureKey
from services.edge.settings import ApiSettings
from shared.http.authentication import secret_digest
from shared.http.problems import Refused
from shared.refreshing import RefreshingCache
from shared.signatures.client import sign_request
from shared.signatures.keys import EcdsaP256Signing, Ed25519Signing, SigningKey

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
COURT, BEARER = "supreme-court", "supreme-court.secret"
PURPOSE = {"LEA-Request-Id": "018f", "LEA-Legal-Ground": "case-at-hand", "LEA-Court-Case": "12-3%2F2026"}
GET, POST = "/v1/enforcement-proceedings/0101-2026-000001", "/v1/information-requests"
CERTIFICATE = b"certificate"
DIGEST = f"sha-256=:{'A' * 43}=:"

EDWARDS = Ed25519Signing(f"{COURT}.first", Ed25519PrivateKey.generate())
CURVE = EcdsaP256Signing(f"{COURT}.second", generate_private_key(SECP256R1()))
FOREIGN = EcdsaP256Signing(f"{COURT}.second", generate_private_key(SECP256R1()))
FORMER = Ed25519Signing(f"{COURT}.former", Ed25519PrivateKey.generate())
COMING = Ed25519Signing(f"{COURT}.coming", Ed25519PrivateKey.generate())
OTHERS = Ed25519Signing("other-court.first", Ed25519PrivateKey.generate())


def consumer(name: str, bearer: str, *keys: SignatureKey, **others: Any) -> Consumer:
    registered = {key.id: key for key in keys}
    bearers = (BearerKey(secret_digest(bearer), NOW),)
    return Consumer(name, bearers, frozenset(SCOPES), frozenset(), NOW, keys=registered, **others)


def key(signing: SigningKey, valid_from: datetime = NOW, valid_to: datetime | None = None) -> SignatureKey:
    return SignatureKey(signing.id, signing.public, valid_from, valid_to)


REGISTRY = {
    COURT: consumer(
        COURT,
        BEARER,
        key(EDWARDS),
        key(CURVE),
        key(FORMER, valid_to=NOW),
        key(COMING, NOW + timedelta(seconds=1)),
    ),
    "other-court": consumer("other-court", "other-court.secret", key(OTHERS)),
    "bound": consumer("bound", "bound.secret", certificates=frozenset({sha256(CERTIFICATE).digest()})),
}


async def proofs(registry: Mapping[str, Consumer] | None = None, **settings: Any) -> Authentication:
    async def read() -> dict[str, Consumer]:
        return dict(registry or REGISTRY)

    registry_cache = RefreshingCache("registry", read, 1, 1000)
    await registry_cache.refresh()
    api_settings = ApiSettings(database_url="", read_model_url="", public_url="http://edge", **settings)
    return Authentication(registry_cache, api_settings)


def get(
    headers: Mapping[str, str],
    public_url: str = "http://edge",
    path: str = GET,
    query: bytes = b"",
    behind_proxy: bool = False,
    **others: Any,
) -> ReceivedHead:
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"method": "GET", "path": path, "query_string": query, "scheme": "http", "headers": raw, **others}
    return head_of(scope, public_url, behind_proxy=behind_proxy)


def certified(headers: Mapping[str, str], certificate: bytes | None, *, behind_proxy: bool = True) -> ReceivedHead:
    """A request whose connection HAProxy has verified."""
    field = {} if certificate is None else {"Client-Cert": f":{b64encode(certificate).decode()}:"}
    return get({**headers, **field}, behind_proxy=behind_proxy)


def signed(
    signing: SigningKey = CURVE,
    method: str = "GET",
    url: str = f"http://edge{GET}",
    body: bytes | None = None,
    **others: Any,
) -> dict[str, str]:
    headers = {"Host": "edge", **PURPOSE}
    digest = None if body is None else sha256(body).digest()
    return {**headers, **sign_request(signing, method, url, headers, digest, **{"now": NOW, **others})}


def as_read(field: str) -> Any:
    return http_sf.parse(field.encode(), tltype="dictionary")


async def refused(head: ReceivedHead, code: str, field: str | None = None, **settings: Any) -> Refused:
    edge = await proofs(**settings)
    with pytest.raises(Refused) as caught:
        edge.caller(head, NOW)
    assert caught.value.kind.code == code, caught.value.problems
    if field:
        assert caught.value.problems[0].field == field
    return caught.value


@pytest.mark.parametrize("signing", [EDWARDS, CURVE])
async def test_a_signed_request_belongs_to_its_signer(signing: SigningKey) -> None:
    caller = (await proofs()).caller(get(signed(signing, nonce="0123456789abcdef")), NOW)
    assert (caller.consumer.id, caller.key) == (COURT, signing.id)
    assert caller.nonce
    assert caller.nonce.value == "0123456789abcdef"
    assert caller.nonce.expires_at == NOW + timedelta(seconds=60 + 30)
    assert caller.content_digest is None


async def test_the_signed_digest_is_that_of_the_body() -> None:
    head = get(signed(method="POST", url=f"http://edge{POST}", body=b"{}"), method="POST", path=POST)
    assert (await proofs()).caller(head, NOW).content_digest == sha256(b"{}").digest()


async def test_a_bearer_key_is_enough_unless_signatures_are_required() -> None:
    head = get({"Host": "edge", "Authorization": f"Bearer {BEARER}"})
    assert (await proofs()).caller(head, NOW) == Caller(REGISTRY[COURT])
    refusal = await refused(head, "signature-required", "Signature", signatures_required=True)
    ((_, (_, wanted)),) = as_read(refusal.kind.headers["accept-signature"]).items()
    assert wanted == {"created": True, "expires": True, "tag": "lea"}
    assert (await proofs(signatures_required=True)).caller(get(signed()), NOW).consumer.id == COURT


async def test_all_proofs_are_of_one_consumer() -> None:
    both = get({**signed(), "Authorization": f"Bearer {BEARER}"})
    assert (await proofs()).caller(both, NOW).consumer.id == COURT
    for other in ("other-court.secret", "supreme-court.wrong", ""):
        await refused(get({**signed(), "Authorization": f"Bearer {other}"}), "not-authenticated", "Authorization")


async def test_the_configured_address_is_verified_whatever_the_host() -> None:
    headers = signed(url=f"https://lea.example{GET}")
    assert (await proofs()).caller(get(headers, "https://lea.example"), NOW).consumer.id == COURT
    await refused(get({**headers, "Host": "lea.example"}), "signature-wrong")
    await refused(get(headers), "signature-wrong")


@pytest.mark.parametrize(
    ("signing", "code"),
    [(FOREIGN, "signature-wrong"), (FORMER, "key-not-valid"), (COMING, "key-not-valid")],
)
async def test_other_keys_are_refused(signing: SigningKey, code: str) -> None:
    await refused(get(signed(signing)), code)


@pytest.mark.parametrize(
    "key_id", ["supreme-court.third", "supreme-court", "nobody.first", "", ".", "other-court.second"]
)
async def test_unknown_keys_all_get_the_same_refusal(key_id: str) -> None:
    refusal = await refused(get(signed(replace(CURVE, id=key_id))), "not-authenticated", "Signature-Input")
    assert refusal.problems[0].detail == "the key is not known"


@pytest.mark.parametrize(
    ("headers", "others"),
    [
        ({"content-digest": DIGEST}, {"method": "POST"}),
        ({}, {"path": f"{GET}1"}),
        ({}, {"query": b"a=1"}),
        ({"LEA-Court-Case": "13"}, {}),
        ({"LEA-Legal-Ground": "other"}, {}),
    ],
)
async def test_a_change_in_transit_is_detected(headers: Mapping[str, str], others: Mapping[str, Any]) -> None:
    code = "signature-incomplete" if "method" in others else "signature-wrong"
    await refused(get({**signed(), **headers}, **others), code)


async def test_an_addition_in_transit_is_detected() -> None:
    head = get({**signed(), "LEA-Anything": "1"})
    await refused(head, "signature-incomplete")
    head = get({**signed(), "Content-Type": "application/json"})
    await refused(head, "signature-incomplete")


async def test_a_digest_that_cannot_be_read_is_malformed() -> None:
    bearer = {"Host": "edge", "Authorization": f"Bearer {BEARER}"}
    assert (await proofs()).caller(get({**bearer, "Content-Digest": DIGEST}), NOW).content_digest == bytes(32)
    for wrong in ("", "sha-256", "sha-512=:AAAA:", f"{DIGEST}, {DIGEST}", f"sha-256=:{'A' * 42}B=:", "SHA-256=:AAAA:"):
        await refused(get({**bearer, "Content-Digest": wrong}), "malformed-request", "Content-Digest")


async def test_a_certificate_is_bound_to_its_consumer() -> None:
    bearer = {"Host": "edge", "Authorization": "Bearer bound.secret"}
    edge = await proofs()
    assert edge.caller(certified(bearer, CERTIFICATE), NOW).consumer.id == "bound"
    for certificate in (None, b"", b"another"):
        await refused(certified(bearer, certificate), "certificate-not-bound")
    await refused(certified(bearer, CERTIFICATE, behind_proxy=False), "certificate-not-bound")
    unbound = certified(signed(), CERTIFICATE)
    assert edge.caller(unbound, NOW).consumer.id == COURT
    await refused(unbound, "certificate-not-bound", certificates_required=True)


SECONDS = st.one_of(
    st.integers(-400, 400),
    st.sampled_from([-331, -330, -301, -300, -31, -30, -1, 0, 1, 29, 30, 31, 299, 300, 301, 10**8, -(10**8)]),
)
NONCES = st.text("abcXYZ019+/=_.~-", min_size=0, max_size=70) | st.text(
    st.characters(min_codepoint=32, max_codepoint=126)
)


def expected(created: int, lifetime: int, nonce: str) -> str | None:
    """The problem of such a signature, as the page for integrators describes it."""
    if created > 30 or not 0 < lifetime <= 300 or created + lifetime + 30 < 0:
        return "signature-out-of-time"
    sound = 16 <= len(nonce) <= 64 and all(sign.isascii() and (sign.isalnum() or sign in "+/=_.~-") for sign in nonce)
    return None if sound else "malformed-request"


@settings(deadline=None)
@given(created=SECONDS, lifetime=SECONDS, nonce=NONCES.filter(lambda text: text and not set(text) & set('"\\')))
@example(created=30, lifetime=300, nonce="x" * 16)
@example(created=31, lifetime=1, nonce="x" * 16)
@example(created=-330, lifetime=300, nonce="x" * 64)
@example(created=-331, lifetime=300, nonce="x" * 64)
@example(created=0, lifetime=301, nonce="x" * 65)
async def test_clocks_and_nonces(created: int, lifetime: int, nonce: str) -> None:
    moment = NOW + timedelta(seconds=created)
    head = get(signed(EDWARDS, nonce=nonce, now=moment, lifetime=timedelta(seconds=lifetime)))
    problem, edge = expected(created, lifetime, nonce), await proofs()
    if problem is None:
        caller = edge.caller(head, NOW)
        assert caller.nonce == Nonce(EDWARDS.id, nonce, moment + timedelta(seconds=lifetime + 30))
    else:
        await refused(head, problem)
