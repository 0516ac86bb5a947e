"""Which backup is due."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.backup.repository import FULL, INCREMENTAL, Backup
from infra.backup.schedule import due
from infra.backup.settings import BackupSettings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SETTINGS = BackupSettings(full_days=7, incremental_hours=24)


def backup(kind: str, *, hours: float, timeline: int = 1) -> Backup:
    ended = NOW - timedelta(hours=hours)
    return Backup("label", kind, ended - timedelta(minutes=1), ended, 1, 1, timeline, faulty=False)


@pytest.mark.parametrize(
    ("backups", "timeline", "expected"),
    [
        ([], 1, FULL),
        ([backup(FULL, hours=1)], 1, None),
        ([backup(FULL, hours=23.9)], 1, None),
        ([backup(FULL, hours=24)], 1, INCREMENTAL),
        ([backup(FULL, hours=100), backup(INCREMENTAL, hours=2)], 1, None),
        ([backup(FULL, hours=167), backup(INCREMENTAL, hours=30)], 1, INCREMENTAL),
        ([backup(FULL, hours=168), backup(INCREMENTAL, hours=2)], 1, FULL),
        # A restore has begun another timeline since.
        ([backup(FULL, hours=1)], 2, FULL),
        ([backup(FULL, hours=30), backup(FULL, hours=2, timeline=2)], 2, None),
        ([backup(FULL, hours=2, timeline=2), backup(INCREMENTAL, hours=1, timeline=2)], 3, FULL),
    ],
)
def test_what_is_due(backups: list[Backup], timeline: int, expected: str | None) -> None:
    assert due(backups, timeline, NOW, SETTINGS) == expected
