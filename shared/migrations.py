"""Bring a service's database to the schema its code expects: `python -m shared.migrations <service>`.

Migrations are plain SQL files, numbered and forward only. A service's own lie in `services/<name>/migrations`; the
tables of the kit come before them wherever a file of the service says so in its head:

    -- depends: eventstore-0001-events messaging-0001-consumer

Then all migrations of that part of the kit are applied. The owner's role runs them; they grant the role of the
service (`current_setting('lea.service_role')`, that is `lea_<service>`) what it needs and no more.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from yoyo import get_backend, read_migrations
from yoyo.backends import DatabaseBackend
from yoyo.migrations import MigrationList, ancestors

ROOT = Path(__file__).resolve().parent.parent
KIT = (ROOT / "shared" / "eventstore" / "migrations", ROOT / "shared" / "messaging" / "migrations")
ADDRESS = "LEA_MIGRATION_DATABASE_URL"

_LOCK = 0x6C65616D  # "leam"


def folder_of(service: str) -> Path:
    """Where the migrations of a service lie."""
    return ROOT / "services" / service / "migrations"


def migrate(database_url: str, service: str, folder: Path | None = None) -> list[str]:
    """Apply what is missing, all of it in one transaction, and return the names of what was applied.

    May run twice, and in several processes at once: the others wait, then find nothing to do. `database_url` is
    that of the owner's role. Raises LookupError if the service has no migrations.
    """
    migrations = _wanted(folder or folder_of(service))
    with _exclusively(database_url), _backend(database_url) as backend:
        backend.execute("SELECT set_config('lea.service_role', :role, false)", {"role": f"lea_{service}"})
        # Nobody else is here, so a lock row can only be left over from a run that was killed.
        backend.break_lock()
        missing = backend.to_apply(migrations)
        with backend.transaction():
            for migration in missing:
                migration.process_steps(backend, "apply")
                backend.mark_one(migration)
        return [migration.id for migration in missing]


def _wanted(folder: Path) -> MigrationList:
    everything = read_migrations(*(str(path) for path in (*KIT, folder)))
    own = [migration for migration in everything if migration.source_dir == str(folder)]
    if not own:
        raise LookupError(f"no migrations in {folder}")
    sources = {needed.source_dir for migration in own for needed in ancestors(migration, everything)} | {str(folder)}
    return everything.filter(lambda migration: migration.source_dir in sources)


@contextmanager
def _exclusively(database_url: str) -> Iterator[None]:
    """Hold a lock that ends with its session, unlike a row, which would outlive a kill."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        yield


@contextmanager
def _backend(database_url: str) -> Iterator[DatabaseBackend]:
    with get_backend(database_url.replace("postgresql://", "postgresql+psycopg://", 1)) as backend:
        yield backend


def main(arguments: Sequence[str]) -> int:
    """Migrate the service named by the only argument."""
    address = os.environ.get(ADDRESS)
    if len(arguments) != 1 or not address:
        sys.stderr.write(f"usage: {ADDRESS}=postgresql://owner:…@host/database python -m shared.migrations <service>\n")
        return 2
    applied = migrate(address, arguments[0])
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
