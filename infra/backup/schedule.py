"""Which backup is due: a pure function of those there are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.backup.repository import FULL, INCREMENTAL, Backup
from infra.backup.settings import BackupSettings


def due(backups: Sequence[Backup], timeline: int, now: datetime, settings: BackupSettings) -> str | None:
    """The kind of the backup that is due now, if any.

    A restored cluster begins another timeline and needs a full backup of it: those before can only be restored through
    the archive of both.
    """
    fulls = [backup for backup in backups if backup.kind == FULL and backup.timeline >= timeline]
    if not fulls or now - fulls[-1].stopped >= timedelta(days=settings.full_days):
        return FULL
    if now - backups[-1].stopped >= timedelta(hours=settings.incremental_hours):
        return INCREMENTAL
    return None
