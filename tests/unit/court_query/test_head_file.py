"""The file of kept heads: only added to, each batch on disk."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from services.court_query.access_log_heads import KeptRestore, SealedHead
from services.court_query.head_file import HeadFile

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEAD = SealedHead(UUID(int=1), 10, bytes.fromhex("ab" * 32), AT, AT)
RESTORE = KeptRestore(
    UUID(int=2), AT, AT, "operations:petrova", "The disk failed", [{"chain": "c", "kept": 1, "known": 2}]
)


def test_lines_are_added_and_private(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    HeadFile(path).append([HEAD])
    HeadFile(path).append([HEAD._replace(sequence=20), RESTORE])
    read = [json.loads(line) for line in path.read_text().splitlines()]
    assert [each.get("sequence") for each in read] == [10, 20, None]
    assert read[0]["hash"] == "ab" * 32
    assert read[2]["chains"] == [{"chain": "c", "kept": 1, "known": 2}]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "heads.jsonl")
    file.append([HEAD])
    (tmp_path / "heads.jsonl").rename(tmp_path / "heads.2026.jsonl")
    file.append([HEAD])
    assert (tmp_path / "heads.jsonl").read_text() == (tmp_path / "heads.2026.jsonl").read_text()


def test_a_failure_is_counted_and_raised(tmp_path: Path) -> None:
    name = "lea_access_log_head_file_failures_total"
    before = REGISTRY.get_sample_value(name) or 0
    with pytest.raises(FileNotFoundError):
        HeadFile(tmp_path / "away" / "heads.jsonl").append([HEAD])
    assert REGISTRY.get_sample_value(name) == before + 1
