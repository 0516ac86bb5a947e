"""Who has access, as the databases say it, and as a file outside the cluster keeps it.

A restore brings back accounts, tokens, keys and subscribers as they were at its moment. What was taken away later must
be known from elsewhere: from the archive, and, for what no archive has, from this file, which is only added to.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pydantic_core import from_json, to_json

from shared.database import Connection

ACCESS_FILE = "access.jsonl"
"""The file, in the folder of backups."""
ACCOUNT, TOKEN, SUBSCRIBER, CONSUMER = "account", "revoked token", "subscriber", "consumer"

# Only what gives access. A changed digest says that it was changed; nothing can be computed back from it.
_ACCOUNTS = """
    SELECT name, (role, code, password, disabled_at IS NULL, issuer, subject)::text AS access
    FROM account LEFT JOIN identity ON identity.account = account.name
"""
# A token never becomes valid again: those that do not work any more are enough.
_TOKENS = "SELECT id::text AS name, '' AS access FROM token WHERE revoked_at IS NOT NULL AND ends_at > now()"
_SUBSCRIBERS = "SELECT name, (standing, types, fields, password_hash)::text AS access FROM subscriber"
_CONSUMERS = """
    SELECT id AS name, (
        status, scopes, legal_grounds, valid_from AT TIME ZONE 'UTC', valid_to AT TIME ZONE 'UTC', certificates,
        requests_per_second, burst, look_ups_per_day, ARRAY(
            SELECT (key.id, kind, material, key.valid_from AT TIME ZONE 'UTC', key.valid_to AT TIME ZONE 'UTC',
                    revoked_at AT TIME ZONE 'UTC')
            FROM consumer_key AS key WHERE key.consumer = consumer.id ORDER BY key.id)
    )::text AS access FROM consumer
"""
_KINDS = {
    ACCOUNT: ("desk", "identity", _ACCOUNTS),
    TOKEN: ("desk", "token", _TOKENS),
    SUBSCRIBER: ("subscribers", "subscriber", _SUBSCRIBERS),
    CONSUMER: ("edge", "consumer_key", _CONSUMERS),
}
_DIGESTS = "SELECT name, encode(sha256(convert_to(access, 'UTF8')), 'hex') AS digest FROM ({query}) AS held"

SERVICES = {kind: service for kind, (service, _, _) in _KINDS.items()}
"""The service whose database says who has access of a kind."""

Standing = Mapping[str, str]
"""By name, the digest of what gives access."""


async def standing_in(connection: Connection, kind: str) -> dict[str, str] | None:
    """Who has access of this kind; None: the database has no tables for it yet."""
    _, table, query = _KINDS[kind]
    if await connection.fetchval("SELECT to_regclass($1)", table) is None:
        return None
    rows = await connection.fetch(_DIGESTS.format(query=query))
    return {row["name"]: row["digest"] for row in rows}


def changed(restored: Standing, later: Iterable[Standing]) -> list[str]:
    """Whose access is not what it was later."""
    return sorted({name for each in later for name, digest in each.items() if restored.get(name) != digest})


def kept_in(file: Path) -> dict[str, dict[str, str]] | None:
    """Who had access at the end, by kind; None: there is no file. A line that was not written to its end is skipped."""
    if not file.exists():
        return None
    kept = {kind: dict[str, str]() for kind in _KINDS}
    with file.open("rb") as lines:
        for line in lines:
            try:
                said = from_json(line)
            except ValueError:
                continue
            names = kept.setdefault(said["kind"], {})
            if said["digest"] is None:
                names.pop(said["name"], None)
            else:
                names[said["name"]] = said["digest"]
    return kept


class AccessFile:
    """Adds what has changed since the last line about it; on disk before `keep` returns.

    It is opened each time, so it may be renamed at any time: the next one begins with all who have access.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = kept_in(path) or {}

    def keep(self, kind: str, standing: Standing, at: datetime) -> int:
        """Add what has changed of this kind; returns how much. Raises OSError: it is tried again at the next call."""
        begun = self._path.exists()
        if not begun:
            self._known = {}
        known = self._known.get(kind, {})
        new: dict[str, str | None] = {name: digest for name, digest in standing.items() if known.get(name) != digest}
        new |= dict.fromkeys(known.keys() - standing.keys())
        if new or not begun:
            said = [{"kind": kind, "name": name, "digest": new[name], "at": at} for name in sorted(new)]
            self._append(b"".join(to_json(each) + b"\n" for each in said))
        self._known[kind] = dict(standing)
        return len(new)

    def _append(self, lines: bytes) -> None:
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
            size = file.tell()
            # What an earlier attempt left of a line must not spoil the first one of this.
            torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
            file.write(b"\n" * torn + lines)
            file.flush()
            os.fsync(file.fileno())
