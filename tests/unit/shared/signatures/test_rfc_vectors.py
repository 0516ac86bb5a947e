"""The examples of RFC 9421, Appendix B: bases, signatures and keys as printed there."""

from shared.signatures.fields import Signature, signature_in
from shared.signatures.keys import ECDSA_P256, ED25519, public_key, signing_key, spki_in
from shared.signatures.messages import AnswerHead, request_to, signature_base
from shared.signatures.profile import verify

ED25519_PUBLIC = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----"""
ED25519_PRIVATE = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----"""
P256_PUBLIC = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----"""

REQUEST = {
    "Host": "example.com",
    "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "Content-Type": "application/json",
    "Content-Length": "18",
}
ANSWER = {
    "content-type": "application/json",
    "content-digest": "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5"
    "oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:",
    "content-length": "23",
}


def read(stated: str, value: str) -> Signature:
    signature = signature_in({"signature-input": stated, "signature": value})
    assert signature
    return signature


def test_a_request_signed_with_ed25519() -> None:
    signature = read(
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473'
        ';keyid="test-key-ed25519"',
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
    )
    request = request_to("POST", "https://example.com/foo?param=Value&Pet=dog", REQUEST)
    base = signature_base(request, signature.covered, signature.input)
    assert base.decode() == (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        '"content-type": application/json\n"content-length": 18\n'
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    verify(request, signature, public_key(ED25519, spki_in(ED25519_PUBLIC)))
    own = signing_key(ED25519_PRIVATE)
    assert own.sign(base) == signature.value
    assert own.public.spki == spki_in(ED25519_PUBLIC)


def test_an_answer_signed_with_ecdsa_p256() -> None:
    signature = read(
        'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473'
        ';keyid="test-key-ecc-p256"',
        "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:",
    )
    answer = AnswerHead(200, ANSWER, request_to("POST", "https://example.com/foo", REQUEST))
    verify(answer, signature, public_key(ECDSA_P256, spki_in(P256_PUBLIC)))
