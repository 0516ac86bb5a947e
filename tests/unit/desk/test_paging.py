"""Long lists in pages: every row is on one page, and on one alone."""

import html
import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from contracts.replies import Accepted
from services.desk.domain.people import Person, Role
from services.desk.pages import paging
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import ROW
from tests.unit.desk.test_money_pages import held
from tests.unit.desk.test_work_pages import duty, limit, listed

NEXT = re.compile(r'<a href="([^"]+)" rel="next">')
FIRST = re.compile(r'<a href="([^"]+)" rel="first">')


async def walked(desk: Desk, path: str, nth: int = 0) -> list[str]:
    """The pages from this one on; where a page has several lists, by the links of one of them."""
    found = [await desk.get(path)]
    while links := NEXT.findall(found[-1])[nth:]:
        found.append(await desk.get(html.unescape(links[0])))
        assert len(found) < 20
    return found


def numbers(count: int) -> list[str]:
    return [f"0101-2026-{n:06}" for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("kind", "rows", "length"),
    [("", 700, 9), ("statements", 300, 4), ("copies", 300, 4), ("duties", 100, 2), ("money", 0, 1)],
)
async def test_the_work_list(desk: Desk, kind: str, rows: int, length: int) -> None:
    named = [duty("send-resolution-copies", number=each) for each in numbers(300)]
    named += [duty("reopen-proceeding", number=each) for each in numbers(100)]
    due = [limit(f"{n}/2026", f"2026-11-{10 + n % 14}") for n in range(300)]
    listed(desk, tuple(named), tuple(due))
    found = await walked(desk, f"/?kind={kind}")
    assert sum(page.count('<td class="number"><a') for page in found) == rows
    assert len(found) == length
    assert 'class="count">700<' in found[0]
    assert all(FIRST.search(page) and 'class="count"' not in page for page in found[1:])


async def test_the_work_list_reads_on_where_it_has_too_much_for_one_reply(desk: Desk) -> None:
    many = [duty("send-resolution-copies", number=each) for each in numbers(1200)]
    late = [
        duty("distribute-money", number="0101-2027-000001").model_copy(
            update={"opened_on": limit("x", "2026-11-18").due}
        )
    ]
    listed(desk, (*many, *late), tuple(limit(f"{n}/2026", "2026-11-19") for n in range(600)))
    first = await desk.get("/?kind=money")
    assert "0101-2027-000001" in first
    assert not NEXT.search(first)
    assert ">500+<" in first
    found = await walked(desk, "/?span=month&kind=statements")
    assert sum(page.count('<td class="number"><a') for page in found) == 600


async def test_the_limits_of_a_day(desk: Desk) -> None:
    listed(desk, (), tuple(limit(f"{n}/2026", "2026-11-24") for n in range(170)))
    found = await walked(desk, "/calendar?month=2026-11&day=2026-11-24")
    assert [page.count("2026</a></td>") for page in found] == [80, 80, 10]


async def test_copies_each_kind_by_itself_and_marked_on_their_page(desk: Desk) -> None:
    to_send = [duty("send-resolution-copies", number=each) for each in numbers(120)]
    listed(desk, (*to_send, *(duty("serve-initiation", number=each) for each in numbers(60))))
    found = await walked(desk, "/copies")
    assert [page.count('name="row"') for page in found] == [100, 100, 70, 30]
    assert len({row for page in found for row in re.findall(r'name="row" value="([^"]+)"', page)}) == 180
    assert len(await walked(desk, "/copies", nth=1)) == 2
    address = html.unescape(re.findall(r'action="([^"]+)"', found[1])[1])
    row = re.findall(r'name="row" value="([^"]+)"', found[1])[0]
    desk.services.replies |= {"show": ROW, "send": lambda *_, **named: _accepted(named["id"])}
    answer = await desk.post(address, {"id": str(new_id()), "day": "2026-11-19", "row": row})
    assert desk.services.calls("send")
    assert 'href="/copies?' in answer.text


def _accepted(id_: UUID) -> Any:
    return Accepted(command_id=id_, stream=new_id(), version=1)


async def test_what_is_found(desk: Desk) -> None:
    rows = [ROW.model_copy(update={"number": number, "id": new_id()}) for number in numbers(200)]

    def matching(asked: queries.FindProceedings) -> queries.ProceedingRows:
        if asked.debtor is None:
            return queries.ProceedingRows(proceedings=(), more=False)
        assert asked.body == "0101"
        left = [row for row in rows if row.number > (asked.after or "")]
        return queries.ProceedingRows(proceedings=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    desk.services.replies["find"] = matching
    found = await walked(desk, "/proceedings?q=191234563")
    seen = [
        number for page in found for number in re.findall(r'<td class="number"><a href="/proceedings/([^"]+)', page)
    ]
    assert seen == numbers(200)


def paged(receipts: Sequence[queries.UnidentifiedView]) -> Callable[[queries.ListUnidentified], Any]:
    """The receipts of a body, as its service pages them."""

    def unidentified(asked: queries.ListUnidentified) -> queries.UnidentifiedMoney:
        left = [each for each in receipts if not asked.after or each.receipt > asked.after.receipt]
        assert asked.limit
        return queries.UnidentifiedMoney(receipts=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    return unidentified


async def test_money(desk: Desk) -> None:
    desk.person = Person("petrova", "Petrova", Role.ACCOUNTANT, "0101")
    held(desk)
    [receipt] = desk.services.replies["unidentified"].receipts
    receipts = tuple(receipt.model_copy(update={"receipt": new_id()}) for _ in range(50))
    receipts = tuple(sorted(receipts, key=lambda each: each.receipt))
    desk.services.replies["unidentified"] = paged(receipts)
    [one] = desk.services.replies["transactions"].transactions
    booked = sorted((one.model_copy(update={"id": new_id()}) for _ in range(50)), key=lambda each: each.id)

    def transactions(asked: queries.ListTransactions) -> queries.Transactions:
        left = [each for each in booked if not asked.after or each.id > asked.after.id]
        return queries.Transactions(transactions=tuple(left[: asked.limit]), more=len(left) > asked.limit)

    desk.services.replies["transactions"] = transactions
    found = await walked(desk, "/money")
    assert {each.receipt for each in receipts} == {
        UUID(found) for page in found for found in re.findall(r"identify-receipt\?receipt=([^\"]+)", page)
    }
    assert len(await walked(desk, "/money", nth=1)) == 3


@pytest.mark.parametrize("after", ["", "x", "%00", "bm90IGpzb24", "e30", "A" * 2000, "..", "ъ"])
async def test_a_place_that_no_page_gave_is_the_first_page(desk: Desk, after: str) -> None:
    listed(desk)
    page = await desk.get(f"/?after={after}")
    assert page.count('<td class="number"><a') == 5


def test_a_key_is_read_as_it_was_written() -> None:
    key = paging.NumberKey(number="0101-2026-000001")
    assert "=" not in paging.text_of_key(key)
