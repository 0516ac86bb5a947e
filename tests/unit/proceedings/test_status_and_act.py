"""Every pair of a status and an act: open where the row says so, refused with its article where it does not."""

from datetime import timedelta

import pytest

from services.proceedings.domain.journal import act_event
from shared.decider import Rejection
from shared.law.procedures import Late
from tests.unit.proceedings.harness import INITIATED_ON, TODAY
from tests.unit.proceedings.sampled import PROCEDURE, SAMPLES, command_in, proceeding_in

CLOSED = {"act-not-allowed-in-status", "proceeding-finished"}
NARROWER = {
    ("suspended", "return-document"): "ground",
    ("completed-terminated", "send-document"): "goes-elsewhere",
    **{
        (status, "change-measure-status"): "proceeding-finished"
        for status in PROCEDURE.final | {"completed-sent-to-income"}
    },
    **{
        (status, "present-end-of-pledge"): "waiting-time"
        for status in ("initiated", "voluntary-term", "compulsory", "suspended")
    },
    ("suspended", "order-payout"): "act-not-allowed-in-status",
    ("completed-sent-to-income", "send-income-order"): "document-at-payer",
    ("completed-sent-to-income", "suspend-deductions"): "ground-unfit",
    **{(status, "record-payment"): "proceeding-finished" for status in PROCEDURE.final},
    ("completed-returned", "record-payment-by-employer"): "proceeding-finished",
    ("completed-returned", "refund-held-money"): "claim-takes-held-money",
    **{
        (status, act): "thing-unknown"
        for status in ("initiated", "voluntary-term", "compulsory")
        for act in ("restore-disagreement-limit", "answer-late-disagreement")
    },
}
"""Open by the row, but not as in the sample: on its ground (Art. 362(1), 366(1)), to its recipient (Art. 365(2)),
for a measure that was adopted after the end (Art. 400(1)), not yet (Art. 383(7)), of a late disagreement (Art. 352(6)),
of money of others (Art. 385(10)), of a document that came back (Art. 391(3)), of a price (Art. 381(6)), of
what was withheld before the return (Art. 366(1)), or of what no claim takes (Art. 369(2))."""


def _pairs(*, open_: bool) -> list[tuple[str, str]]:
    return [(status, act) for status in PROCEDURE.statuses for act, row in PROCEDURE.acts.items()
            if (status in row.statuses) is open_]  # fmt: skip


def test_every_act_and_every_status_has_a_sample() -> None:
    assert set(SAMPLES["acts"]) == set(PROCEDURE.acts)
    assert set(SAMPLES["statuses"]) == set(PROCEDURE.statuses)


@pytest.mark.parametrize(("status", "act"), _pairs(open_=False))
def test_a_closed_act_is_refused_with_its_article(status: str, act: str) -> None:
    proceeding = proceeding_in(status, act)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out(command_in(status, act))
    closed = [problem for problem in refused.value.problems if problem.code in CLOSED]
    assert closed, refused.value.problems
    assert all(problem.article for problem in closed)


@pytest.mark.parametrize(("status", "act"), _pairs(open_=True))
def test_an_open_act_is_not_refused_for_the_status(status: str, act: str) -> None:
    proceeding = proceeding_in(status, act)
    if (status, act) in NARROWER:
        with pytest.raises(Rejection, match=NARROWER[status, act]):
            proceeding.carry_out(command_in(status, act))
    else:
        assert proceeding.carry_out(command_in(status, act))


@pytest.mark.parametrize("act", PROCEDURE.acts)
def test_no_act_precedes_the_initiation(act: str) -> None:
    day = INITIATED_ON - timedelta(days=1)
    proceeding = proceeding_in(next(iter(sorted(PROCEDURE.acts[act].statuses))), act)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out({**command_in("initiated", act), "day": day}, TODAY)
    assert "effective-date-before-initiation" in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(("status", "act"), _pairs(open_=False))
def test_a_closed_act_of_a_past_day_is_recorded_and_stands_where_its_row_says_so(status: str, act: str) -> None:
    proceeding = proceeding_in(status, act)
    proceeding.carry_out(command_in(status, act), TODAY)
    course, recorded = proceeding.course(), proceeding.state
    assert recorded is not None
    made = recorded.acts[-1]
    assert made.name == act
    assert made.id in course.irregular
    stands = act_event(course.published_by(made.id), made) is not None
    ended_before = status.startswith("completed-") and bool(PROCEDURE.acts[act].moves_to)
    assert stands is (PROCEDURE.acts[act].late is Late.STANDS and not ended_before)
