"""Negotiation of the language of an answer (RFC 9110, 12.5.4; RFC 4647, 3.4)."""

import re
from functools import lru_cache

from shared.law.names import LANGUAGES, Language

DEFAULT: Language = "en"
_ANY = "*"
_RANGE = re.compile(
    r"(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE
)


@lru_cache(maxsize=256)
def language_for(accept: str | None) -> Language:
    """The available language that an `Accept-Language` header prefers; of equals the first listed.

    A range falls back to shorter ones: `be-tarask` to `be`. `*` stands for every language that no other range names.
    What is not a range is ignored. Where nothing fits: the first language that is not excluded (`q=0`), English before
    the others.
    """
    ranges = list(_ranges(accept or ""))
    excluded = {tag for tag, quality in ranges if quality == 0}
    named = {tag for tag, _ in ranges}
    for tag, quality in sorted(ranges, key=lambda item: -item[1]):
        if quality == 0:
            break
        candidates = [one for one in LANGUAGES if one not in named] if tag == _ANY else _candidates(tag)
        for language in candidates:
            if language not in excluded:
                return language
    return next((language for language in LANGUAGES if language not in excluded), DEFAULT)


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Each range in lower case, with its quality."""
    matches = (_RANGE.fullmatch(item.strip(" \t")) for item in accept.split(","))
    return [(match[1].lower(), float(match[2] or 1)) for match in matches if match]


def _candidates(tag: str) -> list[Language]:
    """The available languages that match a range: they have no subtags."""
    primary = tag.partition("-")[0]
    return [language for language in LANGUAGES if language == primary]


def language_headers(language: Language) -> dict[str, str]:
    """The headers of a body with names in a language, meant for one client."""
    return {"content-language": language, "vary": "Accept-Language", "cache-control": "private, no-cache"}
