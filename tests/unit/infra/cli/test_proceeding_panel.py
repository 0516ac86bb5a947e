"""`lea proceeding show`: things with their steps, and who takes part."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from contracts.queries.deadlines import Limits
from infra.cli.clerk.showing import proceeding_panel
from shared.law.names import Language
from tests.unit.proceedings.harness import life
from tests.unit.proceedings.test_thing_views import ADMITTED, shown, sold


def printed(view: Any, language: Language) -> str:
    console = Console(file=StringIO(), width=400)
    console.print(proceeding_panel(view, Limits(limits=(), more=False), language))
    found: Any = console.file
    return " ".join(found.getvalue().split())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("Arrested property flour", "2026-06-02 arrested, 2026-06-03 valued", "Public sale flour 500.00 BYN")),
        (
            "ru",
            ("Арестованное имущество flour", "2026-06-02 арестовано", "Торги flour 500.00 BYN 2026-06-03 объявлены"),
        ),
        ("be", ("Арыштаваная маёмасць flour", "2026-06-03 ацэнена", "Таргі flour 500.00 BYN 2026-06-03 аб'яўлены")),
    ],
)
def test_things_with_their_steps(language: Language, expected: tuple[str, ...]) -> None:
    text = printed(shown(sold()), language)
    assert [each for each in expected if each not in text] == []


def test_who_takes_part() -> None:
    proceeding = life({"history": "initiated"})
    proceeding.carry_out(ADMITTED)
    view = shown(proceeding)
    assert "Sidorov advocate debtor admitted 2026-03-05 2026-12-31" in printed(view, "en")
    assert "Участвующие лица" in printed(view, "ru")
    assert "Who takes part" not in printed(view.model_copy(update={"participants": None}), "en")
