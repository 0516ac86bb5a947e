"""What is known of a document: what it tells itself, completed by what becomes known of it later (Art. 337-340)."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from contracts.base import Contract
from contracts.documents import ExecutionDocument, LimitationSuspension, PresentationInterruption
from contracts.events.intake import Circumstance
from contracts.events.intake_facts import DocumentHistoryEstablished
from contracts.values import Period
from shared.law.rule_sets import RuleSet

C = TypeVar("C", bound=Contract)


def with_history(document: ExecutionDocument, history: Iterable[DocumentHistoryEstablished]) -> ExecutionDocument:
    """The document with what became known of it: what was open is closed by the entry that says when it ended."""
    suspensions, interruptions = document.suspensions, document.interruptions
    limitation = document.limitation_suspensions or ()
    delay, restored, annulled = document.delay_ended_on, document.restored_on, document.restoration_annulled_on
    for each in history:
        suspensions = completed(suspensions, each.suspensions, _stay)
        interruptions = completed(interruptions, each.interruptions, _presentation)
        limitation = completed(limitation, each.limitation_suspensions or (), _by_the_civil_code)
        delay = latest(delay, each.delay_ended_on)
        restored = latest(restored, each.restored_on)
        annulled = latest(annulled, each.restoration_annulled_on)
    return document.model_copy(
        update={
            "suspensions": suspensions,
            "interruptions": interruptions,
            "limitation_suspensions": limitation or None,
            "delay_ended_on": delay,
            "restored_on": restored,
            "restoration_annulled_on": annulled,
        }
    )


def in_effect(established: DocumentHistoryEstablished, day: date) -> DocumentHistoryEstablished:
    """What of it there was by a day: what a court did later says nothing of what was right on that day."""
    limitation = tuple(each for each in established.limitation_suspensions or () if each.since <= day)
    granted = established.delay_granted_on is None or established.delay_granted_on <= day
    return established.model_copy(
        update={
            "suspensions": tuple(each for each in established.suspensions if each.since <= day),
            "interruptions": tuple(each for each in established.interruptions if each.presented_on <= day),
            "limitation_suspensions": limitation or None,
            "delay_ended_on": established.delay_ended_on if granted else None,
            "restored_on": _by(established.restored_on, day),
            "restoration_annulled_on": _by(established.restoration_annulled_on, day),
        }
    )


def _by(happened: date | None, day: date) -> date | None:
    return happened if happened is not None and happened <= day else None


def standing(circumstances: Iterable[Circumstance], day: date) -> tuple[Circumstance, ...]:
    """Circumstances that were there by a day, each once: what was established again ended as was said then."""
    bearing = [each for each in circumstances if each.established_on <= day]
    return completed((), bearing, lambda each: (each.ground, each.established_on))


def moved_by_circumstances(
    document: ExecutionDocument, circumstances: Iterable[Circumstance], rule_set: RuleSet
) -> ExecutionDocument:
    """The document with what circumstances say of its presentation limit: a delay that ended, and stays (Art. 337)."""
    delay, stays = document.delay_ended_on, list[Period]()
    for each in circumstances:
        match _how_it_moves(each, rule_set):
            case "from-its-end":
                delay = latest(delay, each.ended_on)
            case "stands-still" if each.ended_on is None or each.established_on < each.ended_on:
                last = each.ended_on - timedelta(days=1) if each.ended_on else None
                stays.append(Period(since=each.established_on, until=last))
    return document.model_copy(update={"delay_ended_on": delay, "suspensions": (*document.suspensions, *stays)})


def delay_lasts(circumstances: Iterable[Circumstance], day: date, rule_set: RuleSet) -> bool:
    """Whether execution is delayed by a circumstance that has not ended by a day, so that no limit has begun."""
    return any(_how_it_moves(each, rule_set) == "from-its-end" and lasts(each, day) for each in circumstances)


def lasts(circumstance: Circumstance, day: date) -> bool:
    """Whether it is there on a day."""
    return circumstance.ended_on is None or circumstance.ended_on > day


def _how_it_moves(circumstance: Circumstance, rule_set: RuleSet) -> str | None:
    row = rule_set.intake.presentation.moved_by.get(circumstance.ground)
    return row.how if row is not None else None


def completed(known: Sequence[C], newer: Sequence[C], name: Callable[[C], Hashable]) -> tuple[C, ...]:
    """Each period or presentation once, with all that was said of it: what was said last counts."""
    places = {name(each): place for place, each in enumerate(known)}
    found = list(known)
    for each in newer:
        place = places.get(name(each))
        if place is None:
            places[name(each)] = len(found)
            found.append(each)
        else:
            found[place] = _filled(found[place], each)
    return tuple(found)


def _filled(known: C, newer: C) -> C:
    stated = {field: value for field in type(newer).model_fields if (value := getattr(newer, field)) is not None}
    return known.model_copy(update=stated)


def _stay(period: Period) -> Hashable:
    return period.since


def _presentation(interruption: PresentationInterruption) -> Hashable:
    return interruption.kind, interruption.presented_on


def _by_the_civil_code(suspension: LimitationSuspension) -> Hashable:
    return suspension.since, suspension.ground.casefold()


def latest(*days: date | None) -> date | None:
    """The latest of the days that are known."""
    return max((day for day in days if day is not None), default=None)
