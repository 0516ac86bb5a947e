"""Negotiation of the language, as a table."""

import pytest

from shared.http.languages import language_for


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("de, fr;q=0.9", "en"),
        ("ru", "ru"),
        ("be-BY", "be"),
        ("RU-by, en;q=0.8", "ru"),
        ("en;q=0.2, be;q=0.7, ru;q=0.5", "be"),
        ("ru;q=0, be;q=0.1", "be"),
        ("ru;q=nonsense, be;q=0.1", "be"),
        ("ru ; q=0.5", "ru"),
        (";;;,,,", "en"),
        ("ru, be;q=inf", "ru"),  # a quality is 0 to 1, with at most three decimals
        ("be;q=1.5, ru;q=0.1", "ru"),
        ("be;q=nan, ru;q=0.1", "ru"),
        ("be;q=1e0, ru;q=0.1", "ru"),
        ("be;q=-1, ru;q=0.1", "ru"),
        ("be;q=0.9999, ru;q=0.1", "ru"),
        ("be;q=1.001, ru;q=0.1", "ru"),
        ("be;q=, ru;q=0.1", "ru"),
        ("be;q=٠.٩, ru;q=0.1", "ru"),
        ("be;Q=0.9, ru;q=0.95", "ru"),
        ("be;level=1, ru;q=0.1", "ru"),
        ("be;q=1;q=0, ru;q=0.1", "ru"),
        ("ru;q=0.999, be;q=1.000", "be"),
        ("ru;q=0., be;q=1.", "be"),
        ("be_BY, ru;q=0.1", "ru"),  # not a range
        ("be-, ru;q=0.1", "ru"),
        ("be-toolongsubtag, ru;q=0.1", "ru"),
        ("en;q=0, *", "ru"),  # any that is not excluded
        ("*, en;q=0", "ru"),
        ("en;q=0", "ru"),
        ("en;q=0, ru;q=0, *;q=0.1", "be"),
        ("*;q=0.5, be", "be"),
        ("*;q=0.9, en;q=0.8", "ru"),  # any that no other range names
        ("*;q=0, be;q=0.1", "be"),
        ("*;q=0", "en"),
        ("en;q=0, ru;q=0, be;q=0", "en"),
        ("be-tarask", "be"),
        ("be-tarask;q=0, be;q=0.5", "be"),  # only the variant is excluded
        ("be-tarask, be;q=0, ru;q=0.1", "ru"),
        ("be-Cyrl-BY-x-any, ru;q=0.9", "be"),
        ("ru\t;\tq=0.5,\tbe;q=0.4", "ru"),
        ("ru, be", "ru"),
        ("bel, rus", "en"),
    ],
)
def test_the_language_is_negotiated(accept: str | None, language: str) -> None:
    assert language_for(accept) == language
