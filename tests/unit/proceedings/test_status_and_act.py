"""Every pair of a status and an act: open where the row says so, refused with its article where it does not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.journal import act_event
from shared.decider import Rejection
from shared.law.procedures import Late
from tests.unit.proceedings.harness import INITIATED_ON, TODAY, Fields, Life, life

SAMPLES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "samples.yaml").read_text(encoding="utf-8"))
PROCEDURE = procedure_of("epc-2021")
CLOSED = {"act-not-allowed-in-status", "proceeding-finished"}
NARROWER = {("suspended", "return-document"): "ground", ("completed-terminated", "send-document"): "goes-elsewhere"}
"""Open by the row, but not as in the sample: on its ground (Art. 366(1) ind. 2), to its recipient (Art. 365(2))."""
CASE: Fields = {
    "debtor": "citizen",
    "claims": ["1000.00 BYN", "perform-action"],
    "liability": {"kind": "joint"},
}


def _proceeding(status: str, act: str) -> Life:
    how = SAMPLES["statuses"][status]
    if act == "record-service" and status in SAMPLES["unserved"]:
        how = {**how, **SAMPLES["unserved"][status]}
    begun = life({**CASE, "given": SAMPLES["given"].get(act, []), "today": how["day"], **how})
    if "then" in how:
        begun.happen(how["then"])
    assert begun.course(how["day"]).status == status
    return begun


def _pairs(*, open_: bool) -> list[tuple[str, str]]:
    return [(status, act) for status in PROCEDURE.statuses for act, row in PROCEDURE.acts.items()
            if (status in row.statuses) is open_]  # fmt: skip


def _command(status: str, act: str) -> Fields:
    return {"command": act, "day": SAMPLES["statuses"][status]["day"], **SAMPLES["acts"][act]}


def test_every_act_and_every_status_has_a_sample() -> None:
    assert set(SAMPLES["acts"]) == set(PROCEDURE.acts)
    assert set(SAMPLES["statuses"]) == set(PROCEDURE.statuses)


@pytest.mark.parametrize(("status", "act"), _pairs(open_=False))
def test_a_closed_act_is_refused_with_its_article(status: str, act: str) -> None:
    proceeding = _proceeding(status, act)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out(_command(status, act))
    closed = [problem for problem in refused.value.problems if problem.code in CLOSED]
    assert closed, refused.value.problems
    assert all(problem.article for problem in closed)


@pytest.mark.parametrize(("status", "act"), _pairs(open_=True))
def test_an_open_act_is_not_refused_for_the_status(status: str, act: str) -> None:
    proceeding = _proceeding(status, act)
    if (status, act) in NARROWER:
        with pytest.raises(Rejection, match=NARROWER[status, act]):
            proceeding.carry_out(_command(status, act))
    else:
        assert proceeding.carry_out(_command(status, act))


@pytest.mark.parametrize("act", PROCEDURE.acts)
def test_no_act_precedes_the_initiation(act: str) -> None:
    day = INITIATED_ON - timedelta(days=1)
    proceeding = _proceeding(next(iter(sorted(PROCEDURE.acts[act].statuses))), act)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out({**_command("initiated", act), "day": day}, TODAY)
    assert "effective-date-before-initiation" in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(("status", "act"), _pairs(open_=False))
def test_a_closed_act_of_a_past_day_is_recorded_and_stands_where_its_row_says_so(status: str, act: str) -> None:
    proceeding = _proceeding(status, act)
    proceeding.carry_out(_command(status, act), TODAY)
    course, recorded = proceeding.course(), proceeding.state
    assert recorded is not None
    made = recorded.acts[-1]
    assert made.name == act
    assert made.id in course.irregular
    stands = act_event(course.published_by(made.id), made) is not None
    ended_before = status.startswith("completed-") and bool(PROCEDURE.acts[act].moves_to)
    assert stands is (PROCEDURE.acts[act].late is Late.STANDS and not ended_before)
