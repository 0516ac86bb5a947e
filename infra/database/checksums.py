"""Checksums of all migrations: `python -m infra.database.checksums` adds new migrations to the list.

The list has the format of `sha256sum`, which can check it too: `sha256sum --check infra/database/migrations.sha256`.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from shared.migrations import KIT, ROOT, checksum

LIST = Path(__file__).parent / "migrations.sha256"


def migrations() -> Iterator[Path]:
    """The files of all migrations, of `shared` and of every service."""
    for folder in (*KIT, *sorted(ROOT.glob("services/*/migrations"))):
        yield from sorted(folder.glob("*.sql"))


def listed() -> Mapping[str, str]:
    """The checksums of the list, by path in the project."""
    lines = (line.split(maxsplit=1) for line in LIST.read_text(encoding="utf-8").splitlines())
    return {path: digest for digest, path in lines}


def altered(known: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Descriptions of listed migrations that were changed or removed."""
    found: list[str] = []
    for path, digest in known.items():
        if not (root / path).exists():
            found.append(f"{path} is gone")
        elif checksum(root / path) != digest:
            found.append(f"{path} has changed")
    return found


def missing(known: Mapping[str, str]) -> dict[str, str]:
    """The checksums of migrations that are not in the list."""
    paths = {file.relative_to(ROOT).as_posix(): file for file in migrations()}
    return {path: checksum(file) for path, file in paths.items() if path not in known}


def main() -> int:
    """Add new migrations to the list. Returns 1 if a listed one was changed or removed."""
    known = listed()
    if problems := altered(known):
        sys.stderr.write("".join(f"{problem}\n" for problem in problems))
        sys.stderr.write("A committed migration must not change: put the change into a new one.\n")
        return 1
    new = missing(known)
    with LIST.open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{digest}  {path}\n" for path, digest in new.items())
    sys.stdout.write("".join(f"added {path}\n" for path in new) or "nothing to add\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
