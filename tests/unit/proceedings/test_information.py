"""What the information on a debtor names as his encumbrances (Art. 407)."""

from datetime import date

from services.proceedings.domain.information import figures_on
from shared.law.calendar import belarus
from shared.plain_yaml import read_table
from tests.unit.proceedings.harness import Fields, life

_SEIZED_FOR_SALE = """
- {event: measure-added, day: 2026-03-16, measure: hold, code: arrest-of-property, status: in-force,
   article: Art. 377(1)}
- {event: inventory-drawn-up, day: 2026-03-16, inventory_act: list, object: a car}
- {event: property-arrested, day: 2026-03-16, property: car, measure: hold, inventory_act: list, kind: ordinary,
   object: a car, use: limited, owner: debtor, arrested_already: false}
- {event: property-valued, day: 2026-03-17, property: car, sum: 500.00 BYN, source: appraisal}
- {event: measure-status-changed, day: 2026-04-02, measure: hold, status: performed, article: Art. 381(1)}
"""
_SOLD = """
- {event: property-sold-otherwise, day: 2026-04-06, property: car, sum: 500.00 BYN,
   paper: {kind: letter, dated: 2026-04-06, author: Agency}}
"""


def test_a_thing_seized_for_sale_is_under_arrest_until_it_is_sold() -> None:
    seized: list[Fields] = read_table(_SEIZED_FOR_SALE)
    assert _encumbered_by(seized) == ["arrest-of-property"]
    assert _encumbered_by([*seized, *read_table(_SOLD)]) == []


def _encumbered_by(given: list[Fields]) -> list[str]:
    proceeding = life({"history": "levied", "given": given})
    assert proceeding.state is not None
    [stated] = figures_on([proceeding.state], date(2026, 4, 30), belarus())
    return [each.measure for each in stated.encumbrances if each.measure.startswith("arrest")]
