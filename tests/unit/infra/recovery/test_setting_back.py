"""Where a position that is ahead of its store is set back to."""

from uuid import UUID, uuid4

import pytest

from infra.recovery.setting_back import agreeing, back_to
from shared.messaging.tags import KEPT, PASSED_OVER, Position, joined
from shared.reconciliation.comparison import last_known

IDS = [uuid4() for _ in range(6)]
OTHER = [uuid4() for _ in range(6)]


def position(ids: list[UUID]) -> Position:
    return Position(len(ids), joined(ids))


@pytest.mark.parametrize(
    ("applied", "stored", "agree"),
    [
        (IDS, IDS, 6),
        (IDS, IDS[:4], 4),
        (IDS, [], 0),
        (IDS, [*IDS[:3], *OTHER[3:]], 3),
        (IDS, [*IDS[:3], *OTHER[3:5]], 3),
        (IDS[:2], [*IDS, *OTHER], 2),
        (IDS, OTHER, 0),
    ],
)
def test_it_agrees_up_to_the_first_difference(applied: list[UUID], stored: list[UUID], agree: int) -> None:
    assert agreeing(position(applied), stored) == agree
    assert back_to(position(applied), agree) == position(applied[:agree])


def test_what_was_passed_over_counts_as_agreed() -> None:
    passed = Position(3, joined(IDS[:2]) + PASSED_OVER)
    assert agreeing(passed, IDS[:3]) == 3
    assert last_known(passed) == (2, joined(IDS[1:2]))


def test_versions_without_a_tag_count_as_agreed() -> None:
    """They were applied before tags were kept, or so long ago that theirs is gone."""
    ids = [uuid4() for _ in range(KEPT + 10)]
    long = position(ids)
    assert long.tag(10) is None
    assert agreeing(long, [*OTHER, *ids[6:20], *OTHER]) == 20
    assert back_to(long, 20) == Position(20, joined(ids[:20])[-10 * 4 :])
    assert back_to(long, 5) == Position(5, b"")
    assert last_known(Position(4)) == (4, None)
