"""The runtime part of requirements.lock: `python runtime.py <pyproject.toml> <requirements.lock>`.

The lock also has development tools. It names for every package those that require it (`# via`), which determines the
`dependencies` of pyproject.toml and everything they require. Hashes are kept.
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
    """The unchanged entries of the lock that are needed at run time."""
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
    """Print the runtime part."""
    pyproject, lock = (Path(argument).read_text() for argument in arguments)
    sys.stdout.write(runtime_part(pyproject, lock))


if __name__ == "__main__":
    main(sys.argv[1:])
