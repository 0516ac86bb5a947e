"""The fields of signatures: what is read at all, is read as any parser of structured fields reads it."""

import re
from typing import Any

import http_sf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.signatures.faults import Fault, SignatureRefused
from shared.signatures.fields import (
    Signature,
    bytes_field,
    covering,
    digest_field,
    digest_in,
    signature_in,
    signature_params,
)

INPUT = 'sig=("@method" "content-digest" "signature";req);created=1618884473;keyid="court.first";nonce="n"'
SIGNATURE = f"sig={bytes_field(bytes(64))}"
PROXY = 'proxy=("@method");created=1;nonce="a,b)"'
TWO_INPUTS = f'{PROXY} ,\t{INPUT};tag="lea"'
TWO_SIGNATURES = f"{SIGNATURE},proxy={bytes_field(b'p')}"
TWO_DIGESTS = f"sha-512={bytes_field(bytes(64))}, {digest_field(bytes(range(32)))}"

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
    # What HTTP strips of a field never reaches a parser.
    return http_sf.parse(text.strip(" \t").encode("latin-1"), tltype="dictionary")


def own_as_others_read(text: str) -> tuple[str, Any, Any]:
    """Label, components and parameters of the only signature, or of the one with our tag."""
    read = as_others_read(text)
    ((label, (components, parameters)),) = (
        member for member in read.items() if len(read) == 1 or member[1][1].get("tag") == "lea"
    )
    return label, components, parameters


@settings(deadline=None)
@given(
    TEXTS | mutations(INPUT) | mutations(TWO_INPUTS),
    TEXTS | mutations(SIGNATURE) | st.sampled_from([SIGNATURE, TWO_SIGNATURES]),
)
@example(INPUT, SIGNATURE)
@example(f"\t {TWO_INPUTS} ", f" {TWO_SIGNATURES}\t")
def test_a_signature_is_read_as_others_read_it_or_not_at_all(stated: str, value: str) -> None:
    try:
        read = signature_in({"signature-input": stated, "signature": value})
    except SignatureRefused:
        return
    assert read
    label, components, parameters = own_as_others_read(stated)
    assert [(name, dict(told)) for name, told in components] == [
        (component.name, {"req": True} if component.of_request else {}) for component in read.covered.components
    ]
    assert dict(parameters) == read.parameters
    members = [http_sf.ser({other: member}) for other, member in as_others_read(stated).items()]
    assert re.split(r"[ \t]*,[ \t]*(?=[a-z*][a-z0-9_.*-]*=\()", stated.strip(" \t")) == members
    assert f"{label}={read.input}" in members
    assert as_others_read(value)[label] == (read.value, {})
    assert as_others_read(value).keys() == as_others_read(stated).keys()


@settings(deadline=None)
@given(TEXTS | mutations(digest_field(bytes(32))) | mutations(TWO_DIGESTS))
@example(digest_field(bytes(range(32))))
@example(f" {TWO_DIGESTS}\t")
def test_a_digest_is_read_as_others_read_it_or_not_at_all(text: str) -> None:
    try:
        digest = digest_in(text)
    except SignatureRefused:
        return
    assert as_others_read(text)["sha-256"] == (digest, {})


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


def read(stated: str, value: str) -> Signature:
    signature = signature_in({"signature-input": stated, "signature": value})
    assert signature
    return signature


def test_white_space_around_a_field_does_not_count() -> None:
    """RFC 9110, 5.5."""
    for blank in (" ", "\t", " \t "):
        assert read(f"{blank}{INPUT}{blank}", f"{blank}{SIGNATURE}{blank}") == read(INPUT, SIGNATURE)
        assert digest_in(f"{blank}{digest_field(bytes(32))}{blank}") == bytes(32)


@pytest.mark.parametrize("comma", [",", ", ", " ,\t"])
def test_lines_that_were_joined_are_one_field(comma: str) -> None:
    """The signature with our tag is ours, whatever others signed besides (RFC 9421, 4)."""
    alone = read(f'{INPUT};tag="lea"', SIGNATURE)
    for inputs in ((PROXY, f'{INPUT};tag="lea"'), (f'{INPUT};tag="lea"', PROXY)):
        assert read(comma.join(inputs), comma.join([SIGNATURE, "proxy=:AAAA:"])) == alone
    assert digest_in(comma.join(["sha-512=:AAAA:", digest_field(bytes(32)), "id-md5=:AAAA:"])) == bytes(32)


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        (f"{PROXY}, {INPUT}", TWO_SIGNATURES),  # nobody's tag is ours
        (f'{PROXY};tag="lea", {INPUT};tag="lea"', TWO_SIGNATURES),
        (f'{PROXY};tag="other", {INPUT};tag="other"', TWO_SIGNATURES),
        (TWO_INPUTS, SIGNATURE),  # a label has no signature
        (f'{INPUT};tag="lea"', TWO_SIGNATURES),  # a signature has no input
        (f'{INPUT};tag="lea", {INPUT}', SIGNATURE),
        (TWO_INPUTS, f"{TWO_SIGNATURES}, {SIGNATURE}"),
        (f"{TWO_INPUTS},", TWO_SIGNATURES),
        (f",{TWO_INPUTS}", TWO_SIGNATURES),
        (TWO_INPUTS, f"{TWO_SIGNATURES},"),
        (TWO_INPUTS.replace(",\t", ",,"), TWO_SIGNATURES),
        (TWO_INPUTS.replace(" ,\t", " "), TWO_SIGNATURES),
        (TWO_INPUTS.replace(",\t", ",\n"), TWO_SIGNATURES),
        (TWO_INPUTS, TWO_SIGNATURES.replace(",", ";")),
    ],
)
def test_joined_lines_that_are_not_one_dictionary_with_one_signature_of_ours_are_refused(
    stated: str, value: str
) -> None:
    with pytest.raises(SignatureRefused) as caught:
        read(stated, value)
    assert caught.value.fault is Fault.MALFORMED


@pytest.mark.parametrize(
    "field",
    [
        "sha-512=:AAAA:",
        f"{digest_field(bytes(32))}, {digest_field(bytes(32))}",
        f"{digest_field(bytes(32))},",
        f"{digest_field(bytes(32))} sha-512=:AAAA:",
        "sha-256=:AAAA:",
    ],
)
def test_a_content_digest_has_one_sha_256(field: str) -> None:
    with pytest.raises(SignatureRefused) as caught:
        digest_in(field)
    assert (caught.value.fault, caught.value.field) == (Fault.MALFORMED, "Content-Digest")
