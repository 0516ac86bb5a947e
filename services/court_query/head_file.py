"""The file of the kept heads of the access log: only added to, outside the database cluster.

JSON Lines: a head as `lea access-log heads` writes it, or a restore. A line may come twice.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from prometheus_client import Counter
from pydantic_core import to_json

from shared.telemetry.logs import get_logger

FAILURES = Counter("lea_access_log_head_file_failures", "Batches of heads that could not be written to the file")

_log = get_logger(__name__)


class HeadFile:
    """Appends lines, each batch on disk before `append` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, kept: Iterable[NamedTuple]) -> None:
        """Raises OSError; the heads are then kept nowhere, and come again.

        It is opened for each batch, so it may be renamed at any time: the next batch begins another.
        """
        lines = b"".join(line_of(each) for each in kept)
        try:
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            FAILURES.inc()
            _log.error("heads of the access log not written to their file", reason=error.strerror)
            raise


def line_of(kept: NamedTuple) -> bytes:
    """A line of the file."""
    fields: dict[str, Any] = kept._asdict()
    return to_json(fields, bytes_mode="hex") + b"\n"
