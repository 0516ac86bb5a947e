"""One written form of document and case numbers, and a key by which forms that look alike are found as the same."""

import re
import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d"), "-")
_LOOK_ALIKE = str.maketrans("АВЕЗІЈКМНОРСЅТУХ", "ABE3IJKMHOPCSTYX")
"""Capital Cyrillic letters that print as a Latin letter or a digit does."""
_DIGIT_LIKE = str.maketrans("OI", "01")


class DigitsOfAnotherScript(ValueError):
    """A number is written with digits other than 0 to 9."""

    def __init__(self) -> None:
        super().__init__("digits are written as 0 to 9")


def canonical_number(text: str) -> str:
    """The written form of a document or case number: composed, in capitals, one hyphen, no spaces.

    `155эип26‑й` in decomposed letters with a non-breaking hyphen is `155ЭИП26-Й`. Raises DigitsOfAnotherScript.
    """
    if any(char.isdigit() and not char.isascii() for char in text):
        raise DigitsOfAnotherScript
    visible = (char for char in unicodedata.normalize("NFKC", text.translate(_HYPHENS)) if _is_visible(char))
    return unicodedata.normalize("NFC", "".join(visible).upper())


def look_alike_key(number: str) -> str:
    """The same for all numbers that print alike, whichever alphabet their letters are of."""
    return canonical_number(number).translate(_LOOK_ALIKE).translate(_DIGIT_LIKE)


def mixed_alphabets(number: str) -> str | None:
    """The first word of a number whose letters are of two alphabets: a slip of typing that no eye sees."""
    words: list[str] = re.findall(r"[^\W\d_]+", canonical_number(number))
    for word in words:
        if len({unicodedata.name(letter, "").split(" ", 1)[0] for letter in word}) > 1:
            return word
    return None


def _is_visible(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
