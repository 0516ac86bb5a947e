"""Every line of docs/security.md about the broker, tried by a thief of the user's password."""

from inspect import isawaitable

import pytest

from infra.stack.stack import Stack
from tests.integration.security import broker_users
from tests.integration.security.broker import Bus
from tests.integration.security.lines import LINES, written

PREFIX = "broker-"
MODULES = (broker_users,)
"""They register their lines."""


@pytest.fixture(scope="module")
async def bus(engines: Stack) -> Bus:
    made = Bus(engines)
    await made.declare()
    return made


@pytest.mark.parametrize("name", [name for name in LINES if name.startswith(PREFIX)])
async def test_line(bus: Bus, name: str) -> None:
    done = LINES[name].check(bus)
    if isawaitable(done):
        await done


def test_the_page_has_every_line_and_no_other() -> None:
    assert written(PREFIX) == {name: line.verdict for name, line in LINES.items() if name.startswith(PREFIX)}
