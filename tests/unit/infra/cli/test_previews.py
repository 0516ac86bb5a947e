"""`lea act preview`: the document, whom to notify, duties."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from infra.cli.clerk.previews import preview_parts
from shared.law.names import Language
from tests.unit.proceedings.harness import life
from tests.unit.proceedings.test_preview import SUSPENDED, previewed


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                "Document: ",
                "To notify",
                "Recoverer, Debtor",
                "opens Send copies of the resolution",
                "begins Send copies of the resolution",
            ),
        ),
        (
            "ru",
            (
                "Документ: ",
                "Известить",
                "Взыскатель, Должник",
                "возникает Направить сторонам копии",
                "начинается Направить копии",
            ),
        ),
        (
            "be",
            (
                "Дакумент: ",
                "Паведаміць",
                "Спаганяльнік, Даўжнік",
                "узнікае Накіраваць бакам копіі",
                "пачынаецца Накіраваць копіі",
            ),
        ),
    ],
)
def test_what_an_act_asks_for(language: Language, expected: tuple[str, ...]) -> None:
    console = Console(file=StringIO(), width=400)
    for part in preview_parts(previewed(life({"history": "compulsory"}), SUSPENDED), language):
        console.print(part)
    found: Any = console.file
    text = " ".join(found.getvalue().split())
    assert [each for each in expected if each not in text] == []
