"""Markup in every input of every form is shown as text."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pytest

from contracts.identifiers import new_id
from contracts.queries.proceedings import ProceedingRows
from services.desk.inputs.widgets import PARTS, PREFIX, Kind, Widget, widgets_of
from shared.act_fields import ActFields
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_act_pages import known
from tests.unit.desk.test_statement_pages import UNKNOWN
from tests.unit.desk.test_work_pages import listed

__all__ = ["known"]

MARKUP = "\"'><script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)"


def names(widgets: Iterable[Widget], prefix: str = PREFIX) -> Iterator[str]:
    """The name of every input; of a list those of its first row."""
    for widget in widgets:
        own = f"{prefix}{widget.name}"
        if widget.kind is Kind.GROUP:
            yield from names(widget.parts, f"{own}.")
        elif widget.kind is Kind.ROWS:
            yield from names(widget.parts, f"{own}.0.")
        else:
            yield from (f"{own}.{part}" for part in PARTS[widget.kind]) if widget.kind in PARTS else (own,)


@pytest.mark.parametrize("place", range(8))
async def test_what_is_typed_into_any_form_is_text(desk: Desk, acts: ActFields, place: int) -> None:
    shown = 0
    for act in sorted(acts.rows)[place::8]:
        if acts.service_of(act) != "proceedings":
            continue
        typed = dict.fromkeys(names(widgets_of(acts, act)), MARKUP)
        recording = {"recording.reason": MARKUP, "recording.paper.author": MARKUP}
        sent = {"csrf_token": desk.token, "id": str(new_id()), "day": MARKUP, **typed, **recording}
        for step in ("preview", "record"):
            page = (await desk.client.post(f"/proceedings/{NUMBER}/acts/{act}/{step}", data=sent)).text
            assert "<script" not in page, (act, step)
            shown += ESCAPED in page
    assert shown, "something that was typed is shown again"


async def test_what_stands_in_an_address_is_text(desk: Desk) -> None:
    listed(desk)
    desk.services.replies |= {"find": ProceedingRows(proceedings=(), more=False), "statement": UNKNOWN}
    for path in (
        "/proceedings?q={}", "/proceedings?name={}", "/?kind={}&span={}", "/calendar?month={}&day={}",
        "/sign-in?next={}", "/proceedings/{}", "/statements?q={}", "/nowhere/{}",
    ):  # fmt: skip
        page = (await desk.client.get(path.replace("{}", quote(MARKUP, safe="")))).text
        assert "<script" not in page, path
