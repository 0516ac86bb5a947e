"""`python -m infra.compose prepare|up|down`."""

import sys

from infra.compose.containers import down, up
from infra.compose.preparation import prepare
from infra.stack.errors import StackError
from infra.stack.settings import COMPOSE_HOME

COMMANDS = {"prepare": lambda: prepare(COMPOSE_HOME), "up": up, "down": down}


def main(*arguments: str) -> int:
    """Run the command named by the only argument."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python -m infra.compose {'|'.join(COMMANDS)}\n")
        return 2
    try:
        COMMANDS[arguments[0]]()
    except StackError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
