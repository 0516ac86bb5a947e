"""The claims of docs/security.md, each with the function that tests it: on Databases or on a Bus."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from infra.stack.settings import PROJECT

PAGE = PROJECT / "docs" / "security.md"
CAN, CANNOT = "can", "cannot"

Check = Callable[..., Awaitable[None] | None]

_ROW = re.compile(r"^\| `(?P<id>[a-z-]+)` \| (?P<verdict>\w+) \| .+ \|$", re.MULTILINE)


class Claim(NamedTuple):
    """The verdict of the page, and the test."""

    verdict: str
    check: Check


CLAIMS: dict[str, Claim] = {}
"""By the id in the first column of the page."""


def claim(name: str, verdict: str) -> Callable[[Check], Check]:
    """Make a function the test of a claim."""

    def registered(check: Check) -> Check:
        if name in CLAIMS:
            raise ValueError(f"two tests of {name}")
        CLAIMS[name] = Claim(verdict, check)
        return check

    return registered


def can(name: str, role: str, *statements: str) -> None:
    """Each of these statements changes or finds something when this role executes it."""
    claim(name, CAN)(lambda databases: databases.allowed(role, *statements))


def cannot(name: str, role: str, *statements: str) -> None:
    """Each of these statements is refused to this role."""
    claim(name, CANNOT)(lambda databases: databases.refused(role, *statements))


def claims_on_page(prefix: str) -> dict[str, str]:
    """The verdicts of the page by id, for ids with this prefix. Raises ValueError if an id is there twice."""
    rows = [(row["id"], row["verdict"]) for row in _ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    rows = [(name, verdict) for name, verdict in rows if name.startswith(prefix)]
    if len(dict(rows)) != len(rows):
        raise ValueError(f"an id of {PAGE} is there twice")
    return dict(rows)
