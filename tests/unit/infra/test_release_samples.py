"""Every release leaves a sample of its databases behind, which the present one takes over (tests/releases)."""

import json
import re
from pathlib import Path

from infra.stack.settings import PROJECT

SAMPLES = Path(PROJECT) / "tests" / "releases"


def test_every_release_has_a_sample() -> None:
    changelog = (Path(PROJECT) / "CHANGELOG.md").read_text(encoding="utf-8")
    released = set(re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE))
    sampled = {json.loads(file.read_text())["release"]["version"] for file in SAMPLES.glob("*/contents.json")}
    assert released
    assert released <= sampled, "record one: tests/releases/record.py"
