"""Every claim of docs/security.md about the broker, tested with the password of the user."""

from inspect import isawaitable

import pytest

from infra.stack.stack import Stack
from tests.integration.security.broker import (
    administrator,
    desk,
    every_user,
    operator,
    provisioner,
    services,
    subscriber,
)
from tests.integration.security.broker.bus import Bus
from tests.integration.security.claims import CLAIMS, claims_on_page

PREFIX = "broker-"
MODULES = (every_user, services, operator, desk, provisioner, subscriber, administrator)
"""They register the claims."""


@pytest.fixture(scope="module")
async def bus(engines: Stack) -> Bus:
    made = Bus(engines)
    await made.declare()
    made.subscribed("bank", "shop")
    return made


@pytest.mark.parametrize("name", [name for name in CLAIMS if name.startswith(PREFIX)])
async def test_claim(bus: Bus, name: str) -> None:
    done = CLAIMS[name].check(bus)
    if isawaitable(done):
        await done


def test_the_page_has_exactly_the_tested_claims() -> None:
    assert claims_on_page(PREFIX) == {name: each.verdict for name, each in CLAIMS.items() if name.startswith(PREFIX)}
