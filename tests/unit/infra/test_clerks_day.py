"""The page of a clerk's day: its pictures show its text. A test of the whole system runs its commands."""

import shlex
from pathlib import Path

import pytest
import typer
from rich.text import Text

from infra.cli.main import app
from infra.documents.clerks_day import (
    DOCS,
    PAGE,
    Aliases,
    Scene,
    apart_from_days,
    drawn,
    pictured,
    scenes_of,
    shown,
    unpictured,
    with_outputs,
)

TEXT = PAGE.read_text(encoding="utf-8")
SCENES = scenes_of(TEXT)


def test_every_command_of_the_page_has_its_picture() -> None:
    assert len(SCENES) == TEXT.count("```console") == TEXT.count("](images/")
    assert list(unpictured(TEXT)) == []


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.picture)
def test_a_picture_shows_the_text_of_the_page(scene: Scene) -> None:
    assert pictured((DOCS / scene.picture).read_text(encoding="utf-8")) == shown(scene)


def test_a_picture_is_the_same_whenever_it_is_drawn() -> None:
    scene = SCENES[0]
    first = drawn(scene.command, Text(scene.output), "a-picture")
    assert drawn(scene.command, Text(scene.output), "a-picture") == first
    assert pictured(first) == shown(scene)


def test_outputs_are_put_in_their_places() -> None:
    written = with_outputs(TEXT, {scene.picture: f"{place}\n" for place, scene in enumerate(SCENES)})
    assert [scene.output for scene in scenes_of(written)] == [f"{place}\n" for place in range(len(SCENES))]
    assert with_outputs(written, {scene.picture: scene.output for scene in SCENES}) == TEXT


def test_ids_and_numbers_are_those_of_the_page() -> None:
    aliases = Aliases()
    act, number = "01990000-7b1e-7c52-9d2f-3f1f0a6b8c11", "0401-2027-000123"
    assert aliases.written(f"{act} {number} 2027-01-02 13:14") == (
        "0197a3c0-7b1e-7c52-9d2f-000000000001 0101-2026-000001 2027-01-02 10:00"
    )
    assert aliases.meant("lea proceeding show 0101-2026-000001") == f"lea proceeding show {number}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("until 2026-12-14", "until 2027-01-05 (provisional)", True),
        ("│ ends on 14 December 2026 │", "ends on 5 May\n2027", True),
        ("срок до 5 мая 2026 г.", "срок до 15 сентября 2026 г.", True),
        ("number 0101-2026/1", "number 0101-2027/57", True),
        ("12.00 BYN", "13.00 BYN", False),
        ("Art. 337(1)", "Art. 337(2)", False),
    ],
)
def test_only_days_and_lines_do_not_count(one: str, other: str, same: bool) -> None:
    assert (apart_from_days(one) == apart_from_days(other)) is same


def test_commands_of_the_pages_exist() -> None:
    commands = typer.main.get_command(app)
    for scene in SCENES:
        words = shlex.split(scene.command)[1:]
        group = commands.load(words[0])  # type: ignore[attr-defined]
        assert words[1] in group.commands or not hasattr(group, "commands"), scene.command


def test_the_example_is_a_file_of_the_page() -> None:
    assert "](examples/statement.yaml)" in TEXT
    assert Path(DOCS / "examples" / "statement.yaml").exists()
