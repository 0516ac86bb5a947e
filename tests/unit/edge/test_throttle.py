"""How the time is shared between bulk requests and whoever else asks."""

import pytest

from services.edge.bulk.domain.throttle import Sharing

TENTH = Sharing(share=0.1, quiet=1.0)


@pytest.mark.parametrize("asked_ago", [None, 1.0, 1000.0])
def test_while_nobody_asks_there_is_no_rest(asked_ago: float | None) -> None:
    assert TENTH.rest(0.02, asked_ago) == 0


@pytest.mark.parametrize("asked_ago", [-0.1, 0.0, 0.999])
def test_while_somebody_asks_work_has_its_part_of_the_time(asked_ago: float) -> None:
    took = 0.02
    assert took / (took + TENTH.rest(took, asked_ago)) == pytest.approx(0.1)


def test_the_longer_it_takes_the_longer_the_rest() -> None:
    assert TENTH.rest(0.2, 0) == pytest.approx(10 * TENTH.rest(0.02, 0))


def test_all_of_the_time_may_be_given_away() -> None:
    assert Sharing(share=1.0, quiet=1.0).rest(0.02, 0) == 0
