"""Numbers that people type in many forms, and the one form in which they are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import (
    DigitsOfAnotherScript,
    canonical_number,
    canonical_proceeding_number,
    look_alike_key,
    mixed_alphabets,
)

NUMBER = "155ЭИП26-Й"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        unicodedata.normalize("NFD", NUMBER),
        "155ЭИП26\u2011Й",
        "155\u200bЭИП26-Й",
        " 155 ЭИП 26 - Й ",
        "155ЭИП26\u2013Й",
        "155эип26-й",
        "155\u00a0ЭИП26-Й\ufeff",
    ],
)
def test_one_form_is_kept(typed: str) -> None:
    assert canonical_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["１５５ЭИП26", "155ЭИП२6", "155ЭИП26²"])
def test_digits_of_other_scripts_are_refused(typed: str) -> None:
    with pytest.raises(DigitsOfAnotherScript):
        canonical_number(typed)


@pytest.mark.parametrize("typed", ["0101-2019-000057", "0101-2019-57", " 0101 \u2013 2019 \u2013 0057 "])
def test_the_number_of_a_proceeding_has_the_form_of_series(typed: str) -> None:
    assert canonical_proceeding_number(typed) == "0101-2019-000057"


@pytest.mark.parametrize("typed", ["57", "0101-2019", "101-2019-57", "0101-2019-1000000", "0101-2019-57-1"])
def test_no_other_number_becomes_one_of_a_series(typed: str) -> None:
    assert canonical_proceeding_number(typed) == typed


@pytest.mark.parametrize(("one", "other"), [("12СОМ-5", "12COM-5"), ("А7", "A7"), ("10О", "100"), ("ХЕР1", "XEPI")])
def test_numbers_that_print_alike_have_one_key(one: str, other: str) -> None:
    assert look_alike_key(one) == look_alike_key(other)


def test_other_numbers_have_other_keys() -> None:
    assert len({look_alike_key(number) for number in ("155ЭИП26", "155EIP26", "156ЭИП26", "155ЭИП26-1")}) == 4


@pytest.mark.parametrize(
    ("number", "word"), [("155ЭИP26", "ЭИP"), ("155ЭИП26-A", None), ("AB-АВ", None), ("1А-AА", "AА")]
)
def test_a_word_of_two_alphabets_is_pointed_out(number: str, word: str | None) -> None:
    assert mixed_alphabets(number) == word


@given(st.text(max_size=30))
def test_the_form_is_stable(text: str) -> None:
    try:
        form = canonical_number(text)
    except DigitsOfAnotherScript:
        return
    assert canonical_number(form) == form
    assert look_alike_key(form) == look_alike_key(text)
