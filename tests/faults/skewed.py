"""The process of a service with a wrong clock, in place of its own module: `python -m tests.faults.skewed`.

The clock is ahead by the seconds in the file `LEA_TEST_CLOCKS/<service>`, which a test may change at any time.
"""

import os
import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared import clock


def main() -> None:
    """Run the service named by LEA_SERVICE."""
    service = os.environ["LEA_SERVICE"]
    ahead = Path(os.environ["LEA_TEST_CLOCKS"]) / service

    def now(_: object) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(ahead.read_text()))

    vars(clock)["SystemClock"].now = now
    runpy.run_module(f"services.{service}.main", run_name="__main__")


if __name__ == "__main__":
    main()
