"""How what one of several debtors repays reaches the proceedings of the others (Art. 331).

The group owns the division. It takes the acts that repay something in the order of their days, over all proceedings,
and lets each count in the others before the next: so of two payments that together are more than the debt, the first
repays and the rest of the second is surplus, in whatever order they were recorded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.commands.debtor_groups import RecordRepaymentByAnotherDebtor
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.recording import Paper, Recording
from services.proceedings.domain.common_debt import Sums, negated, own_repayments, parts, signed
from services.proceedings.domain.computing import computed
from services.proceedings.domain.conditions.groups import GROUP
from services.proceedings.domain.journal import Journal
from services.proceedings.domain.rules import Rules, rules_named
from shared.law.calendar import WorkingCalendar
from shared.law.procedures import Act

_ACT = "record-repayment-by-another-debtor"
_ARTICLE = "Art. 331(2)"
_ROUNDS = 4
"""For each act, how often the division may be taken up again, where stated orders of one day contradict each other."""

Members = Mapping[UUID, Journal]
Key = tuple[UUID, UUID]
"""A proceeding and an act of it."""
Repaid = dict[Key, Sums]


@dataclass(frozen=True, slots=True)
class Share:
    """What the proceeding of one debtor has to record of an act in that of another."""

    proceeding: UUID
    day: date
    recording: Recording
    data: RecordRepaymentByAnotherDebtor


def recorded(members: Members) -> Repaid:
    """What the acts of each proceeding repaid, as the others have recorded it."""
    numbers = {state.number: id_ for id_, state in members.items()}
    return {
        (numbers[data.debtor], data.act): signed(data.repaid, data.owed_again)
        for state in members.values()
        for data in _shares_in(state)
        if data.debtor in numbers and (data.repaid or data.owed_again)
    }


def divided(members: Members, through: date, calendar: WorkingCalendar) -> Repaid:
    """What each act repays of the common debt. Raises ContradictoryOrder."""
    settled = recorded(members)
    rules = rules_named(next(iter(members.values())).initiation.rule_set)
    acts = {(id_, act.id): act for id_, state in members.items() for act in state.acts if act.name != _ACT}
    for _ in range(_ROUNDS * (len(acts) + 1)):
        found: Repaid = {}
        for id_ in members:
            course = computed(_with_shares(id_, members, settled, acts), through, calendar)
            found |= {(id_, act): sums for act, sums in own_repayments(course).items() if (id_, act) in acts}
        changed = [key for key in {*found, *settled} if found.get(key) != settled.get(key)]
        if not changed:
            break
        gone = [key for key in changed if key not in acts]
        first = gone[0] if gone else min(changed, key=lambda key: _place(acts[key], rules))
        settled.pop(first, None)
        if first in found:
            settled[first] = found[first]
            settled = {
                key: each for key, each in settled.items() if key == first or not _after(key, first, acts, rules)
            }
    return settled


def missing(members: Members, group: UUID, repaid: Repaid) -> Iterator[Share]:
    """What the proceedings of the others have to record, anew where it reads otherwise."""
    acts = {(id_, act.id): act for id_, state in members.items() for act in state.acts if act.name != _ACT}
    for id_, state in sorted(members.items()):
        known = {data.act: data for data in _shares_in(state)}
        wanted = {act: _stated(members, group, (of, act), acts, repaid) for of, act in repaid if of != id_}
        for act, data in known.items():
            if act not in wanted and (data.repaid or data.owed_again):
                nothing = data.model_copy(update={"repaid": (), "owed_again": ()})
                wanted[act] = RecordRepaymentByAnotherDebtor(**{each: getattr(nothing, each) for each in _FIELDS})
        for act, asked in wanted.items():
            there = known.get(act)
            key = next((key for key in acts if key[1] == act), None)
            day = max(acts[key].day, state.initiated_on) if key else _day_of(state, act)
            if there is None or _differs(there, asked) or day != _day_of(state, act):
                yield Share(id_, day, _recording(acts.get(key) if key else None, asked, day), asked)


_FIELDS = tuple(RecordRepaymentByAnotherDebtor.model_fields)


def _differs(there: RepaidByAnotherDebtor, asked: RecordRepaymentByAnotherDebtor) -> bool:
    return any(getattr(there, each) != getattr(asked, each) for each in _FIELDS)


def _day_of(state: Journal, act: UUID) -> date:
    return next(
        each.day for each in state.acts if isinstance(each.data, RepaidByAnotherDebtor) and each.data.act == act
    )


def _shares_in(state: Journal) -> Iterator[RepaidByAnotherDebtor]:
    return (act.data for act in state.acts if isinstance(act.data, RepaidByAnotherDebtor))


def _with_shares(id_: UUID, members: Members, repaid: Repaid, acts: Mapping[Key, Act]) -> Journal:
    """A proceeding in which what the others repaid counts."""
    state = members[id_]
    shares = [
        _as_act(state, _stated(members, UUID(int=0), key, acts, repaid), acts[key])
        for key in repaid
        if key[0] != id_ and key in acts
    ]
    return replace(state, acts=(*(act for act in state.acts if act.name != _ACT), *shares))


def _as_act(state: Journal, asked: RecordRepaymentByAnotherDebtor, of: Act) -> Act:
    day = max(of.day, state.initiated_on)
    stated: dict[str, Any] = {each: getattr(asked, each) for each in _FIELDS}
    recording = _recording(of, asked, day)
    return Act(
        asked.act,
        _ACT,
        day,
        RepaidByAnotherDebtor(**stated, repayments=(), article=_ARTICLE),
        GROUP,
        time=(recording.at, 0) if recording.at else None,
        recording=recording,
    )


def _stated(
    members: Members, group: UUID, key: Key, acts: Mapping[Key, Act], repaid: Repaid
) -> RecordRepaymentByAnotherDebtor:
    of, act = key
    sums = repaid[key]
    return RecordRepaymentByAnotherDebtor(
        payment=getattr(acts[key].data, "payment", None) or act,
        act=act,
        what=acts[key].name,
        group=group,
        debtor=members[of].number,
        repaid=parts(sums),
        owed_again=parts(negated(sums)),
    )


def _recording(of: Act | None, asked: RecordRepaymentByAnotherDebtor, day: date) -> Recording:
    """What is stated of the recording: the time of the other act, else the proceeding in which it is recorded.

    So it has one place in its day, whenever it is recorded.
    """
    if of is not None and of.time is not None and of.day == day:
        return Recording(at=of.time[0])
    dated = of.day if of is not None else day
    return Recording(paper=Paper(kind="payment", number=asked.debtor, dated=dated, author=asked.debtor[:4]))


def _place(act: Act, rules: Rules) -> tuple[Any, ...]:
    """The place of an act among those of all proceedings: what has no stated time comes before what has one."""
    rank = rules.law.procedures.enforcement.rows[act.name].rank
    order = (0, act.time) if act.time is not None else (rank, ())
    return act.day, act.time is not None, *order, str(getattr(act.data, "payment", act.id))


def _after(key: Key, first: Key, acts: Mapping[Key, Act], rules: Rules) -> bool:
    return key not in acts or _place(acts[key], rules) > _place(acts[first], rules)
