"""One written form of document and case numbers, and a key by which forms that look alike are found as the same."""

import re
import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d"), "-")
_LOOK_ALIKE = str.maketrans("АВЕЗІЈКМНОРСЅТУХ", "ABE3IJKMHOPCSTYX")
"""Capital Cyrillic letters that print as a Latin letter or a digit does."""
_OF_A_PROCEEDING = re.compile(r"([0-9]{4})-([0-9]{4})-([0-9]{1,6})")
_DIGIT_LIKE = str.maketrans("OI", "01")


class DigitsOfAnotherScript(ValueError):
    """A number is written with digits other than 0 to 9."""

    def __init__(self) -> None:
        super().__init__("digits are written as 0 to 9")


def canonical_number(text: str) -> str:
    """The written form of a document or case number: composed, in capitals, one hyphen, no spaces.

    `155эип26‑й` in decomposed letters with a non-breaking hyphen is `155ЭИП26-Й`. Raises DigitsOfAnotherScript.
    """
    check_digits_are_ascii(text)
    return _form(text)


def canonical_proceeding_number(text: str) -> str:
    """The number of a proceeding as series have it: `0101 – 2019 – 57` is `0101-2019-000057`.

    What is no such number is returned without spaces. Raises DigitsOfAnotherScript.
    """
    check_digits_are_ascii(text)
    number = _form(text)
    parts = _OF_A_PROCEEDING.fullmatch(number)
    return f"{parts[1]}-{parts[2]}-{int(parts[3]):06}" if parts else number


def check_digits_are_ascii(text: str) -> None:
    """Raises DigitsOfAnotherScript."""
    if not text.isascii() and any(char.isdigit() and not char.isascii() for char in text):
        raise DigitsOfAnotherScript


def _form(text: str) -> str:
    visible = (char for char in unicodedata.normalize("NFKC", text.translate(_HYPHENS)) if _is_visible(char))
    return unicodedata.normalize("NFC", "".join(visible).upper())


def look_alike_key(number: str) -> str:
    """The same for all numbers that print alike, whichever alphabet their letters are of.

    A number that was recorded in another form has a key, too. Databases compute it by their function `number_key`.
    """
    return _form(number).translate(_LOOK_ALIKE).translate(_DIGIT_LIKE)


def mixed_alphabets(number: str) -> str | None:
    """The first word of a number whose letters are of two alphabets: a slip of typing that no eye sees."""
    words: list[str] = re.findall(r"[^\W\d_]+", _form(number))
    return next((word for word in words if len({_alphabet(letter) for letter in word}) > 1), None)


def letters_of(word: str) -> str:
    """Each letter with its alphabet, as people are shown a slip of typing."""
    return ", ".join(f"{letter} {_alphabet(letter).capitalize()}" for letter in word)


def foreign_letter(text: str) -> str | None:
    """The first letter that is not Latin, with the name of its alphabet."""
    letter = next((char for char in text if char.isalpha() and not char.isascii()), None)
    return letter and f"{letter} ({_alphabet(letter).capitalize()})"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


def _is_visible(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
