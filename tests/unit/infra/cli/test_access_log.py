"""`lea access-log verify`: offline, from two files."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.access_log import app
from tests.unit.edge.chains import OTHER, START, chain, dated, kept, lines, rewritten

LOG = [*chain(5), *chain(3, OTHER)]


def write(path: Path, *rows: bytes) -> str:
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return str(path)


def as_lines(*heads: Any) -> list[bytes]:
    return [
        json.dumps({**head._asdict(), "sealed_at": head.sealed_at or head.at}, default=str).encode() for head in heads
    ]


def verify(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["verify", *arguments], input=given, env={"COLUMNS": "160"})


@pytest.fixture
def heads(tmp_path: Path) -> str:
    return write(tmp_path / "heads.jsonl", *as_lines(kept(LOG[4]), kept(LOG[7])))


def test_a_true_log_is_proved(tmp_path: Path, heads: str) -> None:
    export = write(tmp_path / "log.jsonl", *lines(LOG))
    result = verify(export, "--heads", heads)
    assert result.exit_code == 0
    assert "8 records in 2 chains: no faults." in result.stdout
    assert "8 of them are confirmed by heads stored elsewhere." in result.stdout
    assert json.loads(verify(export, "--heads", heads, "--json").stdout) == {
        "records": 8,
        "chains": 2,
        "sealed": 8,
        "taken": 0,
        "lost": [],
        "archived": [],
        "faults": [],
        "verified": True,
    }


def test_a_verification_from_a_day_reports_unverified_records(tmp_path: Path, heads: str) -> None:
    begun = ("--since", "2026-11-21", "--heads", heads)
    result = verify(write(tmp_path / "log.jsonl", *lines(LOG)), *begun)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 records in 0 chains: no faults." in result.stdout
    assert "8 earlier records were not verified" in result.stdout
    assert verify(write(tmp_path / "log.jsonl"), "--since", "2026-11-21").exit_code == 1


def test_without_heads_the_limits_of_verification_are_reported() -> None:
    result = verify("-", given=b"".join(line + b"\n" for line in lines(LOG)))
    assert result.exit_code == 0
    assert "Without --heads" in result.stderr


def test_every_fault_is_reported_with_its_place(tmp_path: Path, heads: str) -> None:
    forged = rewritten(LOG[:5], 2, lambda tail: [tail[0]._replace(consumer="nobody"), *tail[1:]])
    export = write(tmp_path / "log.jsonl", *lines([*forged, LOG[5], LOG[7]]), b"nonsense")
    result = verify(export, "--heads", heads)
    assert result.exit_code == 1
    assert f"rewritten: chain {LOG[0].chain}, record 5, line 5." in result.stdout
    assert f"removed: chain {OTHER}, record 3, line 7." in result.stdout
    assert "unreadable: no chain, line 8." in result.stdout
    assert "7 records in 2 chains: 3 faults." in result.stdout
    faults = json.loads(verify(export, "--heads", heads, "--json").stdout)["faults"]
    assert {fault["kind"] for fault in faults} == {"rewritten", "removed", "unreadable"}


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    export = write(tmp_path / "log.jsonl", *lines(LOG))
    assert verify(str(tmp_path / "nothing")).exit_code == 1
    assert verify(export, "--heads", write(tmp_path / "heads", b'{"chain": "x"}')).exit_code == 1


@pytest.mark.parametrize(
    ("late", "remark", "meanwhile"),
    [
        (timedelta(days=20), "the worker was running", 1),
        (timedelta(hours=2), "the worker may have been down", 0),
    ],
)
def test_a_record_sealed_late_is_shown_with_both_moments(
    tmp_path: Path, late: timedelta, remark: str, meanwhile: int
) -> None:
    made = START - timedelta(days=20)
    added, honest = dated(made), chain(1)
    log = write(tmp_path / "log.jsonl", *lines([*honest, *added]))
    kept_heads = as_lines(kept(honest[0], -timedelta(seconds=1)), kept(added[0], late))
    heads = write(tmp_path / "heads.jsonl", *kept_heads)
    result = verify(log, "--heads", heads)
    assert result.exit_code == 1
    shown = " ".join(result.stdout.split())
    assert "sealed-late" in shown
    assert f"Time stamp 2026-10-31 09:00:00 UTC, sealed {made + late:%Y-%m-%d %H:%M:%S} UTC" in shown
    assert remark in shown
    (fault,) = json.loads(verify(log, "--heads", heads, "--json").stdout)["faults"]
    assert (fault["kind"], fault["made_at"]) == ("sealed-late", "2026-10-31T09:00:00+00:00")
    assert fault["sealed_meanwhile"] == meanwhile
