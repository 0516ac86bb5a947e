"""Positions compared with those of a source, page by page."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.subscriber import tables, verification
from shared.subscriber.messages import StreamKey
from shared.subscriber.ordering import Position
from shared.subscriber.requests import PositionsPage, SourcePosition
from shared.subscriber.sqlite import SqliteStore
from shared.subscriber.verification import Difference, Kind, Stored, differences, verify

SOURCE = "/lea/proceedings"
STREAM = uuid4()


@pytest.fixture
async def store() -> AsyncIterator[SqliteStore]:
    made = SqliteStore(":memory:")
    await made.open()
    yield made
    await made.close()


def at(sequence: int, digest: int = 0) -> dict[UUID, Position]:
    return {STREAM: Position(sequence, bytes([digest]) * 32)}


def there(sequence: int, latest: int | None = None, digest: bytes | None = bytes(32)) -> dict[UUID, Stored]:
    return {STREAM: Stored(sequence, sequence if latest is None else latest, digest)}


@pytest.mark.parametrize(
    ("before", "stored", "after", "kind"),
    [
        (at(3), there(3), at(3), None),
        (at(2), there(4), at(4), None),  # applied meanwhile
        (at(3), there(3), at(5), None),  # the source has gone on, too
        ({}, there(3), at(3), None),
        (at(3), there(2), at(3), Kind.AHEAD),
        (at(3), {}, at(3), Kind.AHEAD),
        (at(3), there(4), at(3), Kind.LACKING),
        ({}, there(1), {}, Kind.LACKING),
        (at(3, 1), there(3), at(3, 1), Kind.DIFFERING),
        (at(3, 1), there(3), at(4), Kind.DIFFERING),
        (at(2), there(3), at(3, 1), Kind.DIFFERING),
        # Of a type that is approved no longer it has what the source does not count.
        (at(3, 1), there(2, latest=3), at(3, 1), None),
        (at(3, 1), there(0, latest=3), at(3, 1), None),
        (at(4, 1), there(2, latest=3), at(4, 1), Kind.AHEAD),
        (at(3, 1), there(3, digest=None), at(3, 1), None),
    ],
)
def test_what_time_explains_is_no_difference(
    before: Mapping[UUID, Position], stored: Mapping[UUID, Stored], after: Mapping[UUID, Position], kind: Kind | None
) -> None:
    assert [each.kind for each in differences(SOURCE, before, stored, after)] == ([kind] if kind else [])


class Pages:
    """A source that has these positions."""

    def __init__(self, positions: Mapping[UUID, Stored], looked_at: int) -> None:
        """`looked_at` is how many streams it looks at for a page: some of them are not for this subscriber."""
        self._positions = positions
        self._looked_at = looked_at

    async def positions(self, source: str, after: UUID | None, limit: int) -> PositionsPage:
        assert source == SOURCE
        beyond = [each for each in _EVERY if after is None or each > after]
        seen = beyond[: min(limit, self._looked_at)]
        rows = tuple(_stated(each, self._positions[each]) for each in seen if each in self._positions)
        return PositionsPage(positions=rows, until=seen[-1] if len(beyond) > len(seen) else None)


def _stated(stream: UUID, it: Stored) -> SourcePosition:
    digest = it.digest and it.digest.hex()
    return SourcePosition(stream=stream, sequence=it.sequence, latest=it.latest, digest=digest)


_EVERY = [UUID(int=number << 100) for number in range(1, 31)]
_STREAMS = st.dictionaries(st.sampled_from(_EVERY), st.integers(1, 3))


@given(_STREAMS, _STREAMS, st.integers(1, 5))
async def test_pages_find_what_one_comparison_finds(
    own: dict[UUID, int], theirs: dict[UUID, int], looked_at: int
) -> None:
    ours = {stream: Position(sequence, bytes(32)) for stream, sequence in own.items()}
    stored = {stream: Stored(sequence, sequence, bytes(32)) for stream, sequence in theirs.items()}
    expected = list(differences(SOURCE, ours, stored, ours))
    assert list(await _paged(ours, stored, looked_at)) == expected


async def _paged(ours: Mapping[UUID, Position], stored: Mapping[UUID, Stored], looked_at: int) -> Iterator[Difference]:
    store = SqliteStore(":memory:")
    await store.open()
    async with store.transaction() as transaction:
        for stream, position in ours.items():
            await tables.move(transaction, StreamKey(SOURCE, stream), position)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(verification, "_PAGE", 3)
            return iter(await verify(store, Pages(stored, looked_at), SOURCE))
    finally:
        await store.close()


async def test_what_is_on_its_way_is_waited_for(store: SqliteStore) -> None:
    late, lost = _EVERY[:2]
    stored = {stream: Stored(2, 2, bytes(32)) for stream in (late, lost)}

    async def apply() -> None:
        await asyncio.sleep(0.3)
        async with store.transaction() as transaction:
            await tables.move(transaction, StreamKey(SOURCE, late), Position(2))

    applying = asyncio.create_task(apply())
    found = await verify(store, Pages(stored, 30), SOURCE, wait=2.0)
    await applying
    assert found == [Difference(Kind.LACKING, SOURCE, lost, 0, 2)]
