"""The supervisor of several processes, over services that do nothing; a real one: `tests/integration/edge`."""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

from tests.patience import PATIENCE

_SUPERVISE = """
from shared.processes import run_processes
from shared.settings import Settings

run_processes(Settings(service="tiny", database_url="none", http_port=0), {module!r}, 1)
"""


async def supervised(module: str, lines: int) -> tuple[Sequence[dict[str, Any]], int]:
    """What the supervisor says first, so many lines, and the status it ends with when told to stop then."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _SUPERVISE.format(module=module), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr
    try:
        async with asyncio.timeout(PATIENCE):
            said = [json.loads(await process.stderr.readline()) for _ in range(lines)]
            if process.returncode is None:
                process.terminate()
            return said, await process.wait()
    finally:
        if process.returncode is None:
            process.kill()


async def test_what_ends_again_and_again_is_started_less_and_less_often() -> None:
    said, status = await supervised("tests.unit.shared.passing", 4)
    assert [line["event"] for line in said] == ["processes start"] + ["process ended"] * 3
    assert [line["again_in"] for line in said[1:]] == [0.5, 1, 2]
    assert status == 0
