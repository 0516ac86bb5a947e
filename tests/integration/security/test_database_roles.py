"""Every claim of docs/security.md about the database, tested with the password of the role."""

from inspect import isawaitable

import pytest

from tests.integration.security.claims import CLAIMS, claims_on_page
from tests.integration.security.database import (
    court_query,
    desk,
    edge,
    every_role,
    monitor,
    owners,
    services,
    subscribers,
)
from tests.integration.security.database.databases import Databases

PREFIX = "db-"
MODULES = (every_role, services, court_query, edge, subscribers, desk, owners, monitor)
"""They register the claims."""


@pytest.mark.parametrize("name", [name for name in CLAIMS if name.startswith(PREFIX)])
async def test_claim(databases: Databases, name: str) -> None:
    done = CLAIMS[name].check(databases)
    if isawaitable(done):
        await done


def test_the_page_has_exactly_the_tested_claims() -> None:
    assert claims_on_page(PREFIX) == {name: each.verdict for name, each in CLAIMS.items() if name.startswith(PREFIX)}
