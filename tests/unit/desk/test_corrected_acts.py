"""An act that was corrected is shown as it reads, and as it read before."""

import html
from typing import Any

from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_correction_pages import COST, ENTRY, NUMBER, history, known
from tests.unit.desk.test_sizes import long_one
from tests.unit.desk.test_statement_pages import NUMBER as STATEMENT
from tests.unit.desk.test_statement_pages import STREAM, view


async def test_in_a_proceeding(desk: Desk) -> None:
    def reading(amount: str) -> dict[str, Any]:
        sum_ = {"amount": amount, "currency": "933"}
        return {"day": "2026-11-03", "data": {"cost": str(COST), "kind": "sale", "sum": sum_}}

    [act] = history().model_dump(mode="json")["acts"]
    made: dict[str, Any] = {
        "id": COST, "kind": "correct-entry", "act": ENTRY, "standing": "made", "actor": "head:0101",
        "recorded_at": "2026-11-03T09:00:00Z", "reason": "typed wrongly",
        "was": reading("2.00"), "reads": {**reading("3.00"), "day": "2026-11-02"},
    }  # fmt: skip
    act |= {**made["reads"], "recorded_as": made["was"], "corrected_by": str(COST)}
    known(desk)
    for standing in ("made", "proposed"):
        desk.services.replies["history"] = history(acts=[act], corrections=[{**made, "standing": standing}])
        page = await desk.get(f"/proceedings/{NUMBER}/proposals/{COST}")
        assert "day: 3 November 2026 → 2 November 2026; sum: 2.00\xa0BYN → 3.00\xa0BYN" in page
    shown = desk.services.replies["history"]
    long_one(desk)
    desk.services.replies["history"] = shown
    page = await desk.get(f"/proceedings/{NUMBER}")
    assert page.count("sum: 2.00\xa0BYN → 3.00\xa0BYN") == 2, "at the act, and at its correction"


async def test_on_a_statement(desk: Desk) -> None:
    def reading(ground: str) -> dict[str, Any]:
        return {"day": "2026-11-03", "data": {"circumstance": {"ground": ground, "evidence": "letter 17"}}}

    was, reads = reading("refuse-waived"), reading("refuse-form")
    act = {
        "id": str(STREAM), "act": "establish-circumstance", "article": "Art. 358(1)", "actor": "executor:0101-017",
        "recorded_at": "2026-11-03T09:00:00Z", **reads, "recorded_as": was,
    }  # fmt: skip
    correction = {
        "id": str(STREAM), "kind": "correct-entry", "act": str(STREAM), "standing": "made", "actor": "head:0101",
        "recorded_at": "2026-11-03T09:00:00Z", "reason": "typed wrongly", "was": was, "reads": reads,
    }  # fmt: skip
    desk.services.replies["statement"] = view(acts=[act], corrections=[correction])
    page = await desk.get(STATEMENT)
    names = desk.app.state.pages.template("tables.html", "en").environment.filters["value"]
    change = f"circumstance, ground: {names('refuse-waived')} → {names('refuse-form')}"
    assert page.count(html.escape(change)) == 2, "at the act, and at its correction"
