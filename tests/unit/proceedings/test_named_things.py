"""What acts say of things that several acts share, such as arrested property: on record, new, and not gone."""

from collections.abc import Iterator, Mapping

import pytest

from services.proceedings.domain.journal import act_event
from services.proceedings.domain.things import named_in
from shared.decider import Rejection
from tests.unit.proceedings.harness import Fields, Life, command_of, named
from tests.unit.proceedings.sampled import CASE, PROCEDURE, command_in, proceeding_in
from tests.unit.proceedings.test_status_and_act import NARROWER

NAMING = [act for act, row in PROCEDURE.acts.items() if row.moves_thing and row.generated]
OTHER = "another one"
PAPER = {"kind": "letter", "dated": "2026-03-03", "author": "Beta"}
GONE: Mapping[str, Mapping[str, Fields]] = {
    "property": {
        "sold": {"event": "property-sold-otherwise", "property": "car", "sum": "1.00 BYN", "paper": PAPER},
        "returned": {"event": "property-returned", "property": "car", "paper": PAPER},
    },
    "sale": {
        "settled": {"event": "property-handed-to-buyer", "property": OTHER},
        "cancelled": {"event": "sale-cancelled", "property": OTHER, "reason": "no hall"},
    },
    "pledge": {"exercised": {"event": "bought-by-pledgeholder", "property": OTHER, "sum": "1.00 BYN", "paper": PAPER}},
    "storage_pay": {"awarded": {"event": "storage-pay-awarded", "sum": "1.00 BYN", "paper": PAPER}},
    "release_claim": {"decided": {"event": "release-claim-decided", "outcome": "granted", "paper": PAPER}},
    "earnest": {"set-off": {"event": "earnest-money-set-off"}},
    "paid_difference": {"set-off": {"event": "difference-set-off"}},
}
"""What ends a thing, by the status in which it is then."""


def _status(act: str) -> str:
    statuses = {status for status in PROCEDURE.acts[act].statuses if (status, act) not in NARROWER}
    return "compulsory" if "compulsory" in statuses else "suspended" if "suspended" in statuses else min(statuses)


def _things(act: str, *, opened: bool) -> Iterator[str]:
    row, command = PROCEDURE.acts[act], command_of(command_in(_status(act), act), CASE, named("command"))
    return (each.of for each in named_in(row, command.data) if each.opened is opened)


NAMED = [(act, of) for act in NAMING for of in _things(act, opened=False)]
OPENED = [(act, of) for act in NAMING for of in _things(act, opened=True)]


@pytest.mark.parametrize(("act", "of"), NAMED)
def test_what_an_act_names_is_on_record(act: str, of: str) -> None:
    proceeding, command = proceeding_in(_status(act), act), command_in(_status(act), act)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out({**command, of: OTHER})
    assert ("thing-unknown", of) in [(each.code, each.field) for each in refused.value.problems]


@pytest.mark.parametrize(("act", "of"), OPENED)
def test_what_an_act_opens_is_opened_once(act: str, of: str) -> None:
    proceeding, command = proceeding_in(_status(act), act), command_in(_status(act), act)
    proceeding.carry_out(command)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out({**command, "as": "again"})
    assert ("thing-already-opened", of) in [(each.code, each.field) for each in refused.value.problems]


def _ends(act: str, of: str) -> list[Fields]:
    """What ends a thing in a status in which the act is not open."""
    before = frozenset().union(*(move.from_ for move in PROCEDURE.acts[act].moves_thing if move.of == of))
    return [event for status, event in GONE.get(of, {}).items() if status not in before]


AT_THE_END = [
    (act, of) for act, of in NAMED if "step-of-the-thing" in PROCEDURE.acts[act].conditions and _ends(act, of)
]


@pytest.mark.parametrize(("act", "of"), AT_THE_END)
def test_nothing_is_done_with_what_is_gone(act: str, of: str) -> None:
    command = command_in(_status(act), act)
    gone = {**_ends(act, of)[0], of: command[of], "day": command["day"]}
    proceeding = proceeding_in(_status(act), act)
    proceeding.happen(gone)
    with pytest.raises(Rejection) as refused:
        proceeding.carry_out(command)
    assert ("thing-transition-impossible", of) in [(each.code, each.field) for each in refused.value.problems]


@pytest.mark.parametrize("act", NAMING)
def test_an_act_moves_its_things_as_its_row_says(act: str) -> None:
    row, command = PROCEDURE.acts[act], command_in(_status(act), act)
    proceeding = proceeding_in(_status(act), act)
    before = _statuses(proceeding, act, command)
    proceeding.carry_out(command)
    assert proceeding.state is not None
    made = proceeding.state.acts[-1]
    assert act_event(proceeding.course(command["day"]).published_by(made.id), made) is not None
    after = _statuses(proceeding, act, command)
    for each in named_in(row, command_of(command, CASE, named("command")).data):
        move = each.move_from(before[each.of])
        assert move is not None
        assert not each.before or before[each.of] in each.before
        assert after[each.of] == (move.to or before[each.of])


def _statuses(proceeding: Life, act: str, command: Fields) -> Mapping[str, str | None]:
    things = proceeding.course(command["day"]).things
    data = command_of(command, CASE, named("command")).data
    return {each.of: things.status(each.id) for each in named_in(PROCEDURE.acts[act], data)}


CHECKS = [
    *((test_an_act_moves_its_things_as_its_row_says, act) for act in NAMING),
    *((test_what_an_act_names_is_on_record, *named_) for named_ in NAMED),
    *((test_what_an_act_opens_is_opened_once, *opened) for opened in OPENED),
    *((test_nothing_is_done_with_what_is_gone, *ended) for ended in AT_THE_END),
]
