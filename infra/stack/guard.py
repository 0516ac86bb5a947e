"""Stops what a supervisor left running: run beside it, it acts when its standard input ends.

Only the standard library is imported: the guard costs little, and works when nothing else does.
"""

import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from infra.stack.records import STOPPED, Records, signal_group, wait_gone

POLITE = {"database": signal.SIGINT}
BUDGET = 25.0
SUPERVISOR = "supervisor"


def sweep(home: Path) -> list[str]:
    """Stop every recorded process that still runs, last started first; their names."""
    records = Records(home / "processes")
    left = [record for record in records if record.name != SUPERVISOR and record.alive]
    for record in reversed(left):
        signal_group(record, POLITE.get(record.name, signal.SIGTERM))
        if not wait_gone(record, BUDGET):
            signal_group(record, signal.SIGKILL)
            wait_gone(record, BUDGET)
        # Whoever removes the folder meanwhile wants the rest stopped all the same.
        with suppress(FileNotFoundError):
            records.write(replace(record, pid=0, born="", state=STOPPED))
    return [record.name for record in left]


def main() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    sweep(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
