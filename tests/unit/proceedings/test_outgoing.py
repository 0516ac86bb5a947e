"""What went out in a proceeding, for dispatch lists: each paper to one recipient, as the acts read now."""

from datetime import date

from contracts.recording import Paper
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.outgoing import SENDINGS, Outgoing, outgoing
from tests.unit.proceedings.harness import Fields, Life, life, named

SENT, SERVED = date(2026, 3, 3), date(2026, 3, 5)
PAPER: Fields = {"kind": "receipt", "dated": date(2026, 3, 5), "author": "Belpochta"}
MARK: Fields = {"kind": "postal-receipt", "number": "RR17BY", "dated": SENT, "author": "Belpochta"}
COPIES: Fields = {
    "command": "send-resolution-copies", "day": SENT, "as": "copies", "resolution": "initiation",
    "recipients": ["recoverer", "debtor"],
}  # fmt: skip
SUMMONS: Fields = {
    "command": "send-paper", "day": SENT, "dispatch": "d", "what": "request", "addressee": "debtor",
    "way": "registered-mail", "place": "stated-address",
}  # fmt: skip


def rows(proceeding: Life) -> list[Outgoing]:
    assert proceeding.state is not None
    return list(outgoing(proceeding.state))


def test_the_copy_of_the_initiation_is_delivered_by_its_service() -> None:
    proceeding = life({"history": "initiated"})
    proceeding.carry_out(COPIES)
    assert [(each.recipient, each.sent_on, each.delivered_on) for each in rows(proceeding)] == [
        ("recoverer", SENT, None),
        ("debtor", SENT, None),
    ]
    proceeding.carry_out({"command": "record-service", "day": SERVED, "method": "registered-mail"})
    recoverer, debtor = rows(proceeding)
    assert (recoverer.delivered_on, recoverer.method) == (None, None)
    assert (debtor.delivered_on, debtor.method, debtor.sent_on) == (SERVED, "registered-mail", SENT)
    assert (debtor.name, debtor.what, debtor.about) == (
        "send-resolution-copies", "resolution", "initiate-proceeding",
    )  # fmt: skip
    assert proceeding.state is not None
    assert (debtor.act, debtor.concerns) == (named("copies"), proceeding.state.initiated_by)
    assert (debtor.body, debtor.executor) == ("0101", "0101-017")


def test_what_was_handed_over_went_out_on_that_day() -> None:
    handed, mailed = (life({"history": "initiated"}) for _ in range(2))
    handed.carry_out({"command": "record-service", "day": SERVED, "method": "handed-over"})
    [row] = rows(handed)
    assert (row.name, row.recipient, row.sent_on, row.delivered_on) == ("record-service", "debtor", SERVED, SERVED)
    mailed.carry_out({"command": "record-service", "day": SERVED, "method": "registered-mail"})
    assert rows(mailed) == []


def test_a_paper_is_delivered_or_comes_back() -> None:
    served, back = (life({"history": "initiated"}) for _ in range(2))
    for proceeding in (served, back):
        proceeding.carry_out(SUMMONS)
        [row] = rows(proceeding)
        assert (row.what, row.method, row.delivered_on, row.came_back_on) == ("request", "registered-mail", None, None)
    served.carry_out({"command": "serve-paper", "day": SERVED, "dispatch": "d", "ground": "received", "paper": PAPER})
    assert [each.receipt for each in rows(served)] == [Paper.model_validate(PAPER)]
    back.carry_out({"command": "record-undelivered", "day": SERVED, "dispatch": "d", "reason": "wrong address"})
    assert [(each.delivered_on, each.came_back_on) for each in (*rows(served), *rows(back))] == [
        (SERVED, None),
        (None, SERVED),
    ]


def test_papers_of_the_post_stand_at_what_they_show() -> None:
    proceeding, back = (life({"history": "initiated"}) for _ in range(2))
    proceeding.carry_out({**COPIES, "recording": {"paper": MARK}})
    served: Fields = {"command": "record-service", "day": SERVED, "method": "registered-mail"}
    proceeding.carry_out({**served, "recording": {"paper": PAPER}})
    mark, receipt = Paper.model_validate(MARK), Paper.model_validate(PAPER)
    assert [(each.mark, each.receipt) for each in rows(proceeding)] == [(mark, None), (mark, receipt)]
    back.carry_out({**SUMMONS, "recording": {"paper": MARK}})
    returned: Fields = {"command": "record-undelivered", "day": SERVED, "dispatch": "d", "reason": "wrong address"}
    back.carry_out({**returned, "recording": {"paper": PAPER}})
    assert [(each.mark, each.receipt) for each in rows(back)] == [(mark, receipt)]


def test_what_goes_out_after_the_service_is_another_copy() -> None:
    proceeding = life({"history": "initiated"})
    proceeding.carry_out({"command": "record-service", "day": SENT, "method": "handed-over"})
    proceeding.carry_out({**COPIES, "day": SERVED})
    assert [(each.name, each.recipient, each.delivered_on) for each in rows(proceeding)] == [
        ("record-service", "debtor", SENT),
        ("send-resolution-copies", "recoverer", None),
        ("send-resolution-copies", "debtor", None),
    ]


def test_every_act_that_sends_something_is_listed_or_known_not_to() -> None:
    names = {RECORDED_BY[type_] for type_ in SENDINGS}
    procedure = procedure_of("epc-2021")
    sends = {
        name
        for name, row in procedure.rows.items()
        if name.startswith(("send-", "notify-", "recall-"))
        or (name.startswith("hand-over-") and name.endswith("-act"))
        or {"recipients", "addressee", "receiver"} & {each.field for each in row.fields}
    }  # fmt: skip
    # A recall of an acceptance or a summons that is served sends nothing by itself.
    assert sends - names == set(), sends - names
    assert names <= procedure.rows.keys()
