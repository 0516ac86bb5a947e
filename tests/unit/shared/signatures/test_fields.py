"""The fields of signatures: what is read at all, is read as any parser of structured fields reads it."""

from typing import Any

import http_sf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import bytes_field, covering, digest_field, digest_in, signature_in, signature_params

INPUT = 'sig=("@method" "content-digest" "signature";req);created=1618884473;keyid="court.first";nonce="n"'
SIGNATURE = f"sig={bytes_field(bytes(64))}"

_ODD = (":AAAA:", ":AAA=:", '""', "00", "-1", "1.5", "9" * 16, "?1", "sha-256=", INPUT, SIGNATURE)
_PARTS = ("sig", "sig1", '"@method"', '"date"', ";req", ";sf", ";created=", ";keyid=", "=(", *_ODD)
PIECES = st.sampled_from([*'()";=:, \\\t\0?@%*-_.0Aa\xe9', *_PARTS])
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)


def mutations(text: str) -> st.SearchStrategy[str]:
    """The text with a few characters taken out and others put in."""
    place = st.integers(0, len(text))
    cut = st.tuples(place, st.integers(0, 3), st.lists(PIECES, max_size=2).map("".join))
    return st.lists(cut, min_size=1, max_size=3).map(lambda cuts: _cut(text, cuts))


def _cut(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for place, length, piece in cuts:
        text = text[:place] + piece + text[place + length :]
    return text


def as_others_read(text: str) -> Any:
    return http_sf.parse(text.encode("latin-1"), tltype="dictionary")


@settings(deadline=None)
@given(TEXTS | mutations(INPUT), TEXTS | mutations(SIGNATURE) | st.just(SIGNATURE))
@example(INPUT, SIGNATURE)
def test_a_signature_is_read_as_others_read_it_or_not_at_all(stated: str, value: str) -> None:
    try:
        read = signature_in({"signature-input": stated, "signature": value})
    except SignatureRefused:
        return
    assert read
    ((label, (components, parameters)),) = as_others_read(stated).items()
    assert [(name, dict(told)) for name, told in components] == [
        (component.name, {"req": True} if component.of_request else {}) for component in read.covered.components
    ]
    assert dict(parameters) == read.parameters
    assert http_sf.ser(as_others_read(stated)) == stated == f"{label}={read.input}"
    assert as_others_read(value) == {label: (read.value, {})}


@settings(deadline=None)
@given(TEXTS | mutations(digest_field(bytes(32))))
@example(digest_field(bytes(range(32))))
def test_a_digest_is_read_as_others_read_it_or_not_at_all(text: str) -> None:
    try:
        digest = digest_in(text)
    except SignatureRefused:
        return
    assert as_others_read(text) == {"sha-256": (digest, {})}


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "sig",
        "sig=",
        "sig=()",
        'sig=("@method" "@method")',
        'sig=("@method"  "date")',
        'sig=( "@method")',
        'sig=("@method" );created=1',
        'sig=("@method"); created=1',
        'sig=("@method");created',
        'sig=("@method");created=?1',
        'sig=("@method");created=1;created=2',
        'sig=("@method");created=01',
        'sig=("@method");created=1234567890123456',
        'sig=("@method");keyid="a\\"b"',
        'sig=("@method");keyid="\xe9"',
        'sig=("@query-param";name="a")',
        'sig=("content-digest";sf)',
        'sig=("Content-Digest")',
        'Sig=("@method")',
        'sig=("@method"), other=("@method")',
        'sig=("@method"), sig=("@path")',
        "sig=1",
        'sig="a"',
        "sig=:AAAA:",
    ],
)
def test_other_forms_are_refused(stated: str) -> None:
    if stated == "sig=()":  # covers nothing, but can be read
        assert signature_in({"signature-input": stated, "signature": SIGNATURE})
        return
    with pytest.raises(SignatureRefused) as caught:
        signature_in({"signature-input": stated, "signature": SIGNATURE})
    assert caught.value.fault is Fault.MALFORMED


@pytest.mark.parametrize(
    "value",
    ["", "sig", "sig=AAAA", "other=:AAAA:", "sig=:AAA:", "sig=:AAB=:", "sig=:AA A:", "sig=:AAAA:;a=1", "sig=:=:"],
)
def test_other_forms_of_the_value_are_refused(value: str) -> None:
    with pytest.raises(SignatureRefused) as caught:
        signature_in({"signature-input": INPUT, "signature": value})
    assert (caught.value.fault, caught.value.field) == (Fault.MALFORMED, "Signature")


def test_neither_field_is_no_signature_and_one_of_them_none_either() -> None:
    assert signature_in({}) is None
    for headers in ({"signature": SIGNATURE}, {"signature-input": INPUT}):
        with pytest.raises(SignatureRefused):
            signature_in(headers)


@pytest.mark.parametrize("value", ['a"b', "a\\b", "\xe9", "a\nb", -1])
def test_what_cannot_be_told_is_not_told(value: str | int) -> None:
    with pytest.raises(SignatureRefused):
        signature_params(covering(), {"keyid": value})
