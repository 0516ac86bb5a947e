"""How what one of several debtors repays, and a change of a partial debtor's part, reaches the others (Art. 331).

The group owns the division. It takes the acts that repay something in the order of their days, over all proceedings,
and lets each count in the others before the next: so of two payments that together are more than the debt, the first
repays and the rest of the second is surplus, in whatever order they were recorded. Where a repayment is taken back, the
debt is owed again by all, and money that another debtor still holds as surplus repays it, the first proceeding first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from contracts.commands.debtor_groups import RecordRepaymentByAnotherDebtor
from contracts.events.debtor_groups import RepaidByAnotherDebtor
from contracts.recording import Paper, Recording
from services.proceedings.domain.common_debt import Sums, falls_of_part, own_repayments, stated_in, stating
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
"""A proceeding and an act of it, or what stands for its held money on the occasion of another's act."""
Repaid = dict[Key, Sums]


class Occasion(NamedTuple):
    """The act on which something of the debt is repaid or owed again."""

    act: Act
    owner: UUID
    """The proceeding of the act."""
    holder: UUID | None = None
    """The other proceeding whose held money repays on this occasion; none: the act itself repays."""


@dataclass(frozen=True)
class Share:
    """What a proceeding has to record of what another debtor repaid."""

    proceeding: UUID
    day: date
    recording: Recording
    data: RecordRepaymentByAnotherDebtor


def occasions(members: Members) -> Mapping[Key, Occasion]:
    """All acts of the proceedings, and beside each the other proceedings whose held money it may call for."""
    own = {
        (id_, act.id): Occasion(act, id_) for id_, state in members.items() for act in state.acts if act.name != _ACT
    }
    held = {
        (holder, _held(act, holder)): Occasion(occasion.act, owner, holder)
        for (owner, act), occasion in own.items()
        for holder in members
        if holder != owner
    }
    return {**own, **held}


def recorded(members: Members) -> Repaid:
    """What the acts of each proceeding repaid, as the others have recorded it."""
    numbers = {state.number: id_ for id_, state in members.items()}
    # The first proceeding states it without what others hold: it comes last here, and counts.
    return {
        (numbers[data.debtor], data.act): sums
        for _, state in sorted(members.items(), reverse=True)
        for data in _shares_in(state)
        if data.debtor in numbers and (sums := stated_in(data))
    }


def divided(members: Members, through: date, calendar: WorkingCalendar) -> Repaid:
    """What each act repays of the common debt, or changes of a part of it. Raises ContradictoryOrder."""
    settled = recorded(members)
    rules = rules_named(next(iter(members.values())).initiation.rule_set)
    known = occasions(members)
    for _ in range(_ROUNDS * (len(known) + 1)):
        found: Repaid = {}
        for id_ in members:
            course = computed(_with_shares(id_, members, settled, known), through, calendar)
            for act, sums in (*own_repayments(course).items(), *falls_of_part(course).items()):
                key = (id_, act) if (id_, act) in known else (id_, _held(act, id_))
                if key in known:
                    found[key] = {**found.get(key, {}), **sums}
        changed = [key for key in {*found, *settled} if found.get(key) != settled.get(key)]
        if not changed:
            break
        gone = [key for key in changed if key not in known]
        first = gone[0] if gone else min(changed, key=lambda key: _place(known[key], rules))
        settled.pop(first, None)
        if first in found:
            settled[first] = found[first]
            settled = {
                key: each for key, each in settled.items() if key == first or not _after(key, first, known, rules)
            }
    return settled


def missing(members: Members, group: UUID, repaid: Repaid) -> Iterator[Share]:
    """What the proceedings of the others have to record, anew where it reads otherwise."""
    occasions_ = occasions(members)
    for id_, state in sorted(members.items()):
        known = {data.act: data for data in _shares_in(state)}
        wanted = {
            key[1]: (_stated(members, id_, group, key, occasions_, repaid), occasions_[key])
            for key in repaid
            if key in occasions_ and _concerns(id_, occasions_[key])
        }
        gone = {act: data for act, data in known.items() if act not in wanted and stated_in(data)}
        for act, (asked, occasion) in wanted.items():
            there, day = known.get(act), max(occasion.act.day, state.initiated_on)
            if there is None and not stated_in(asked):
                continue
            if there is None or _differs(there, asked) or day != _day_of(state, act):
                yield Share(id_, day, _recording(occasion, id_, asked, day), asked)
        for act, data in gone.items():
            nothing = data.model_copy(update=stating({}))
            asked = RecordRepaymentByAnotherDebtor(**{each: getattr(nothing, each) for each in _FIELDS})
            occasion_ = next((each for key, each in occasions_.items() if key[1] == act), None)
            day = max(occasion_.act.day, state.initiated_on) if occasion_ else _day_of(state, act)
            yield Share(id_, day, _recording(occasion_, id_, asked, day), asked)


_FIELDS = tuple(RecordRepaymentByAnotherDebtor.model_fields)


def _held(act: UUID, holder: UUID) -> UUID:
    """What stands for the held money of a proceeding on the occasion of another's act."""
    return uuid5(act, str(holder))


def _concerns(id_: UUID, occasion: Occasion) -> bool:
    """Whether a proceeding records an occasion as a separate act.

    What another's held money repays it records where the act is its own, or where its own money comes before that;
    else it is left out of what is owed again by the act itself.
    """
    if occasion.holder is None:
        return id_ != occasion.owner
    return id_ == occasion.owner or id_ < occasion.holder


def _differs(there: RepaidByAnotherDebtor, asked: RecordRepaymentByAnotherDebtor) -> bool:
    return any(getattr(there, each) != getattr(asked, each) for each in _FIELDS)


def _day_of(state: Journal, act: UUID) -> date:
    return next(
        each.day for each in state.acts if isinstance(each.data, RepaidByAnotherDebtor) and each.data.act == act
    )


def _shares_in(state: Journal) -> Iterator[RepaidByAnotherDebtor]:
    return (act.data for act in state.acts if isinstance(act.data, RepaidByAnotherDebtor))


def _with_shares(id_: UUID, members: Members, repaid: Repaid, known: Mapping[Key, Occasion]) -> Journal:
    """A proceeding in which what the others repaid counts."""
    state = members[id_]
    shares = [
        _as_act(state, id_, _stated(members, id_, UUID(int=0), key, known, repaid), known[key])
        for key in repaid
        if key in known and _concerns(id_, known[key])
    ]
    return replace(state, acts=(*(act for act in state.acts if act.name != _ACT), *shares))


def _as_act(state: Journal, id_: UUID, asked: RecordRepaymentByAnotherDebtor, of: Occasion) -> Act:
    day = max(of.act.day, state.initiated_on)
    stated: dict[str, Any] = {each: getattr(asked, each) for each in _FIELDS}
    recording = _recording(of, id_, asked, day)
    return Act(
        asked.act,
        _ACT,
        day,
        RepaidByAnotherDebtor(**stated, repayments=(), article=_ARTICLE),
        GROUP,
        time=(recording.at, 0) if recording.at else None,
        after=recording.after,
        recording=recording,
    )


def _stated(
    members: Members, id_: UUID, group: UUID, key: Key, known: Mapping[Key, Occasion], repaid: Repaid
) -> RecordRepaymentByAnotherDebtor:
    """What a proceeding records: of what is owed again, what earlier proceedings held for it is taken off."""
    of, act = key
    occasion = known[key]
    sums = dict(repaid[key])
    for holder in sorted(members) if occasion.holder is None else ():
        if holder < id_:
            for line, amount in repaid.get((holder, _held(act, holder)), {}).items():
                sums[line] = sums.get(line, Decimal()) + amount
    return RecordRepaymentByAnotherDebtor(
        payment=(getattr(occasion.act.data, "payment", None) if occasion.holder is None else None) or act,
        act=act,
        what=occasion.act.name,
        group=group,
        debtor=members[of].number,
        **stating(sums),
    )


def _recording(of: Occasion | None, id_: UUID, asked: RecordRepaymentByAnotherDebtor, day: date) -> Recording:
    """What is stated of the recording: the time of the other act, else the proceeding in which it is recorded.

    So it has one place in its day, whenever it is recorded. In the proceeding of the act itself it follows the act.
    """
    if of is not None and of.owner != id_ and of.act.time is not None and of.act.day == day:
        return Recording(at=of.act.time[0])
    dated = of.act.day if of is not None else day
    follows = of.act.id if of is not None and of.owner == id_ and of.act.day == day else None
    paper = Paper(kind="payment", number=asked.debtor, dated=dated, author=asked.debtor[:4])
    return Recording(paper=paper, after=follows)


def _place(of: Occasion, rules: Rules) -> tuple[Any, ...]:
    """The place of an act among those of all proceedings: what has no stated time comes before what has one."""
    rank = rules.law.procedures.enforcement.rows[of.act.name].rank
    order = (0, of.act.time) if of.act.time is not None else (rank, ())
    content = str(getattr(of.act.data, "payment", of.act.id))
    return of.act.day, of.act.time is not None, *order, content, str(of.act.id), str(of.holder or "")


def _after(key: Key, first: Key, known: Mapping[Key, Occasion], rules: Rules) -> bool:
    return key not in known or _place(known[key], rules) > _place(known[first], rules)
