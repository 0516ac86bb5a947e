"""A table that nothing tests is a fault: a row that says something else makes a case fail, in every attribute."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from services.proceedings.domain import computing, decide
from services.proceedings.domain.act_types import RECORDED_BY
from services.proceedings.domain.computing import procedure_of
from services.proceedings.domain.conditions import CONDITIONS
from services.proceedings.domain.rules import name_of, rules_named
from shared.books import booking
from shared.law.procedures import ActRow, Late, Procedure
from shared.law.rule_sets.rows import Condition
from shared.law.rule_sets.vocabulary import How
from tests.unit.proceedings import test_cases, test_corrections, test_late_acts, test_named_things, test_status_and_act
from tests.unit.proceedings.harness import Fields

PROCEDURE = procedure_of("epc-2021")
OF_LAW = {row.id: row for row in rules_named("epc-2021").law.all(Condition)}


TAKE_IN = ("accept-advance", "receive-earnest-money", "receive-difference", "reimburse-sale-costs", "cover-shortage")
MOVES = {act for act, row in PROCEDURE.acts.items() if any(move.from_ for move in row.moves_thing)}
STEPS = {
    act
    for act, row in PROCEDURE.acts.items()
    if row.late is Late.VOID and (act in MOVES or row.moves_measure is not None)
}
"""What moves a thing or a measure waits on its day for what opens it."""
RECORDS = {
    act
    for act, row in PROCEDURE.acts.items()
    if row.generated and set(row.effects) <= {"post", "record"} and not row.posts and act not in MOVES
}
"""Nothing else depends on the place of these in their day."""
IN_EVERY_STATUS = {act for act, row in PROCEDURE.acts.items() if row.statuses == set(PROCEDURE.statuses)}
OF_FORM = {code for code, condition in CONDITIONS.by_code.items() if condition.of_form}
ALWAYS_OPEN = {act for act in IN_EVERY_STATUS if set(PROCEDURE.acts[act].conditions) <= OF_FORM | {"open-in-status"}}
"""What is recorded at all was open on its day."""
NOTED = {
    (act, code)
    for act, row in PROCEDURE.acts.items()
    for code in row.conditions
    if row.generated and OF_LAW[code].how is How.ATTESTED and not OF_LAW[code].required
}
"""What is noted where no paper is named, and refuses nothing."""
STAYING = {
    act
    for act, row in PROCEDURE.acts.items()
    if row.generated
    and row.moves_thing
    and not row.posts
    and all(not move.from_ or move.to is None for move in row.moves_thing)
}
"""What moves nothing that is there already: it may come last in its day."""
SAME = {
    *(f"{act}: rank: at the other end of the day" for act in STAYING if PROCEDURE.acts[act].rank <= 50),
    # What they wait for is of an earlier day (Art. 383(7), 385(2)).
    *(f"{act}: rank: at the other end of the day" for act in ("present-end-of-pledge", "close-requests")),
    # These are open whatever became of the property.
    *(f"{act}: moves_thing: 1 from another status" for act in ("ask-for-storage-pay", "file-release-claim")),
    # Which earnest money is paid out, another condition says (Art. 385(7), (10)).
    "order-payout: moves_thing: 1 from another status",
    # Which difference is paid out, another condition says (Art. 383(9)).
    "order-payout: moves_thing: 2 from another status",
    *(f"{act}: conditions: without {code}" for act, code in NOTED),
    *(f"{act}: late: other" for act in MOVES & IN_EVERY_STATUS),
    *(f"{act}: late: other" for act in ALWAYS_OPEN),
    *(f"{act}: rank: at the other end of the day" for act in STEPS | RECORDS),
    *(f"{act}: conditions: without open-in-status" for act in IN_EVERY_STATUS),
    *(f"{act}: late: other" for act in RECORDS & IN_EVERY_STATUS),
    # A resumption that ends no suspension, and a termination after the end, have no effect either way.
    "resume-proceeding: late: other",
    "terminate-proceeding: late: other",
    "send-resolution-copies: late: other",
    # The group records it of proceedings that share the debt only, in the place of the act that repaid.
    "record-repayment-by-another-debtor: late: other",
    "record-repayment-by-another-debtor: rank: at the other end of the day",
    # What was not joined is separated in vain either way.
    "end-consolidation: late: other",
    # What has not come, or was taken back, is reversed neither way.
    "record-bank-reversal: late: other",
    *(f"{act}: late: other" for act in TAKE_IN),
    "recall-effect: late: other",
    "send-paper: late: other",
    "refuse-succession: rank: at the other end of the day",
    # What was in time is restored in vain, and what is carried out already is carried out once.
    "restore-complaint-limit: late: other",
    "carry-out-complaint-decision: late: other",
    # They wait on their day for what they answer.
    "record-ruling-on-agreement: rank: at the other end of the day",
    "answer-late-disagreement: rank: at the other end of the day",
    "appoint-value-examination: rank: at the other end of the day",
    # It waits on its day for the suspension.
    "end-cause-of-suspension: rank: at the other end of the day",
    # No ground of termination asks for anything yet.
    "terminate-proceeding: conditions: without ground-holds",
}
"""Mutants that say the same."""

LEFT = {(move.of, status) for row in PROCEDURE.acts.values() for move in row.moves_thing for status in move.from_}
"""Statuses out of which an act leads, each with its kind of thing."""


class Mutant(NamedTuple):
    """A row that says something else in one attribute."""

    act: str
    attribute: str
    value: Any
    what: str

    @property
    def name(self) -> str:
        """How it is listed."""
        return f"{self.act}: {self.attribute}: {self.what}"


def _mutants() -> Iterator[Mutant]:
    for act, row in PROCEDURE.acts.items():
        for status in PROCEDURE.statuses:
            yield Mutant(
                act, "statuses", row.statuses ^ {status}, f"{'not ' if status in row.statuses else ''}{status}"
            )
        for attribute in ("conditions", "effects"):
            codes = getattr(row, attribute)
            for code in codes:
                yield Mutant(act, attribute, tuple(each for each in codes if each != code), f"without {code}")
        for decision in row.decisions:
            yield Mutant(act, "decisions", row.decisions - {decision}, f"without {decision}")
        yield Mutant(act, "late", Late.STANDS if row.late is Late.VOID else Late.VOID, "other")
        if row.moves_measure is not None:
            moved = row.moves_measure.model_copy(update={"to": "substituted"})
            yield Mutant(act, "moves_measure", moved, "to another status")
            moved = row.moves_measure.model_copy(update={"from_": frozenset({"refused"})})
            yield Mutant(act, "moves_measure", moved, "from another status")
        for place, move in enumerate(row.moves_thing):
            changes: list[tuple[str, Fields]] = [("from", {"from_": frozenset({"lost"})})] if move.from_ else []
            changes += [("to", {"to": "lost"})] if (move.of, move.to) in LEFT else []
            for end, change in changes:
                moves = [*row.moves_thing[:place], move.model_copy(update=change), *row.moves_thing[place + 1 :]]
                yield Mutant(act, "moves_thing", tuple(moves), f"{place} {end} another status")
        for place, posting in enumerate(row.posts):
            turned = posting.model_copy(update={"debit": posting.credit, "credit": posting.debit})
            yield Mutant(act, "posts", (*row.posts[:place], turned, *row.posts[place + 1 :]), f"{place} turned round")
        yield Mutant(act, "rank", 0 if row.rank > 50 else 999, "at the other end of the day")


KINDS = ("statuses", "conditions", "effects", "decisions", "late", "moves_measure", "moves_thing", "posts", "rank")
"""Attributes that decide on the course."""


def mutated(mutant: Mutant) -> ActRow:
    """The row as the mutant has it."""
    return PROCEDURE.acts[mutant.act].model_copy(update={mutant.attribute: mutant.value})


def _chosen() -> Iterator[Any]:
    """Every mutant; those after the first of an act and attribute run with the long tests, as they take minutes."""
    seen = set[tuple[str, str]]()
    for mutant in _mutants():
        if mutant.name not in SAME:
            marks = [pytest.mark.long] if (mutant.act, mutant.attribute) in seen else []
            seen.add((mutant.act, mutant.attribute))
            yield pytest.param(mutant, id=mutant.name, marks=marks)


@pytest.mark.parametrize("mutant", [*_chosen()])
def test_a_case_notices(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    row = mutated(mutant)
    changed = PROCEDURE.model_copy(update={"acts": {**PROCEDURE.acts, mutant.act: row}})
    _put_in_place(monkeypatch, changed)
    checks = sorted(_checks(mutant.act), key=lambda each: not _is_likely(mutant, *each))
    assert any(fails(check, *given) for check, *given in checks)


def _put_in_place(monkeypatch: pytest.MonkeyPatch, procedure: Procedure) -> None:
    for module in (computing, decide):
        monkeypatch.setattr(module, "procedure_of", lambda _: procedure)
    rows = {f"lea.proceedings.{name}.v1": row for row in procedure.acts.values() if row.posts for name in row.emits}
    monkeypatch.setattr(booking, "posting_rows", lambda _: rows)


def _is_likely(mutant: Mutant, check: Any, given: Any, *_: Any) -> bool:
    """Whether a check is of what the mutant changes: these come first, to save time."""
    match mutant.attribute:
        case "statuses":
            return isinstance(given, str) and given in mutant.value ^ PROCEDURE.acts[mutant.act].statuses
        case "conditions":
            return check is test_cases.test_case and given["when"]["command"] == mutant.act and "refused" in given
        case "late":
            return check is _CLOSED[-1]
        case "rank":
            return check is test_late_acts.test_the_course_follows_the_days_of_the_acts and _shares_its_day(
                mutant, given
            )
        case "moves_thing":
            return check in (each for each, *_ in test_named_things.CHECKS)
        case _:
            return check is test_cases.test_case


def _shares_its_day(mutant: Mutant, case: Fields) -> bool:
    """Whether another act of the case is of the day of the mutant's act: only then its rank counts."""
    days = [each["day"] for each in case["acts"]]
    return any(days.count(each["day"]) > 1 for each in case["acts"] if each["command"] == mutant.act)


def _checks(act: str) -> Iterator[tuple[Any, ...]]:
    """Every case in which the act occurs, the quickest first."""
    for status in PROCEDURE.statuses:
        open_ = status in PROCEDURE.acts[act].statuses
        for check in _OPEN if open_ else _CLOSED:
            yield check, status, act
    yield test_status_and_act.test_no_act_precedes_the_initiation, act
    yield from ((check, *given) for check, *given in test_named_things.CHECKS if given[0] == act)
    for case in test_cases.CASES:
        if act == case["when"]["command"]:
            yield test_cases.test_case, case
    # Those of one day first, in which a rank counts.
    for case in sorted(test_late_acts.CASES, key=lambda case: case["file"] != "same_day"):
        if any(each["command"] == act for each in case["acts"]):
            yield test_late_acts.test_the_course_follows_the_days_of_the_acts, case
    for case in test_corrections.CASES:
        if any(each["command"] == act for each in case["steps"]):
            yield test_corrections.test_the_course_follows_the_corrections, case
    for case in test_cases.CASES:
        if act in _acts_given(case):
            yield test_cases.test_case, case


_OPEN = (test_status_and_act.test_an_open_act_is_not_refused_for_the_status,)
_CLOSED = (
    test_status_and_act.test_a_closed_act_is_refused_with_its_article,
    test_status_and_act.test_a_closed_act_of_a_past_day_is_recorded_and_stands_where_its_row_says_so,
)


def _acts_given(case: Fields) -> Iterator[str]:
    for spec in case.get("given", ()):
        if act := _ACTS_OF_EVENTS.get(spec["event"]):
            yield act


_ACTS_OF_EVENTS = {name_of(type_.type): act for type_, act in RECORDED_BY.items()}


def fails(check: Any, *given: Any) -> bool:
    """Whether a test fails."""
    try:
        check(*given)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - a table that makes the code break is noticed too
        return True
    return False
