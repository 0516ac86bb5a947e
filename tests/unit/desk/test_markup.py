"""Markup in every input of every form is shown as text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from contracts.identifiers import new_id
from contracts.queries.deadlines import Limits, Standing
from contracts.queries.proceedings import ProceedingRows
from services.desk.domain.people import Role
from services.desk.inputs.widgets import PARTS, PREFIX, Kind, Widget, widgets_in, widgets_of
from services.desk.pages import limits, money, statements
from shared.act_fields import ActFields
from tests.unit.desk import test_consumer_pages, test_subscriber_pages
from tests.unit.desk.conftest import Desk
from tests.unit.desk.console import Console
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_act_pages import known
from tests.unit.desk.test_limit_pages import limit
from tests.unit.desk.test_statement_pages import UNKNOWN, view
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


def _typed(widgets: Iterable[Widget]) -> dict[str, str]:
    """Markup in every input, and in those that every form has."""
    own = ("day", "receipt", "payout", "number", "recording.reason", "recording.paper.author")
    return dict.fromkeys((*own, *names(widgets)), MARKUP) | {"id": str(new_id())}


async def _is_text(desk: Desk, path: str, typed: dict[str, str]) -> bool:
    """Whether what was typed is shown again; as markup it never is."""
    page = (await desk.client.post(path, data={"csrf_token": desk.token, **typed})).text
    assert "<script" not in page, path
    return ESCAPED in page


@pytest.mark.parametrize("act", [statements.REGISTER, statements.ASSESS, statements.DECIDE])
async def test_what_is_typed_into_the_form_of_a_statement_is_text(desk: Desk, acts: ActFields, act: str) -> None:
    desk.services.replies["statement"] = view()
    typed = _typed(widgets_of(acts, act))
    place = "/statements" if act == statements.REGISTER else "/statements/0101/17%2F2026"
    assert all([await _is_text(desk, f"{place}/acts/{act}/{step}", typed) for step in ("preview", "record")])


async def test_what_is_pasted_as_a_statement_is_text(desk: Desk) -> None:
    for text in (MARKUP, f'{{"{MARKUP[1:]}": 1}}'):
        assert await _is_text(desk, "/statements/import", {"text": text})


@pytest.mark.parametrize("act", sorted(money._ACTS))
async def test_what_is_typed_into_the_form_of_an_act_on_the_account_is_text(desk: Desk, act: str) -> None:
    desk.person = replace(desk.person, role=Role.HEAD, code="0101")
    assert await _is_text(desk, f"/money/acts/{act}", _typed(widgets_in(money._ACTS[act])))
    page = await desk.client.get(f"/money/acts/{act}?receipt={quote(MARKUP)}&payout={quote(MARKUP)}")
    assert "<script" not in page.text


@pytest.mark.parametrize("act", sorted(limits._COMMANDS))
async def test_what_is_typed_into_the_form_of_a_time_limit_is_text(desk: Desk, act: str) -> None:
    occurrence = new_id()
    standing = Standing.EXPIRED if act == "restore-limit" else Standing.RUNNING
    desk.services.replies["limits"] = Limits(limits=(limit(occurrence, standing),), more=False)
    typed = {f"data.{name}": MARKUP for name in ("until", "reasons", "basis", "day")}
    assert await _is_text(desk, f"/proceedings/{NUMBER}/limits/{occurrence}/{act}", {**typed, "id": str(new_id())})


async def test_what_is_typed_into_the_form_of_a_consumer_is_text() -> None:
    operator = Console(test_consumer_pages.Services(), Role.OPERATOR)
    page = (
        await operator.post("/operations/consumers", id=str(new_id()), **dict.fromkeys(test_consumer_pages.NEW, MARKUP))
    ).text
    assert "<script" not in page
    assert ESCAPED in page


async def test_what_is_typed_into_the_form_of_a_subscriber_is_text() -> None:
    operator = Console(test_subscriber_pages.Services(), Role.OPERATOR)
    for path in (test_subscriber_pages.LIST, f"{test_subscriber_pages.PAGE}/propose/change-terms"):
        typed = dict.fromkeys(test_subscriber_pages.NEW, MARKUP)
        page = (await operator.post(path, id=str(new_id()), **typed)).text
        assert "<script" not in page, path
        assert ESCAPED in page, path


async def test_what_stands_in_an_address_is_text(desk: Desk) -> None:
    listed(desk)
    desk.services.replies |= {"find": ProceedingRows(proceedings=(), more=False), "statement": UNKNOWN}
    for path in (
        "/proceedings?q={}", "/proceedings?name={}", "/?kind={}&span={}", "/calendar?month={}&day={}",
        "/sign-in?next={}", "/proceedings/{}", "/statements?q={}", "/nowhere/{}",
    ):  # fmt: skip
        page = (await desk.client.get(path.replace("{}", quote(MARKUP, safe="")))).text
        assert "<script" not in page, path
