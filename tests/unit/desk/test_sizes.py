"""Pages stay small with as much on them as they show."""

import html
import re
from types import SimpleNamespace

from contracts.codelists import Names
from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits, LimitView
from tests.unit.desk.conftest import NOW, Desk, partly
from tests.unit.desk.running import NUMBER, ROW
from tests.unit.desk.test_money_pages import held
from tests.unit.desk.test_paging import NEXT
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
    desk.services.replies["unidentified"] = queries.UnidentifiedMoney(receipts=(full,) * MANY)
    legs = posted.model_copy(update={"id": new_id(), "legs": posted.legs * 6})
    desk.services.replies["transactions"] = queries.Transactions(transactions=(legs,) * 20, more=True)
    await desk.get("/money")


async def test_a_proceeding_with_a_long_history(desk: Desk) -> None:
    in_russian(desk)
    long_one(desk)
    page = await desk.get(f"/proceedings/{NUMBER}")
    for name in ("Действия", "Постановления", "Сроки", "Имущество, торги, документы у плательщиков и прочее"):
        assert await desk.get(following(page, name)) != page
    seen: list[str] = []
    while True:
        seen = re.findall(r"/corrections/([0-9a-f-]{36})/correct-entry", page) + seen
        if not (address := following(page, "Действия")):
            break
        page = await desk.get(address)
    assert seen == [str(each.id) for each in desk.services.replies["history"].acts]


def thing(kind: str, *statuses: str) -> queries.ThingView:
    """A thing with these statuses."""
    history = tuple(queries.ThingState(status=each, day=NOW.date()) for each in statuses)
    return queries.ThingView(id=new_id(), kind=kind, what="Автомобиль <b>", history=history)


def explained(limit: LimitView) -> LimitView:
    """A limit with a long explanation."""
    text = "ст. 357(1), свод правил epc-2021: 7 рабочих дней после 16 марта 2026 г.; нерабочие: 21–22 марта " * 4
    return limit.model_copy(update={"explanation": Names(en=text, ru=text, be=text)})


def following(page: str, title: str) -> str:
    """Where the next page of a list leads; empty for none."""
    links = re.search(rf'aria-label="{title}: страницы">(.*?)</nav>', page, re.DOTALL)
    found = NEXT.search(links[1]) if links else None
    return html.unescape(found[1]) if found else ""


def long_one(desk: Desk) -> None:
    """A proceeding with many acts, resolutions and time limits."""
    day = NOW.date()
    status = SimpleNamespace(code="compulsory", reason="voluntary-term-expired", article="Art. 360(1)")
    party = SimpleNamespace(name="Открытое акционерное общество", identifier=SimpleNamespace(value="191234563"))
    document = SimpleNamespace(kind="court-order", issuer=SimpleNamespace(code="EC-MINSK"), number="1", issued_on=day)
    view = partly(
        queries.ProceedingView,
        id=new_id(), number=NUMBER, version=3, revision=None, body="0101", recoverer=party, debtor=party,
        document=document, executor=SimpleNamespace(id="0101-017", full_name="Иванова А. П."), initiated_on=day,
        served_on=day, claims=(), balances=(), duties=(), measures=(),
        things=tuple(thing("sale", "announced", "held") for _ in range(MANY)), participants=(),
        statuses=tuple(SimpleNamespace(day=day, status=status) for _ in range(12)),
    )  # fmt: skip
    acts = tuple(
        partly(queries.ActView, id=new_id(), act="change-measure-status", article="Art. 368(1)", day=day,
               recorded_at=NOW, actor="executor:0101-017", struck=False, problems=())
        for _ in range(MANY)
    )  # fmt: skip
    resolutions = tuple(
        partly(queries.ResolutionView, number=f"{NUMBER}/{n}", kind="resolution-on-initiation", made_on=day,
               copies_sent_on=day, documents=(1,))
        for n in range(MANY)
    )  # fmt: skip
    opening = SimpleNamespace(act="record-cost", article="Art. 401(1)", open=True)
    desk.services.replies |= {
        "find": queries.ProceedingRows(proceedings=(ROW,), more=False),
        "show": view,
        "history": partly(queries.History, acts=acts, corrections=(), revisions=()),
        "documents": partly(queries.Documents, resolutions=resolutions),
        "limits": Limits(limits=tuple(explained(limit(NUMBER, "2026-11-24")) for _ in range(MANY)), more=False),
        "open_acts": partly(queries.Openings, acts=(opening,) * 60),
    }
