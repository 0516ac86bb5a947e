"""Waiting for conditions in tests."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

PATIENCE = 180.0
"""Seconds; long enough that only a fault exceeds it, even on a busy machine."""

_PAUSE = 0.02


async def until(condition: Callable[[], Any], what: str = "the condition") -> Any:
    """Poll a condition, or await it, until it holds. Returns its value.

    For conditions without a notification: in a database, in another process, or in a background task.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                holds = condition()
                if isawaitable(holds):
                    holds = await holds
                if holds:
                    return holds
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise AssertionError(f"not after {PATIENCE:.0f} s: {what}") from None
