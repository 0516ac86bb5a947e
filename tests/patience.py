"""How long a test waits for what must come."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any

PATIENCE = 180.0
"""Seconds: only a fault takes so long, however much else the machine has to do."""

_PAUSE = 0.02


async def until(condition: Callable[[], Any], what: str = "what must come") -> Any:
    """Ask a condition, or await it, again and again until it holds; returns what it then gives.

    For what nothing here can be told of: it happens in a database, in another process, or in its own time.
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
