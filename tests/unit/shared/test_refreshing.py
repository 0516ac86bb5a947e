"""The cache that refreshes itself."""

import asyncio

from shared.refreshing import RefreshingCache


async def test_a_slow_read_never_replaces_a_later_value() -> None:
    table, slow = "before", asyncio.Event()

    async def read() -> str:
        seen = table
        if seen == "before":
            await slow.wait()
        return seen

    cache = RefreshingCache("table", read, 60, 60)
    first = asyncio.create_task(cache.refresh())
    await asyncio.sleep(0)
    table = "after"
    second = asyncio.create_task(cache.refresh())
    await asyncio.sleep(0)
    slow.set()
    await asyncio.gather(first, second)
    assert cache.value() == "after"


async def test_a_failed_refresh_keeps_the_value_until_it_is_too_old() -> None:
    answers = iter(["read"])

    async def read() -> str:
        try:
            return next(answers)
        except StopIteration:
            raise ConnectionError from None

    cache = RefreshingCache("table", read, 60, 0.05)
    await cache.refresh()
    await cache.refresh()
    assert cache.value() == "read"
    await asyncio.sleep(0.06)
    assert cache.value() is None
    assert await cache.readiness() == "table: not read for too long"
