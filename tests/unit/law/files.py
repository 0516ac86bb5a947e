"""Rule sets on disk for tests: a later law that brings what a test gives it, or a copy of the packaged one."""

import shutil
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml

HEADER: dict[str, Any] = {
    "id": "test-law",
    "name": {"en": "A test law", "ru": "Закон", "be": "Закон"},
    "valid_from": date(2030, 1, 1),
}
LATER = {**HEADER, "based_on": "epc-2021"}
"""The packaged rule set holds on without end, so a sound set must say what it is based on."""
EARLIER = {**HEADER, "valid_from": date(2019, 1, 1), "valid_to": date(2020, 12, 31)}
"""A rule set that stands alone must end before the packaged one begins."""


def written(folder: Path, header: dict[str, Any], contents: dict[str, Any]) -> Path:
    """A rule set in its folder: files by their names without the ending; text is written as it is."""
    home = folder / str(header.get("id", "nameless")).replace("-", "_")
    for name, rows in {"rule_set": header, **contents}.items():
        path = home / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rows if isinstance(rows, str) else yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    return home


def packaged_text(name: str, old: str, new: str) -> str:
    """A packaged file (`epc_2021/money/fee`) with one change."""
    text = (files("shared.law") / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def copied(folder: Path) -> Path:
    """A copy of the packaged rule set that stands alone, before it."""
    with as_file(files("shared.law") / "epc_2021") as packaged:
        home = Path(shutil.copytree(packaged, folder / "test_law"))
    (home / "rule_set.yaml").write_text(yaml.safe_dump(EARLIER, allow_unicode=True), encoding="utf-8")
    return home
