"""The lines of docs/security.md, each with the function that tries it: on a Place (database) or a Bus (broker)."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from infra.stack.settings import PROJECT

PAGE = PROJECT / "docs" / "security.md"
CAN, CANNOT = "can", "cannot"

Check = Callable[..., Awaitable[None] | None]

_ROW = re.compile(r"^\| `(?P<id>[a-z-]+)` \| (?P<verdict>\w+) \| .+ \|$", re.MULTILINE)


class Line(NamedTuple):
    """What the page says of it, and how it is tried."""

    verdict: str
    check: Check


LINES: dict[str, Line] = {}
"""By the id that begins the row."""


def line(name: str, verdict: str) -> Callable[[Check], Check]:
    """Make a function the one that tries a line of the page."""

    def registered(check: Check) -> Check:
        if name in LINES:
            raise ValueError(f"{name} is there twice")
        LINES[name] = Line(verdict, check)
        return check

    return registered


def can(name: str, role: str, *statements: str) -> None:
    """Each of these statements changes or finds something, done by this role."""
    line(name, CAN)(lambda place: place.allowed(role, *statements))


def cannot(name: str, role: str, *statements: str) -> None:
    """Each of these statements is refused to this role."""
    line(name, CANNOT)(lambda place: place.refused(role, *statements))


def written(prefix: str) -> dict[str, str]:
    """The rows of the page whose ids begin so, with what they say. Raises ValueError if one is there twice."""
    rows = [(row["id"], row["verdict"]) for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    rows = [(name, verdict) for name, verdict in rows if name.startswith(prefix)]
    if len(dict(rows)) != len(rows):
        raise ValueError(f"a row of {PAGE} is there twice")
    return dict(rows)
