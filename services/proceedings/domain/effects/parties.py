"""Parties that change (Art. 62)."""

from contracts.events.parties import SuccessorNamed
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from services.proceedings.domain.representation import admitted
from shared.law.procedures import Act, ActRow


@EFFECTS.named("replace-party")
def replace_party(course: Course, act: Act, _: ActRow) -> None:
    """A successor takes the place of a party; who represented the old one has no powers of the new one (Art. 79(2))."""
    data: SuccessorNamed = act.data
    course.lapsed |= {each.act for each in admitted(course, data.role.value, act.day)}
    course.replace_party(data.role, data.successor, act.day)
    course.publish(data, act.day)


@EFFECTS.named("note-vacancy")
def note_vacancy(course: Course, act: Act, _: ActRow) -> None:
    """A party dropped out, or its right or debt passed."""
    course.requests.dropped_out(act.data.role, act.data.cause)


@EFFECTS.named("note-succession-asked")
def note_succession_asked(course: Course, act: Act, _: ActRow) -> None:
    """The court is asked for a successor."""
    course.requests.asked.append(act.data.role)


@EFFECTS.named("end-succession-request")
def end_succession_request(course: Course, act: Act, _: ActRow) -> None:
    """The court refused the successor that it was asked for; the position stays as it was, and so do other requests."""
    course.requests.refused(act.data.role)
