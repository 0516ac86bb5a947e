"""In which language an answer is given (RFC 9110, 12.5.4)."""

from functools import lru_cache

from shared.law.names import LANGUAGES, Language

DEFAULT: Language = "en"


@lru_cache(maxsize=256)
def language_for(accept: str | None) -> Language:
    """The language an `Accept-Language` header prefers among ours; the first listed of equals, else English."""
    wanted = sorted(map(_range, (accept or "").split(",")), key=lambda item: -item[1])
    for tag, quality in wanted:
        if quality <= 0:
            break
        primary = tag.split("-")[0]
        for language in LANGUAGES:
            if primary == language:
                return language
    return DEFAULT


def _range(item: str) -> tuple[str, float]:
    tag, _, parameter = item.strip().lower().partition(";")
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return tag.strip(), 1.0
    try:
        return tag.strip(), float(value)
    except ValueError:
        return tag.strip(), 0.0
