"""A stack in a process of its own: `python -m infra.stack <folder> <service>…`, until SIGTERM."""

import signal
import sys
from pathlib import Path
from threading import Event

from infra.stack.errors import StackError
from infra.stack.stack import Stack


def main(home: str, *names: str) -> int:
    """Bring it up, stay until told to stop, bring it down."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        with Stack(Path(home), announce=_say).up(names):
            Event().wait()
    except StackError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _leave(*_: object) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def _say(name: str, state: str) -> None:
    sys.stdout.write(f"{name} {state}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
