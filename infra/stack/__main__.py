"""The supervisor of a stack: `python -m infra.stack <folder> [--cluster] <service>…` runs it until SIGTERM."""

import signal
import sys
from pathlib import Path
from threading import Event

from infra.stack.errors import StackError
from infra.stack.settings import CLUSTER, FRONT
from infra.stack.stack import Stack

_RENEWAL = 3600.0
"""Seconds between two checks whether the certificate is to be renewed."""


def main(home: str, *arguments: str) -> int:
    """Start the stack, wait for SIGTERM or SIGINT, stop the stack."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit)
    names = [name for name in arguments if name != CLUSTER]
    try:
        with Stack(Path(home), cluster=CLUSTER in arguments, announce=_report).up(names) as stack:
            while not Event().wait(_RENEWAL):
                _renew(stack)
    except StackError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _renew(stack: Stack) -> None:
    try:
        if stack.renew_certificate():
            _report(FRONT, "serves another certificate")
    except StackError as failure:  # the present one stays; an alert tells when it ends
        sys.stderr.write(f"{failure}\n")


def _exit(*_: object) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def _report(name: str, state: str) -> None:
    sys.stdout.write(f"{name} {state}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
