"""The part of requirements.lock that runs the services: `python runtime.py <pyproject.toml> <requirements.lock>`.

The lock holds the developers' tools as well. It says of every package which others it is there for (`# via`), so what
`dependencies` of pyproject.toml names, and all that is there for those, can be told from the rest. Hashes stay.
Standard library only: it runs before anything is installed.
"""

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_VIA = re.compile(r"^    #(?: via)? +(\S+)", re.MULTILINE)


def runtime_part(pyproject: str, lock: str) -> str:
    """The lock's entries that are needed at run time, as they stand there."""
    named = tomllib.loads(pyproject)["project"]["dependencies"]
    wanted = {_normalised(requirement) for requirement in named}
    entries = {_normalised(entry): entry for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]}
    if missing := wanted - entries.keys():
        raise LookupError(f"not in the lock: {', '.join(sorted(missing))}")
    needed_by = {name: {_normalised(parent) for parent in _VIA.findall(entry)} for name, entry in entries.items()}
    while more := {name for name, parents in needed_by.items() if parents & wanted} - wanted:
        wanted |= more
    return "".join(entries[name] for name in sorted(wanted))


def _normalised(requirement: str) -> str:
    name = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""


def main(arguments: Sequence[str]) -> None:
    """Print the part."""
    pyproject, lock = (Path(argument).read_text() for argument in arguments)
    sys.stdout.write(runtime_part(pyproject, lock))


if __name__ == "__main__":
    main(sys.argv[1:])
