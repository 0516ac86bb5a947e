"""A delivery over new databases and a new virtual host."""

from collections.abc import Callable

import pytest

from infra.stack.stack import Stack
from shared.subscribable import SOURCES
from tests.engines import NewDatabase
from tests.integration.subscribers.kit import House


@pytest.fixture
def house(engines: Stack, migrated_database: NewDatabase, new_vhost: Callable[[], str]) -> House:
    sources = {name: migrated_database(name) for name in SOURCES}
    return House(engines, migrated_database("subscribers"), sources, new_vhost())
