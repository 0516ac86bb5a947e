"""Headers of requests: combined lines, single values, media types, entity tags."""

import pytest

from shared.http.headers import certificate_in, check_media_type, check_single, combined, matches_etag
from shared.http.problems import Refused


def test_lines_of_one_header_are_combined_in_their_order() -> None:
    raw = [(b"accept", b" a "), (b"host", b"h"), (b"accept", b"b")]
    assert combined(raw) == [(b"accept", b"a, b"), (b"host", b"h")]


def test_a_header_with_one_value_is_sent_once() -> None:
    raw = [(b"host", b"a"), (b"accept", b"a"), (b"accept", b"b")]
    check_single(raw, {b"host"})
    with pytest.raises(Refused, match="malformed-request"):
        check_single([*raw, (b"host", b"a")], {b"host"})


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_media_types_that_are_accepted(media_type: str) -> None:
    check_media_type({"content-type": media_type}, "application/json")


@pytest.mark.parametrize(
    "headers", [{}, {"content-type": "text/plain"}, {"content-type": "application/json", "content-encoding": "gzip"}]
)
def test_other_media_types_and_encodings_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused, match="not-json"):
        check_media_type(headers, "application/json")


def test_a_client_certificate_is_a_byte_sequence() -> None:
    assert certificate_in(":AQI=:") == b"\x01\x02"


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        (None, False),
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
    ],
)
def test_entity_tags(wanted: str | None, named: bool) -> None:
    assert matches_etag(wanted, '"a"') is named
