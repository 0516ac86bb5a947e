"""The file of the benchmarks: parts that are measured anew replace those of an earlier run, the others stay."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.bench.__main__ import BENCHMARKS
from infra.bench.results import FILE, Result, part, write

STARTED = datetime(2026, 11, 30, 9, tzinfo=UTC)


def read(file: Path) -> dict[str, Any]:
    parts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["parts"]
    return parts


def test_a_part_that_is_measured_anew_replaces_itself_alone(tmp_path: Path) -> None:
    file = tmp_path / "bench" / "results.json"
    first, second = (part([Result("rows", value, "/s", at_least=10)], STARTED) for value in (12345.67, 9.0))
    write({"imports": first, "edge": first}, [*BENCHMARKS], file)
    write({"imports": second}, [*BENCHMARKS], file)
    parts = read(file)
    assert [*parts] == ["edge", "imports"]
    assert [(each["value"], each["met"]) for each in parts["edge"]["results"]] == [(12350.0, True)]
    assert [(each["value"], each["met"]) for each in parts["imports"]["results"]] == [(9.0, False)]
    assert parts["imports"]["date"] == "2026-11-30T09:00:00+00:00"
    assert parts["imports"]["machine"]["cores"]


def test_the_file_of_the_project_has_known_parts_of_one_form() -> None:
    parts, form = read(FILE), part([], STARTED).keys()
    assert parts.keys() <= BENCHMARKS.keys()
    for each in parts.values():
        assert each.keys() | {"seconds"} == form
        assert all(row.keys() == {*Result._fields, "met"} for row in each["results"])
