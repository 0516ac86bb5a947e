"""Pages stay small with as much on them as they show."""

import html
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from contracts.codelists import Names
from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits, LimitView, ListLimits
from contracts.values import Money
from services.proceedings.domain.history_pages import page_of
from tests.unit.desk.conftest import NOW, Desk, partly
from tests.unit.desk.running import NUMBER, ROW
from tests.unit.desk.test_money_pages import held
from tests.unit.desk.test_paging import NEXT, paged
from tests.unit.desk.test_work_pages import duty, limit, listed

MANY = 100


def in_russian(desk: Desk) -> None:
    desk.client.cookies.set("__Host-lea-language", "ru")


async def test_the_work_list_and_copies(desk: Desk) -> None:
    in_russian(desk)
    duties = tuple(duty(name) for name in ("send-resolution-copies", "serve-initiation") for _ in range(MANY))
    listed(desk, duties, tuple(limit(f"{n}/2026", "2026-11-24") for n in range(MANY)))
    for path in ("/", "/copies"):
        await desk.get(path)
    await desk.get("/calendar?month=2026-11&day=2026-11-24")


async def test_the_money_of_a_body(desk: Desk) -> None:
    held(desk)
    in_russian(desk)
    (receipt,) = desk.services.replies["unidentified"].receipts
    (posted,) = desk.services.replies["transactions"].transactions
    full = receipt.model_copy(
        update={"purpose": "Взыскание по исполнительному документу " * 5, "payer": "Общество " * 8}
    )
    desk.services.replies["unidentified"] = paged((full,) * MANY)
    legs = posted.model_copy(update={"id": new_id(), "legs": posted.legs * 6})
    desk.services.replies["transactions"] = queries.Transactions(transactions=(legs,) * 20, more=True)
    await desk.get("/money")


async def test_a_proceeding_with_a_long_history(desk: Desk) -> None:
    in_russian(desk)
    acts = long_one(desk)
    page = await desk.get(f"/proceedings/{NUMBER}")
    lists = ("Действия", "Постановления", "Сроки", "Имущество, торги, документы у плательщиков и прочее", "Меры")
    for name in (*lists, "Статусы", "Обязанности", "Требования", "Участники"):
        assert await desk.get(following(page, name)) != page
    seen: list[str] = []
    while True:
        seen = re.findall(r"/corrections/([0-9a-f-]{36})/correct-entry", page) + seen
        if not (address := following(page, "Действия")):
            break
        page = await desk.get(address)
    assert seen == [str(each.id) for each in acts]
    assert all(call[1:] == () for call in desk.services.calls("history"))
    asked = [named for name, _, named in desk.services.asked if name == "history"]
    assert all(each["limit"] for each in asked), "no page asks for the whole history"


async def test_every_list_of_a_proceeding_is_shown_in_whole_over_its_pages(desk: Desk) -> None:
    in_russian(desk)
    long_one(desk)
    for title, sign in (
        ("Постановления", r'documents/([^"]+)"'),
        ("Сроки", None),
        ("Имущество, торги, документы у плательщиков и прочее", r"Автомобиль &lt;b&gt; ([0-9]+)<"),
        ("Меры", r"Предмет ([0-9]+)<"),
        ("Участники", r"Участник ([0-9]+),"),
        ("Требования", r"<tr><td>([0-9]+)\. "),
    ):
        page, seen, address = await desk.get(f"/proceedings/{NUMBER}"), list[str](), ""
        for _ in range(20):
            seen = (re.findall(sign, page) if sign else ["x"] * page.count("свод правил epc-2021: 7")) + seen
            if not (address := following(page, title)):
                break
            page = await desk.get(address)
        assert not address, title
        times = 4 if sign is None else 1  # an explanation repeats itself
        assert len(seen) == MANY * times, title
        assert sign is None or len(set(seen)) == MANY, title


@pytest.mark.parametrize("word", ["x", "-1", "0", "9" * 100, "²", "<b>", str(new_id())])
async def test_a_word_of_no_link_shows_the_latest(desk: Desk, word: str) -> None:
    long_one(desk)
    whole = await desk.get(f"/proceedings/{NUMBER}")
    for name in ("acts", "resolutions", "limits", "things", "measures", "statuses", "duties", "claims", "participants"):
        page = await desk.get(f"/proceedings/{NUMBER}?{name}={word}")
        assert page.count("<tr>") == whole.count("<tr>"), name


def claim(number: int) -> SimpleNamespace:
    """A claim that was repaid in part."""
    sum_ = Money(amount=Decimal("1000.00"), currency="933")
    return SimpleNamespace(
        claim=SimpleNamespace(number=number, type="principal-debt", sum=sum_),
        repaid=sum_,
        fulfilled_on=None,
        balance=sum_,
    )


def measure(number: int) -> SimpleNamespace:
    """A measure that began."""
    states = tuple(SimpleNamespace(day=NOW.date(), status=status) for status in ("decided", "in-force"))
    return SimpleNamespace(
        code="property-arrest", subject=f"Предмет {number}", sum=None, history=states, article="Art. 368(1)"
    )


def thing(kind: str, *statuses: str, what: str = "Автомобиль <b>") -> queries.ThingView:
    """A thing with these statuses."""
    history = tuple(queries.ThingState(status=each, day=NOW.date()) for each in statuses)
    return queries.ThingView(id=new_id(), kind=kind, what=what, history=history)


def explained(limit: LimitView) -> LimitView:
    """A limit with a long explanation."""
    text = "ст. 357(1), свод правил epc-2021: 7 рабочих дней после 16 марта 2026 г.; нерабочие: 21–22 марта " * 4
    return limit.model_copy(update={"explanation": Names(en=text, ru=text, be=text)})


def following(page: str, title: str) -> str:
    """Where the next page of a list leads; empty for none."""
    links = re.search(rf'aria-label="{title}: страницы">(.*?)</nav>', page, re.DOTALL)
    found = NEXT.search(links[1]) if links else None
    return html.unescape(found[1]) if found else ""


def paged_history(whole: queries.History) -> Callable[..., queries.History]:
    """The history of a proceeding, as its service pages it."""

    def history(_: str, **asked: Any) -> queries.History:
        return page_of(whole, queries.ShowHistory(number=NUMBER, **asked))

    return history


def paged_documents(resolutions: Sequence[queries.ResolutionView]) -> Callable[..., queries.Documents]:
    """The resolutions of a proceeding, as its service pages them."""
    numbers = [each.number for each in resolutions]

    def documents(_: str, *, limit: int | None = None, before: str | None = None) -> queries.Documents:
        end = numbers.index(before) if before in numbers else len(numbers)
        start = max(0, end - (limit or end))
        return partly(queries.Documents, resolutions=tuple(resolutions[start:end]), more=start > 0)  # type: ignore[no-any-return]

    return documents


def paged_limits(limits: Sequence[LimitView]) -> Callable[[ListLimits], Limits]:
    """The time limits of a proceeding, of one day each, as their service pages them."""

    def listed(asked: ListLimits) -> Limits:
        assert (asked.latest, asked.explained) == (True, True)
        left = [each for each in limits if not asked.before or (each.id or asked.before.id) < asked.before.id]
        return Limits(limits=tuple(left[-asked.limit :]), more=len(left) > asked.limit)

    return listed


def long_one(desk: Desk) -> tuple[queries.ActView, ...]:
    """A proceeding with many acts, resolutions and time limits."""
    day = NOW.date()
    status = SimpleNamespace(code="compulsory", reason="voluntary-term-expired", article="Art. 360(1)")
    party = SimpleNamespace(name="Открытое акционерное общество", identifier=SimpleNamespace(value="191234563"))
    document = SimpleNamespace(kind="court-order", issuer=SimpleNamespace(code="EC-MINSK"), number="1", issued_on=day)
    view = partly(
        queries.ProceedingView,
        id=new_id(), number=NUMBER, version=3, revision=None, body="0101", recoverer=party, debtor=party,
        document=document, executor=SimpleNamespace(id="0101-017", full_name="Иванова А. П."), initiated_on=day,
        served_on=day, claims=tuple(claim(n) for n in range(MANY)), balances=(),
        duties=(SimpleNamespace(opened_on=day, duty="serve-initiation", whom=(), who="executor",
                                article="Art. 355(1)"),) * MANY,
        measures=tuple(measure(n) for n in range(MANY)),
        things=tuple(thing("sale", "announced", "held", what=f"Автомобиль <b> {n}") for n in range(MANY)),
        participants=tuple(SimpleNamespace(role="translator", party=None, name=f"Участник {n}", status=None, since=day,
                                           until=None) for n in range(MANY)),
        statuses=tuple(SimpleNamespace(day=day, status=status) for _ in range(MANY)),
    )  # fmt: skip
    acts = tuple(
        partly(queries.ActView, id=new_id(), act="change-measure-status", article="Art. 368(1)", day=day,
               recorded_at=NOW, actor="executor:0101-017", struck=False, problems=())
        for _ in range(MANY)
    )  # fmt: skip
    resolutions = tuple(
        partly(queries.ResolutionView, number=f"0101-2026/{n + 1}", kind="resolution-on-initiation", made_on=day,
               copies_sent_on=day, documents=(1,))
        for n in range(MANY)
    )  # fmt: skip
    limits = tuple(explained(limit(NUMBER, "2026-11-24")) for _ in range(MANY))
    limits = tuple(sorted(limits, key=lambda each: each.id or UUID(int=0)))
    opening = SimpleNamespace(act="record-cost", article="Art. 401(1)", open=True)
    desk.services.replies |= {
        "find": queries.ProceedingRows(proceedings=(ROW,), more=False),
        "show": view,
        "history": paged_history(partly(queries.History, acts=acts, corrections=(), revisions=())),
        "documents": paged_documents(resolutions),
        "limits": paged_limits(limits),
        "open_acts": partly(queries.Openings, acts=(opening,) * 60),
    }
    return acts
