"""Long lists over the JSON interface: the link to the next page leads through every row once."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.queries.deadlines import Limits, LimitView, ListLimits
from contracts.queries.proceedings import (
    ActView,
    Documents,
    Duties,
    DutyView,
    FindProceedings,
    History,
    ListDuties,
    ListUnidentified,
    ProceedingRows,
    ResolutionView,
    UnidentifiedKey,
    UnidentifiedMoney,
    UnidentifiedView,
)
from services.desk.domain.work import key_of_duty, key_of_limit
from tests.unit.desk import running
from tests.unit.desk.running import NUMBER, ROW, headers
from tests.unit.desk.test_work_pages import duty, limit

PREFIX = "/api/v1"
NUMBERS = tuple(f"0101-2026-{number:06}" for number in range(1, 8))


def _after(keys: list[Any], after: Any, limit: int) -> slice:
    begin = keys.index(after) + 1 if after else 0
    return slice(begin, begin + limit)


class Services(running.Services):
    """Services with lists of seven rows, paged as they page them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: tuple[DutyView, ...] = tuple(duty("distribute-money", number=number) for number in NUMBERS)
        self.held = [receipt(number) for number in range(1, 8)]
        self.running: tuple[LimitView, ...] = tuple(limit(number, "2026-11-24") for number in NUMBERS)
        self.acts = tuple(act(UUID(int=number)) for number in range(1, 8))
        self.made = tuple(resolution(number) for number in range(1, 8))

    async def find(self, asked: FindProceedings) -> ProceedingRows:
        chosen = _after(list(NUMBERS), asked.after, asked.limit)
        rows = tuple(ROW.model_copy(update={"number": number}) for number in NUMBERS[chosen])
        return ProceedingRows(proceedings=rows, more=chosen.stop < len(NUMBERS))

    async def duties(self, asked: ListDuties) -> Duties:  # type: ignore[override]
        chosen = _after(list(map(key_of_duty, self.open)), asked.after, asked.limit)
        return Duties(duties=self.open[chosen], more=chosen.stop < len(self.open))

    async def limits(self, asked: ListLimits) -> Limits:  # type: ignore[override]
        chosen = _after(list(map(key_of_limit, self.running)), asked.after, asked.limit)
        return Limits(limits=self.running[chosen], more=chosen.stop < len(self.running))

    async def unidentified(self, asked: ListUnidentified) -> UnidentifiedMoney:  # type: ignore[override]
        chosen = _after([receipt_key(each) for each in self.held], asked.after, asked.limit or len(self.held))
        return UnidentifiedMoney(receipts=tuple(self.held[chosen]), more=chosen.stop < len(self.held))

    async def history(  # type: ignore[override]
        self, number: str, *, limit: int, before: UUID | None
    ) -> History:
        rows, more = _before(self.acts, [each.id for each in self.acts], before, limit)
        return History(id=UUID(int=1), number=number, acts=rows, revisions=(), more=more)

    async def documents(  # type: ignore[override]
        self, number: str, *, limit: int, before: str | None
    ) -> Documents:
        rows, more = _before(self.made, [each.number for each in self.made], before, limit)
        return Documents(number=number, resolutions=rows, more=more)


def _before(rows: tuple[Any, ...], keys: list[Any], before: Any, limit: int) -> tuple[tuple[Any, ...], bool]:
    end = keys.index(before) if before else len(keys)
    return rows[max(0, end - limit) : end], end > limit


def act(id_: UUID) -> ActView:
    return ActView.model_validate(
        {"id": id_, "act": "record-cost", "article": "Art. 401(1)", "day": "2026-11-03", "data": {},
         "actor": "executor:0101-017", "recorded_at": "2026-11-03T09:00:00Z"},
    )  # fmt: skip


def resolution(number: int) -> ResolutionView:
    return ResolutionView.model_validate(
        {"act": UUID(int=number), "kind": "d-initiation-resolution", "number": f"0101-2026/{number}",
         "made_on": "2026-11-03", "documents": []},
    )  # fmt: skip


def receipt_key(each: UnidentifiedView) -> UnidentifiedKey:
    return UnidentifiedKey(credited_on=each.credited_on, receipt=each.receipt)


def receipt(number: int) -> UnidentifiedView:
    sum_ = {"amount": "5.00", "currency": "933"}
    order = {"number": str(number), "dated": "2026-11-10"}
    return UnidentifiedView.model_validate(
        {"receipt": UUID(int=number), "credited_on": "2026-11-10", "sum": sum_, "held": sum_, "payer": "Beta",
         "purpose": "debt", "bank_order": order},
    )  # fmt: skip


def client() -> httpx.AsyncClient:
    return running.desk(Services(), "")


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/proceedings?document=17", "proceedings"),
        ("/duties", "duties"),
        ("/limits", "limits"),
        ("/unidentified", "receipts"),
    ],
)
async def test_the_links_lead_through_every_row_once(path: str, rows: str) -> None:
    numbers: list[str] = []
    address: str | None = f"{PREFIX}{path}{'&' if '?' in path else '?'}limit=3"
    async with client() as opened:
        while address is not None:
            answer = await opened.get(address, headers=headers("head:read"))
            assert answer.status_code == httpx.codes.OK
            numbers += [
                row.get("number") or NUMBERS[int(row["bank_order"]["number"]) - 1] for row in answer.json()[rows]
            ]
            found = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', answer.headers.get("link", ""))
            address = found[1] if found else None
    assert numbers == list(NUMBERS)


@pytest.mark.parametrize(("path", "rows", "key"), [("history", "acts", "id"), ("documents", "resolutions", "number")])
async def test_the_links_lead_back_from_the_last_row_to_the_first(path: str, rows: str, key: str) -> None:
    pages: list[list[str]] = []
    address: str | None = f"{PREFIX}/proceedings/{NUMBER}/{path}?limit=3"
    async with client() as opened:
        while address is not None:
            answer = await opened.get(address, headers=headers("executor:read"))
            assert answer.status_code == httpx.codes.OK
            pages.append([row[key] for row in answer.json()[rows]])
            found = re.fullmatch(r'<(/api/v1/[^>]+)>; rel="next"', answer.headers.get("link", ""))
            address = found[1] if found else None
    services = Services()
    keys = {"id": [str(each.id) for each in services.acts], "number": [each.number for each in services.made]}[key]
    assert pages == [keys[4:], keys[1:4], keys[:1]]


@pytest.mark.parametrize(
    "path",
    [
        "/proceedings?document=17&after=x",
        "/duties?after=e30",
        "/limits?after=",
        "/unidentified?after=e30",
        f"/proceedings/{NUMBER}/history?after=e30",
        f"/proceedings/{NUMBER}/documents?after=x",
        f"/proceedings/{NUMBER}/limits?after=x",
    ],
)
async def test_a_word_of_no_link_is_refused(path: str) -> None:
    async with client() as opened:
        answer = await opened.get(f"{PREFIX}{path}", headers=headers("head:read"))
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert [each["field"] for each in answer.json()["problems"]] == ["after"]
