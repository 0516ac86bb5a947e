"""Every version ever published stays readable: one committed sample each, never edited, only added to."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.catalogue import COMMANDS, EVENTS
from contracts.registry import Event, Registry

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted(GOLDEN.glob("*.json"))


def _registry(type_: str) -> Registry:
    return COMMANDS if type_ in COMMANDS.models else EVENTS


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_published_sample_is_read_without_loss(path: Path) -> None:
    body = path.read_bytes()
    read = json.loads(_registry(path.stem).decode(path.stem, body).model_dump_json())
    for field, value in json.loads(body).items():
        assert read[field] == value


@pytest.mark.parametrize("type_", sorted([*EVENTS.models, *COMMANDS.models]))
def test_every_type_has_a_sample(type_: str) -> None:
    assert (GOLDEN / f"{type_}.json").exists()


def test_an_older_version_is_brought_up_step_by_step() -> None:
    class Moved(Event):
        type = "lea.test.moved.v3"
        place: str
        floor: int

    def to_v2(data: dict[str, Any]) -> dict[str, Any]:
        return {"place": data["where"]}

    def to_v3(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "floor": 0}

    registry = Registry(
        [Moved],
        {"lea.test.moved.v1": ("lea.test.moved.v2", to_v2), "lea.test.moved.v2": (Moved.type, to_v3)},
        unknown_fields="ignore",
    )
    assert registry.decode("lea.test.moved.v1", b'{"where": "archive"}') == Moved(place="archive", floor=0)
    assert registry.decode("lea.test.moved.v2", b'{"place": "archive"}') == Moved(place="archive", floor=0)


def test_an_upcaster_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        Registry([], {"lea.test.moved.v1": ("lea.test.moved.v2", dict)}, unknown_fields="ignore")
