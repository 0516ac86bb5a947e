"""An act that was corrected is shown as it reads, and as it read before."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.identifiers import new_id
from contracts.queries.proceedings import ActView, CorrectionView, Reading
from contracts.replies import Accepted
from infra.cli.clerk import corrections, sending, statement_corrections
from infra.cli.clerk.histories import acts_table, corrections_table
from shared.law.names import Language
from tests.unit.infra.cli.test_money_tables import cells

DAY, MOMENT = date(2026, 3, 2), datetime(2026, 3, 2, 9, tzinfo=UTC)
WAYS = [
    ("en", "day: 2026-03-02 → 2026-03-03; sum: 2.00 BYN → 3.00 BYN; bank order, bank: – → BPSBBY2X"),
    ("ru", "день: 2026-03-02 → 2026-03-03; сумма: 2.00 BYN → 3.00 BYN; платежное поручение, банк: – → BPSBBY2X"),
    ("be", "дзень: 2026-03-02 → 2026-03-03; сума: 2.00 BYN → 3.00 BYN; плацежнае даручэнне, банк: – → BPSBBY2X"),
]


def reading(day: int, amount: str, **more: Any) -> Reading:
    stated = {"payment": "1", "sum": {"amount": amount, "currency": "933"}, "bank_order": None, "fee": amount}
    return Reading(day=DAY.replace(day=day), data={**stated, **more})


def corrected() -> tuple[ActView, CorrectionView]:
    """A payment that was corrected, and its correction."""
    was, reads = reading(2, "2.00"), reading(3, "3.00", bank_order={"bank": "BPSBBY2X"})
    act = ActView(
        id=new_id(), act="record-payment", article="Art. 403", day=reads.day, actor="executor:0101-017",
        recorded_at=MOMENT, data=reads.data, recorded_as=was,
    )  # fmt: skip
    correction = CorrectionView.model_validate({
        "id": new_id(), "kind": "correct-entry", "act": act.id, "standing": "proposed", "recorded_at": MOMENT,
        "actor": "executor:0101-017", "reason": "typed wrongly", "was": was, "reads": reads,
    })  # fmt: skip
    return act, correction


@pytest.mark.parametrize(("language", "change"), WAYS)
def test_what_was_corrected_is_shown_at_the_act_and_at_the_correction(language: Language, change: str) -> None:
    act, correction = corrected()
    assert change in cells(acts_table([act], language))[0]
    [row] = cells(corrections_table([correction], [act], language))
    assert [cell for cell in row if cell.endswith(f": {change}")]
    struck = correction.model_copy(update={"reads": None, "since": DAY})
    [row] = cells(corrections_table([struck], [act], language))
    assert [cell for cell in row if cell.endswith(f" {DAY}")], "an annulment says from which day on"


@pytest.mark.parametrize("where", ["act", "statement"])
def test_who_approves_sees_what_changes_before_it_is_sent(
    where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    act, correction = corrected()
    shown = SimpleNamespace(acts=[act], corrections=[correction])
    asked: list[str] = []

    def answered(*_: Any, **__: Any) -> Any:
        asked.append(capsys.readouterr().out)
        return shown if len(asked) == 1 else Accepted(command_id=correction.id, stream=act.id, version=2)

    for module in (corrections, sending, statement_corrections):
        monkeypatch.setattr(module, "with_client", answered)
    approve = corrections.approve if where == "act" else statement_corrections.approve
    number = "0101-2026-000001" if where == "act" else "17/2026"
    approve(number, correction.id, "head:0101", yes=False, language="en")
    before, then = asked
    assert (before, "sum: 2.00 BYN → 3.00 BYN" in then) == ("", True)
