"""The version of the law's tables: two of them with the same version have the same rows."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from shared.law.rule_sets.publishing import packaged_folders


@cache
def tables_version() -> str:
    """The version of all rule sets and of the base units, such as `law-1a2b3c4d`."""
    folders = (*packaged_folders(), files("shared.law") / "money")
    digest = sha256()
    for path, content in sorted(each for folder in folders for each in _tables(folder, "")):
        digest.update(f"{path} {len(content)}\n".encode() + content)
    return f"law-{digest.hexdigest()[:8]}"


def _tables(folder: Traversable, within: str) -> Iterator[tuple[str, bytes]]:
    path = f"{within}{folder.name}/"
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _tables(entry, path)
        elif entry.name.endswith(".yaml"):
            yield f"{path}{entry.name}", entry.read_bytes()
