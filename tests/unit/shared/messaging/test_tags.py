"""Tags are found from the end of the string, and an event never looks like a version that was passed over."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.tags import KEPT, PASSED_OVER, SIZE, Position, joined, tag_of


@given(st.uuids())
def test_a_tag_is_short_and_never_that_of_a_version_passed_over(event_id: UUID) -> None:
    assert len(tag_of(event_id)) == SIZE
    assert tag_of(event_id) != PASSED_OVER


def test_an_id_that_ends_in_zeros_has_a_tag_like_any_other() -> None:
    assert tag_of(UUID(int=5 << 32)) != PASSED_OVER


@given(st.lists(st.uuids(), max_size=20), st.integers(0, 20))
def test_the_tag_of_a_version_is_found_from_the_end(event_ids: list[UUID], untagged: int) -> None:
    last = untagged + len(event_ids)
    position = Position(last, joined(event_ids))
    assert [position.tag(version) for version in range(1, untagged + 1)] == [None] * untagged
    assert [position.tag(version) for version in range(untagged + 1, last + 1)] == [tag_of(each) for each in event_ids]


def test_only_the_newest_tags_are_kept() -> None:
    event_ids = [UUID(int=number) for number in range(1, KEPT + 11)]
    position = Position(len(event_ids), joined(event_ids))
    assert len(position.tags) == KEPT * SIZE
    assert position.tag(10) is None
    assert position.tag(11) == tag_of(event_ids[10])
    assert position.tag(KEPT + 10) == tag_of(event_ids[-1])
