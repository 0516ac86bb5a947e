"""Calls of the client library end by cancellation if, and only if, the task was cancelled."""

import asyncio
from contextlib import suppress

import pytest
from aio_pika.exceptions import ConnectionClosed

from shared.messaging.broker import normalize_cancellation


async def test_a_cancellation_by_the_library_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionClosed), normalize_cancellation():
        raise asyncio.CancelledError


async def test_a_bare_exception_is_a_lost_connection() -> None:
    with pytest.raises(ConnectionClosed), normalize_cancellation():
        raise Exception  # noqa: TRY002 - what the library raises


async def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(ValueError, match="x"), normalize_cancellation():
        raise ValueError("x")


async def test_a_cancellation_of_the_task_stays_a_cancellation() -> None:
    async def work() -> None:
        with normalize_cancellation():
            await asyncio.sleep(10)

    assert await _cancelled(work())


async def test_a_cancellation_answered_with_a_result_is_not_lost() -> None:
    async def work() -> None:
        with normalize_cancellation(), suppress(asyncio.CancelledError):
            await asyncio.sleep(10)

    assert await _cancelled(work())


async def test_a_cancellation_answered_with_an_error_is_not_lost() -> None:
    async def work() -> None:
        with normalize_cancellation():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise ConnectionError from None

    assert await _cancelled(work())


async def _cancelled(work: object) -> bool:
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    return bool(task.cancelled())
