"""What the representatives of the parties may do without another paper (Art. 76-82)."""

from datetime import date

from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Suspension
from services.proceedings.domain.things import Said

ADMIT = "admit-representative"


def has_special_power(course: Course, ground: str, raised_by: str, day: date) -> bool:
    """Whether who asks may do what the ground rests on: a party, or a representative who is so empowered (Art. 79)."""
    grounds = course.rules.proceedings.grounds
    represented, row = grounds.represented.get(raised_by), grounds.grounds.get(ground)
    if represented is None or row is None or row.special_power is None:
        return True
    return any(
        each.data.kind in represented.by_office or row.special_power in (each.data.powers or ())
        for each in admitted(course, represented.party, day)
    )


def empowered(course: Course, party: str, power: str, day: date) -> bool:
    """Whether a representative of a party may do on a day what Art. 79(1) lists: by law, or named in the paper."""
    kinds = course.rules.proceedings.representatives.kinds
    return any(
        kinds[each.data.kind].by_law or power in (each.data.powers or ()) for each in admitted(course, party, day)
    )


def represented_by_law(course: Course, suspension: Suspension, day: date) -> bool:
    """Whether a suspension waits for a representative by law of the debtor, admitted since (Art. 364(1) ind. 2).

    A successor who took the debtor's place needs none for the reason that the debtor did.
    """
    if not course.rules.until_represented(suspension.ground):
        return False
    kinds, (latest, _) = course.rules.proceedings.representatives.kinds, course.debtors[-1]
    succeeded = len(course.debtors) > 1 and latest >= suspension.since
    return succeeded or any(
        kinds[each.data.kind].by_law and each.day >= suspension.since for each in admitted(course, "debtor", day)
    )


def admitted(course: Course, role: str, day: date) -> list[Said]:
    """The admissions of those who represent a party on a day: its successor has not empowered them (Art. 79(2))."""
    return [
        acts[0]
        for thing, acts in course.things.acts.items()
        if acts[0].name == ADMIT
        and acts[0].data.role == role
        and acts[0].act not in course.lapsed
        and course.things.status(thing) == "admitted"
        and (acts[0].data.until is None or day <= acts[0].data.until)
    ]
