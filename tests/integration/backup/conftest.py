"""A native stack with backups, for the tests of this folder; its data are deleted afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.backup.repository import FULL, Repository
from infra.backup.settings import BackupSettings
from infra.stack.postgresql import SUPERUSER
from infra.stack.stack import Stack


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the users of the engines can reach."""
    made = Path(tempfile.mkdtemp(prefix="ais-lea-backup-"))
    made.chmod(0o755)
    yield made
    if "LEA_KEEP_TEST_DATA" not in os.environ:
        shutil.rmtree(made)


@pytest.fixture(scope="module")
def settings(folder: Path) -> BackupSettings:
    return BackupSettings(folder=folder / "elsewhere", interval=0.2, archive_timeout=60)


@pytest.fixture(scope="module")
def stack(folder: Path, settings: BackupSettings) -> Iterator[Stack]:
    """Engines with a full backup."""
    with Stack(folder / "home", backups=settings).engines() as stack:
        repository_in(stack).back_up(FULL, stack.passwords[SUPERUSER])
        yield stack


def repository_in(stack: Stack) -> Repository:
    assert stack.repository is not None
    return stack.repository
