"""Huge pages for the database under measurement, reserved as an operator would (docs/operations.md), for the time.

Linux maps the memory that processes share page by page, for each of them anew, and goes through all of it when it looks
for memory to give back. In pages of 4 KB that was a third of the time of a look-up among a million cards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_RESERVED = Path("/proc/sys/vm/nr_hugepages")
_WANTED = "SELECT setting::integer FROM pg_settings WHERE name = 'shared_memory_size_in_huge_pages'"


def wanted(server_url: str) -> int:
    """As many as the server would take; 0 if it cannot tell (before PostgreSQL 15), or the kernel has none."""
    with psycopg.connect(server_url) as connection:
        (pages,) = connection.execute(_WANTED).fetchone() or (0,)
    return max(int(pages), 0)


@contextmanager
def reserved(pages: int) -> Iterator[bool]:
    """So many for whoever takes them first; False, and none, where that is not allowed, or memory is in pieces."""
    before = _count()
    got = _reserve(before + pages)
    if not got:
        _reserve(before)
    try:
        yield got
    finally:
        # Those in use go back when their process ends.
        _reserve(before)


def taken_by(process: int) -> bool:
    """Whether a process works in huge pages."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return any(line.startswith("HugetlbPages:") and line.split()[1] != "0" for line in status.splitlines())


def _count() -> int:
    return int(_RESERVED.read_text(encoding="ascii")) if _RESERVED.exists() else 0


def _reserve(pages: int) -> bool:
    try:
        _RESERVED.write_text(str(pages), encoding="ascii")
    except OSError:
        return False
    return _count() >= pages
