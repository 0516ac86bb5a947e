"""Days and amounts as people and Excel write them: 01.02.2026, `1 250,40`."""

import re
from datetime import date

_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,](?P<part>[0-9]+))?")


class Unreadable(Exception):
    """A value is not written as its field asks; says how it is written."""


def day(text: str) -> str:
    """A day as 2026-02-01. Raises Unreadable."""
    text = text.strip()
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if _ISO.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable("there is no such day") from None
    raise Unreadable("a day is written 01.02.2026 or 2026-02-01")


def amount(text: str) -> str:
    """An amount with a decimal point; a comma and spaces between thousands are understood. Raises Unreadable."""
    if not (found := _AMOUNT.fullmatch(text.strip())):
        raise Unreadable("an amount is written 1250,40 or 1250.40")
    whole = re.sub(r"\s", "", found["whole"])
    return f"{whole}.{(found['part'] or '').ljust(2, '0')}"
