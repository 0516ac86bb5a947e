"""Numbers in the purpose of a payment: of proceedings, and what may be that of an execution document."""

import re
import unicodedata
from collections.abc import Iterator

from contracts.canonical import DigitsOfAnotherScript, canonical_number, canonical_proceeding_number

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PROCEEDING = re.compile(rf"(?<![0-9])[0-9]{{4}}\s*[-{_HYPHENS}]\s*[0-9]{{4}}\s*[-{_HYPHENS}]\s*[0-9]{{1,6}}(?![0-9])")
_WORD = re.compile(r"[^\s,;()\[\]«»\"'“”„]+")
_NO_DOCUMENT = re.compile(
    r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}"  # a day
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]+[.,][0-9]{1,2}"  # a sum
    r"|[0-9]{1,3}"
)
_SIGN = re.compile(r"(?:№|[Nn][Oo]?\.?)(?=.)")
"""Before a number, without a space."""
_DOCUMENTS_AT_MOST = 8
"""Asked for, of one purpose."""


def proceedings_in(purpose: str) -> tuple[str, ...]:
    """The numbers of proceedings in their written form, each once."""
    found = (canonical_proceeding_number(each[0]) for each in _PROCEEDING.finditer(_plain(purpose)))
    return tuple(dict.fromkeys(found))


def documents_in(purpose: str) -> tuple[str, ...]:
    """What may be the number of an execution document: words with a digit, as they are compared, each once."""
    rest = _PROCEEDING.sub(" ", _plain(purpose))
    return tuple(dict.fromkeys(_documents(rest)))[:_DOCUMENTS_AT_MOST]


def _documents(text: str) -> Iterator[str]:
    for each in _WORD.finditer(text):
        word = _SIGN.sub("", each[0].strip(".:"), count=1) if _SIGN.match(each[0]) else each[0].strip(".:")
        if not any(char.isdigit() for char in word) or _NO_DOCUMENT.fullmatch(word):
            continue
        try:
            number = canonical_number(word)
        except DigitsOfAnotherScript:
            continue
        if 4 <= len(number) <= 60:
            yield number


def _plain(purpose: str) -> str:
    return unicodedata.normalize("NFC", purpose)
