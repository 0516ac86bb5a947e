"""What is measured of backups and of the archive, for Prometheus."""

from collections.abc import Sequence
from typing import NamedTuple

from prometheus_client import Counter, Gauge

from infra.backup.repository import FULL, Backup
from shared.database import Pool

LAST = Gauge("lea_backup_last_timestamp_seconds", "End of the last backup, 0 if there is none", ["kind"])
FAILED = Counter("lea_backup_failures", "Backups that failed")
SECONDS = Gauge("lea_backup_seconds", "Duration of the last backup of this process")
SIZE = Gauge("lea_backup_repository_bytes", "Size of the repository")
ACCESS_KEPT = Gauge(
    "lea_backup_access_kept_timestamp_seconds", "When the file of who has access was last compared with the databases"
)
ARCHIVE_FAILURES = Gauge(
    "lea_backup_archive_failed_count", "Attempts to archive that failed, as PostgreSQL counts them"
)
WAITING = Gauge("lea_backup_wal_waiting_files", "Segments of the write-ahead log that wait to be archived")
WAITING_SINCE = Gauge("lea_backup_wal_waiting_seconds", "Age of the oldest of them")

ANY = "any"

# The history file of a timeline and markers of backups are small and archived at once.
_ARCHIVE = """
    SELECT failed_count,
           (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') AS waiting,
           (SELECT coalesce(extract(epoch FROM now() - min(modification)), 0)::float8
            FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready') AS seconds,
           (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline
    FROM pg_stat_archiver
"""


class Archive(NamedTuple):
    """The state of the archive, as PostgreSQL sees it."""

    failed: int
    waiting: int
    seconds: float
    timeline: int


async def archive_of(pool: Pool) -> Archive:
    """Read it from the server; publish it."""
    found = Archive(*(await pool.fetchrow(_ARCHIVE)))
    ARCHIVE_FAILURES.set(found.failed)
    WAITING.set(found.waiting)
    WAITING_SINCE.set(max(found.seconds, 0))
    return found


def publish(backups: Sequence[Backup], size: int) -> None:
    """Publish the age of the backups and the size of the repository."""
    fulls = [backup for backup in backups if backup.kind == FULL]
    LAST.labels(FULL).set(fulls[-1].stopped.timestamp() if fulls else 0)
    LAST.labels(ANY).set(backups[-1].stopped.timestamp() if backups else 0)
    SIZE.set(size)
