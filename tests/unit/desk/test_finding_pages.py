"""Finding proceedings: by any number at once; by name only as a list to choose from."""

from typing import Any

from contracts.queries import proceedings as queries
from contracts.queries.proceedings.finding import Identifier
from tests.unit.desk.conftest import Desk
from tests.unit.desk.running import ROW

NAMED = ROW.model_copy(
    update={
        "debtor": "Beta <b>",
        "debtor_identifier": Identifier(kind="unp", value="191234563"),
        "recoverer_identifier": Identifier(kind="unp", value="100582333"),
    }
)


def finding(desk: Desk, **by: Any) -> list[queries.FindProceedings]:
    """One proceeding, which is found by these fields alone; what was asked."""
    asked_for: list[queries.FindProceedings] = []

    def find(asked: queries.FindProceedings) -> queries.ProceedingRows:
        asked_for.append(asked)
        found = all(getattr(asked, name) == value for name, value in by.items())
        return queries.ProceedingRows(proceedings=(NAMED,) if found else (), more=False)

    desk.services.replies["find"] = find
    return asked_for


async def test_the_number_of_a_court_case_is_one_of_the_numbers(desk: Desk) -> None:
    asked = finding(desk, case="12-1/2026")
    page = await desk.get("/proceedings?q=12-1/2026")
    assert f'href="/proceedings/{ROW.number}"' in page
    assert not any(each.name for each in asked)
    assert {each.body for each in asked} == {"0101"}


async def test_a_name_gives_a_list_with_the_numbers_of_the_parties(desk: Desk) -> None:
    asked = finding(desk, name="beta")
    page = await desk.get("/proceedings?name=+beta+")
    assert [(each.name, each.body) for each in asked] == [("beta", "0101")]
    assert "Beta &lt;b&gt;, 191234563" in page
    assert "100582333" in page
    assert "Namesakes are other persons" in page
    assert 'value="beta"' in page


async def test_a_number_is_never_taken_for_a_name(desk: Desk) -> None:
    asked = finding(desk, name="beta")
    page = await desk.get("/proceedings?q=beta&name=beta")
    assert not any(each.name for each in asked)
    assert "No proceeding of your body" in page


async def test_too_short_a_name_is_not_asked_for(desk: Desk) -> None:
    asked = finding(desk)
    assert "No proceeding of your body" in await desk.get("/proceedings?name=be")
    assert asked == []
