"""Stops the processes of a supervisor that was killed: a separate process that acts when its standard input ends.

Only the standard library is imported, so that the guard uses little memory and depends on nothing that may fail.
"""

import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from infra.stack.records import STOPPED, Records, signal_group, wait_gone

STOP_SIGNALS = {"database": signal.SIGINT}
STOP_TIMEOUT = 25.0
"""Seconds between the stop signal and SIGKILL."""
SUPERVISOR = "supervisor"


def sweep(home: Path) -> list[str]:
    """Stop every recorded process that still runs, last started first. Returns their names."""
    records = Records(home / "processes")
    left = [record for record in records if record.name != SUPERVISOR and record.alive]
    for record in reversed(left):
        signal_group(record, STOP_SIGNALS.get(record.name, signal.SIGTERM))
        if not wait_gone(record, STOP_TIMEOUT):
            signal_group(record, signal.SIGKILL)
            wait_gone(record, STOP_TIMEOUT)
        # If the folder is removed meanwhile, the remaining processes must still be stopped.
        with suppress(FileNotFoundError):
            records.write(replace(record, pid=0, born="", state=STOPPED))
    return [record.name for record in left]


def main() -> None:
    """Wait for the end of the supervisor, then stop what it left."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    sweep(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
