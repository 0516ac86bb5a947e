"""Rules for migrations of a system that runs, checked by Squawk (https://squawkhq.com), and by this module.

They hold for every file that is listed after `LAST_BEFORE` in `migrations.sha256`; older ones were applied to small
databases, and are never changed. A statement that must break a rule says so, with the reason, in a comment before it:

    -- no release that is still in use reads it
    -- squawk-ignore ban-drop-column
"""

import json
import re
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.database.checksums import listed
from shared.migrations import ROOT

LAST_BEFORE = "services/court_query/migrations/0009.freshness-by-one-clock.sql"
"""The last file that the rules do not hold for."""

OLDEST_POSTGRESQL = "13.0"
SET_BY_US = ("require-lock-timeout", "require-statement-timeout")
"""What every migration gets from `shared/migration_bounds.py`."""
NOT_OURS = ("prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-robust-stmts")
"""Versions and counts are integers by contract; a migration in a transaction is never applied in part."""

_OUTSIDE = re.compile(r"^--\s*transactional:\s*false\s*$", re.MULTILINE | re.IGNORECASE)
_REPEATABLE = re.compile(
    r"\bIF\s+(NOT\s+)?EXISTS\b|^\s*(ALTER\s+TABLE\s+\S+\s+VALIDATE\s+CONSTRAINT|ANALYZE)\b", re.IGNORECASE
)


def governed() -> list[Path]:
    """The files that the rules hold for, in the order they were added."""
    paths = list(listed())
    return [ROOT / path for path in paths[paths.index(LAST_BEFORE) + 1 :]]


def broken_rules(files: Sequence[Path]) -> list[str]:
    """Descriptions of what is against the rules."""
    outside = [file for file in files if _OUTSIDE.search(file.read_text(encoding="utf-8"))]
    inside = [file for file in files if file not in outside]
    found = [*_squawk(inside, "--assume-in-transaction"), *_squawk(outside)]
    found += [
        f"{file}: CONCURRENTLY needs a file of its own that begins with -- transactional: false"
        for file in inside
        if re.search(r"\bCONCURRENTLY\b", _statements(file), re.IGNORECASE)
    ]
    return found + [problem for file in outside for problem in _not_repeatable(file)]


def _statements(file: Path) -> str:
    return "\n".join(line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))


def _squawk(files: Sequence[Path], *options: str) -> Iterator[str]:
    if not files:
        return
    program = Path(sysconfig.get_path("scripts")) / "squawk"
    options = ("--exclude", ",".join((*SET_BY_US, *NOT_OURS)), "--pg-version", OLDEST_POSTGRESQL, *options)
    command: list[str | Path] = [program, "--reporter", "json", *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    for problem in json.loads(done.stdout):
        yield f"{problem['file']}:{problem['line'] + 1}: {problem['rule_name']}: {problem['message']}"


def _not_repeatable(file: Path) -> Iterator[str]:
    """Outside a transaction a migration may be applied in part, and then again."""
    text = _statements(file)
    dropped = re.findall(r"DROP\s+INDEX\s+CONCURRENTLY\s+IF\s+EXISTS\s+(\S+)\s*;", text, re.IGNORECASE)
    for statement in filter(str.strip, text.split(";")):
        created = re.match(r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(\S+)", statement, re.IGNORECASE)
        if created:
            # IF NOT EXISTS would keep the invalid index of an interrupted attempt.
            if created[1] not in dropped:
                yield f"{file}: an index that was left invalid must be dropped first: {created[1]}"
        elif not _REPEATABLE.search(statement):
            yield f"{file}: cannot be repeated: {' '.join(statement.split())[:60]}"
