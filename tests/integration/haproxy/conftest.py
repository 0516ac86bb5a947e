"""One running HAProxy for all tests that do not disturb it."""

from collections.abc import Iterator

import pytest

from tests.integration.haproxy.running import Running, running


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("front")) as made:
        yield made
