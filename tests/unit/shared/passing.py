"""A service that works and ends at once, for the tests of `shared.processes`."""

import asyncio
from contextlib import suppress

from shared.member import Tie


def main(tie: Tie) -> None:
    """Say that it works, and no more."""

    async def work() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(tie.run(), 0.1)

    asyncio.run(work())
