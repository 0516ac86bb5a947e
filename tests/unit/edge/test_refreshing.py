"""Small tables kept at hand."""

import asyncio

from shared.refreshing import RefreshingCache


async def test_what_was_read_before_never_replaces_what_was_read_after_it() -> None:
    table, slow = "before", asyncio.Event()

    async def read() -> str:
        seen = table
        if seen == "before":
            await slow.wait()
        return seen

    polled = RefreshingCache("table", read, 60, 60)
    first = asyncio.create_task(polled.refresh())
    await asyncio.sleep(0)
    table = "after"
    second = asyncio.create_task(polled.refresh())
    await asyncio.sleep(0)
    slow.set()
    await asyncio.gather(first, second)
    assert polled.value() == "after"


async def test_what_cannot_be_read_is_as_it_was_until_that_is_too_old() -> None:
    answers = iter(["read"])

    async def read() -> str:
        try:
            return next(answers)
        except StopIteration:
            raise ConnectionError from None

    polled = RefreshingCache("table", read, 60, 0.05)
    await polled.refresh()
    await polled.refresh()
    assert polled.value() == "read"
    await asyncio.sleep(0.06)
    assert polled.value() is None
    assert await polled.readiness() == "table: not read for too long"
