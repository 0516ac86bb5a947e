"""Every line of docs/security.md about the database, tried by a thief of the role's password."""

from inspect import isawaitable

import pytest

from tests.integration.security import court_query, edge, every_role, owners, services
from tests.integration.security.lines import LINES, written
from tests.integration.security.place import Place

PREFIX = "db-"
MODULES = (every_role, services, court_query, edge, owners)
"""They register their lines."""


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith(PREFIX)])
async def test_line(place: Place, name: str) -> None:
    done = LINES[name].check(place)
    if isawaitable(done):
        await done


def test_the_page_has_every_line_and_no_other() -> None:
    assert written(PREFIX) == {name: line.verdict for name, line in LINES.items() if name.startswith(PREFIX)}
