"""The page of a proceeding: its things with their steps, and who takes part in it."""

from datetime import date

from contracts.events.parties import PartyRole
from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import NUMBER
from tests.unit.desk.test_sizes import in_russian, long_one, thing

PAGE = f"/proceedings/{NUMBER}"
SINCE = date(2026, 11, 2)


def known(desk: Desk, things: tuple[queries.ThingView, ...], *participants: queries.ParticipantView) -> None:
    long_one(desk)
    view = desk.services.replies["show"]
    desk.services.replies["show"] = view.model_copy(update={"things": things, "participants": participants})


async def test_things_with_their_steps(desk: Desk) -> None:
    known(desk, (thing("property", "arrested", "valued"), thing("sale", "announced", "held"), thing("advance", "held")))
    page = await desk.get(PAGE)
    assert "Arrested property: Автомобиль &lt;b&gt;" in page
    assert "20 November 2026 arrested<br>20 November 2026 valued" in page
    assert "took place" in page
    assert "held on the account" in page, "money is held, a sale takes place"
    in_russian(desk)
    page = await desk.get(PAGE)
    assert "Торги: Автомобиль" in page
    assert "20.11.2026 состоялись" in page


async def test_who_takes_part(desk: Desk) -> None:
    advocate = queries.ParticipantView(
        id=new_id(), role="advocate", party=PartyRole.DEBTOR, name="Sidorov <b>", status="admitted", since=SINCE
    )
    interpreter = advocate.model_copy(
        update={"role": "interpreter", "party": None, "name": "Kim", "status": "released", "until": date(2026, 11, 9)}
    )
    before = queries.ParticipantView(
        role="predecessor", party=PartyRole.RECOVERER, name="Bank", since=SINCE, until=date(2026, 11, 5)
    )
    known(desk, (), before, advocate, interpreter)
    page = await desk.get(PAGE)
    assert "<dt>Representative of the debtor</dt><dd>Sidorov &lt;b&gt;, " in page
    assert "Earlier recoverer</dt><dd>Bank, since 2 November 2026 until 5 November 2026</dd>" in page
    assert "Participant</dt><dd>Kim, interpreter: released, since 2 November 2026 until 9 November 2026" in page
    assert "Property, sales" not in page
    in_russian(desk)
    assert "Участник</dt><dd>Kim, переводчик: освобожден" in await desk.get(PAGE)


async def test_an_earlier_release_names_neither(desk: Desk) -> None:
    long_one(desk)
    view = desk.services.replies["show"]
    desk.services.replies["show"] = view.model_copy(update={"things": None, "participants": None})
    assert "Property, sales" not in await desk.get(PAGE)


async def test_proceedings_that_share_no_money_are_named(desk: Desk) -> None:
    known(desk, ())
    assert "share no money" not in await desk.get(PAGE)
    view = desk.services.replies["show"]
    desk.services.replies["show"] = view.model_copy(
        update={"not_joined_with": ("0401-2026-000002", "0401-2026-000003")}
    )
    page = await desk.get(PAGE)
    assert "Other open proceedings against the debtor share no money with this one (Art. 404):" in page
    assert '<a href="/proceedings/0401-2026-000002">0401-2026-000002</a>, ' in page
