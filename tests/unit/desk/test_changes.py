"""The stream that says that a proceeding changed."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.queries import proceedings as queries
from services.desk.domain.people import Role
from services.desk.pages import changes
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER, ROW

PATH = f"/proceedings/{NUMBER}/changes"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LOOK_EVERY", 0.0)


def standing(desk: Desk, *rows: dict[str, Any] | None) -> None:
    """What each look finds; the last one again and again."""
    found = list(rows)

    def find(_: queries.FindProceedings) -> queries.ProceedingRows:
        row = found.pop(0) if len(found) > 1 else found[0]
        listed = () if row is None else (ROW.model_copy(update=row),)
        return queries.ProceedingRows(proceedings=listed, more=False)

    desk.services.replies["find"] = find


async def test_it_says_once_that_there_is_a_later_version(desk: Desk) -> None:
    standing(desk, *({"version": version} for version in (3, 3, 3, 4)))
    answer = await desk.client.get(f"{PATH}?since=3")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count("event: changed") == 1
    assert desk.looks == 7


async def test_it_ends_with_the_session_and_says_nothing(desk: Desk) -> None:
    standing(desk, {"version": 3})
    assert "event:" not in (await desk.client.get(f"{PATH}?since=3")).text
    assert desk.looks < 0


async def test_it_ends_when_the_proceeding_is_of_others(desk: Desk) -> None:
    standing(desk, {"version": 3}, {"version": 3}, None)
    assert "event:" not in (await desk.client.get(f"{PATH}?since=3")).text
    assert desk.looks == 8


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 30])
async def test_a_version_that_cannot_be_is_no_page(desk: Desk, since: str) -> None:
    standing(desk, {"version": 3})
    await desk.get(f"{PATH}?since={since}", status=404)


async def test_it_is_for_those_who_may_read_the_proceeding(desk: Desk) -> None:
    standing(desk, {"body": "0401", "version": 3})
    await desk.get(f"{PATH}?since=3", status=404)
    desk.person = replace(desk.person, role=Role.OPERATOR, code="x")
    await desk.get(f"{PATH}?since=3", status=404)


async def test_who_is_to_take_a_proceeding_up_reads_it_before(desk: Desk) -> None:
    """The file came from another body (Art. 354(2)); before that, and after, others do not read it."""
    for receiving, status in ((None, 404), ("0101", 200), ("0301", 404)):
        standing(desk, {"body": "0201", "version": 3, "receiving": receiving})
        answer = await desk.client.get(f"{PATH}?since=3")
        assert answer.status_code == status
