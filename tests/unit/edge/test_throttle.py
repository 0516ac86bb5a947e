"""How the time of the machine is shared between bulk requests and other requests."""

import pytest

from services.edge.bulk.domain.throttle import BackgroundThrottle

TENTH = BackgroundThrottle(duty_cycle=0.1, idle_after=1.0)


@pytest.mark.parametrize("idle", [None, 1.0, 1000.0])
def test_without_other_requests_there_is_no_pause(idle: float | None) -> None:
    assert TENTH.pause(0.02, idle) == 0


@pytest.mark.parametrize("idle", [-0.1, 0.0, 0.999])
def test_beside_other_requests_work_takes_its_part_of_the_time(idle: float) -> None:
    worked = 0.02
    assert worked / (worked + TENTH.pause(worked, idle)) == pytest.approx(0.1)


def test_longer_work_is_followed_by_a_longer_pause() -> None:
    assert TENTH.pause(0.2, 0) == pytest.approx(10 * TENTH.pause(0.02, 0))


def test_a_duty_cycle_of_one_means_no_pause() -> None:
    assert BackgroundThrottle(duty_cycle=1.0, idle_after=1.0).pause(0.02, 0) == 0
