"""Bring a service's database to the schema its code expects: `python -m shared.migrations <service>`.

Migrations are plain SQL files, numbered and forward only. A service's own lie in `services/<name>/migrations`; the
tables of the kit come before them wherever a file of the service says so in its head:

    -- depends: eventstore-0001-events messaging-0001-consumer

Then all migrations of that part of the kit are applied. The owner's role runs them; they grant the role of the
service (`current_setting('lea.service_role')`, that is `lea_<service>`) what it needs and no more.

An applied file never changes: its SHA-256 is kept in the database, and every later run compares it.

Each file is one transaction, with bounds on locks and time (`shared/migration_bounds.py`). What cannot be in one, such
as an index created while others write, says so in its head, is alone in its file, and can be repeated:

    -- transactional: false
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote, urlencode

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations
from yoyo.backends import DatabaseBackend
from yoyo.migrations import Migration, MigrationList, ancestors

from shared.database import MIGRATION_LOCK
from shared.migration_bounds import BoundedMigrations, MigrationSettings, MigrationStopped
from shared.telemetry.logs import configure_logs, get_logger

ROOT = Path(__file__).resolve().parent.parent
KIT = (ROOT / "shared" / "eventstore" / "migrations", ROOT / "shared" / "messaging" / "migrations")
ADDRESS = "LEA_MIGRATION_DATABASE_URL"

_WAIT = 600.0  # seconds for another process that migrates the same database
_LOOK = 0.2  # seconds between two looks whether it has ended
_CREATE = """
    CREATE TABLE IF NOT EXISTS migration_checksum (
        migration   text        PRIMARY KEY,
        sha256      text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        recorded_at timestamptz NOT NULL DEFAULT now()
    )
"""
_APPLIED = "SELECT migration_id FROM _yoyo_migration ORDER BY applied_at_utc, migration_id"
_RECORDED = "SELECT migration, sha256 FROM migration_checksum"
_RECORD = "INSERT INTO migration_checksum (migration, sha256) VALUES (:migration, :sha256)"

_log = get_logger(__name__)


class MigrationAltered(RuntimeError):
    """An applied migration was changed or deleted; the text says what to do."""


def folder_of(service: str) -> Path:
    """Where the migrations of a service lie."""
    return ROOT / "services" / service / "migrations"


def checksum(file: Path) -> str:
    """SHA-256 of a migration, in hexadecimal digits."""
    return sha256(file.read_bytes()).hexdigest()


def migrate(
    database_url: str, service: str, folder: Path | None = None, bounds: MigrationSettings | None = None
) -> list[str]:
    """Apply what is missing, each file in a transaction, and return the names of what was applied.

    May run twice, and in several processes at once: the others wait, then find nothing to do. `database_url` is
    that of the owner's role. Raises LookupError if the service has no migrations, MigrationAltered before anything is
    applied, and MigrationStopped; what was applied before that stays.
    """
    migrations = _wanted(folder or folder_of(service))
    with _exclusively(database_url) as watching, _backend(database_url) as backend:
        backend.execute("SELECT set_config('lea.service_role', :role, false)", {"role": f"lea_{service}"})
        # The lock is held by this process alone, so a lock row can only be left from a run that was killed.
        backend.break_lock()
        missing = backend.to_apply(migrations)
        with backend.transaction():
            _check(backend, service, migrations)
        bounded = BoundedMigrations(service, backend, watching, bounds or MigrationSettings())
        for migration in missing:
            bounded.apply(migration, _mark)
        return [migration.id for migration in missing]


def _check(backend: DatabaseBackend, service: str, migrations: MigrationList) -> None:
    """Compare what was applied with the files; record it where the database is older than checksums.

    Raises MigrationAltered.
    """
    files = {migration.id: migration for migration in migrations}
    backend.execute(_CREATE)
    recorded = dict(backend.execute(_RECORDED).fetchall())
    for (applied,) in backend.execute(_APPLIED).fetchall():
        if applied not in files:
            raise MigrationAltered(
                f"{service}: the migration {applied} was applied to this database, but its file is gone. Bring it "
                "back; if this release never had it, it is older than the database: run a newer one."
            )
        file = Path(files[applied].path)
        if applied not in recorded:
            _record(backend, files[applied])
            _log.warning("checksum of an applied migration recorded", service=service, migration=applied)
        elif recorded[applied] != checksum(file):
            raise MigrationAltered(
                f"{service}: the migration {applied} was changed after it had been applied to this database. Bring "
                f"{file} back to what it was, and put the change into a new migration."
            )


def _mark(backend: DatabaseBackend, migration: Migration) -> None:
    backend.mark_one(migration)
    _record(backend, migration)


def _record(backend: DatabaseBackend, migration: Migration) -> None:
    backend.execute(_RECORD, {"migration": migration.id, "sha256": checksum(Path(migration.path))})


def _wanted(folder: Path) -> MigrationList:
    everything = read_migrations(*(str(path) for path in (*KIT, folder)))
    own = [migration for migration in everything if migration.source_dir == str(folder)]
    if not own:
        raise LookupError(f"no migrations in {folder}")
    sources = {needed.source_dir for migration in own for needed in ancestors(migration, everything)} | {str(folder)}
    return everything.filter(lambda migration: migration.source_dir in sources)


@contextmanager
def _exclusively(database_url: str) -> Iterator[Connection]:
    """Hold a lock that ends with its session, which is returned: a lock row would survive a kill."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        until = monotonic() + _WAIT
        # A statement that waits has a snapshot, for whose end an index that is created concurrently waits in turn.
        while connection.execute("SELECT pg_try_advisory_lock(%s)", (MIGRATION_LOCK,)).fetchone() != (True,):
            if monotonic() > until:
                raise MigrationStopped("Another process has been migrating this database for 10 minutes.")
            sleep(_LOOK)
        yield connection


@contextmanager
def _backend(database_url: str) -> Iterator[DatabaseBackend]:
    # All as parameters, because yoyo reads no address of several servers.
    place = conninfo_to_dict(database_url)
    name = quote(str(place.pop("dbname")))
    with get_backend(f"postgresql+psycopg:///{name}?{urlencode(place)}") as backend:
        yield backend


def main(arguments: Sequence[str]) -> int:
    """Migrate the service named by the only argument."""
    address = os.environ.get(ADDRESS)
    if len(arguments) != 1 or not address:
        sys.stderr.write(f"usage: {ADDRESS}=postgresql://owner:…@host/database python -m shared.migrations <service>\n")
        return 2
    configure_logs(arguments[0])
    try:
        applied = migrate(address, arguments[0])
    except (MigrationAltered, MigrationStopped) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
