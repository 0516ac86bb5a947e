"""Build the wheels for subscribers, without network: the build backend is the one of `requirements.lock`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.packages.sources import EVENTS, SUBSCRIBER, Package, write_source

PACKAGES = (EVENTS, SUBSCRIBER)
_FIRST_DAY_OF_ZIP = "315532800"
"""1980-01-01: with one time for all files, the same source gives the same wheel."""


def build(to: Path, packages: Sequence[Package] = PACKAGES) -> list[Path]:
    """Build wheels into a folder; their files. Raises ForeignImport, CalledProcessError."""
    to.mkdir(parents=True, exist_ok=True)
    return [_build(package, to) for package in packages]


def _build(package: Package, to: Path) -> Path:
    with TemporaryDirectory() as folder:
        source, made = Path(folder) / "source", Path(folder) / "made"
        source.mkdir()
        write_source(package, source)
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir")
        subprocess.run(  # noqa: S603 - our own environment's pip, and our own source
            [*pip, "wheel", *options, made, source],
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": _FIRST_DAY_OF_ZIP},
        )
        (wheel,) = made.iterdir()
        return Path(shutil.move(wheel, to / wheel.name))
