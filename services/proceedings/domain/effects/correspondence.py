"""Dispatches, addresses, summons and requests (Art. 140-143, 345-2)."""

from contracts.events.parties import PartyRole
from services.proceedings.domain.copies import due_to
from services.proceedings.domain.course import Course
from services.proceedings.domain.effects.registry import EFFECTS
from shared.law.procedures import Act, ActRow


@EFFECTS.named("send-copies")
def send_copies(course: Course, act: Act, _: ActRow) -> None:
    """Copies of a resolution went out; who must have one is named (Art. 343(5))."""
    resolution, copies = act.data.resolution, course.correspondence.copies
    copies[resolution] = copies.get(resolution, frozenset()) | frozenset(act.data.recipients)
    # An event of a release that did not say who must have one stays as it was published.
    says_due = act.draft or act.data.due
    course.publish(act.data.model_copy(update={"due": due_to(course, resolution)}) if says_due else act.data, act.day)


@EFFECTS.named("note-addressee")
def note_addressee(course: Course, act: Act, _: ActRow) -> None:
    """To whom a dispatch went."""
    course.correspondence.addressees[act.data.dispatch] = act.data.addressee


@EFFECTS.named("note-move")
def note_move(course: Course, act: Act, _: ActRow) -> None:
    """A party moved and has not reported it."""
    course.correspondence.moved.add(act.data.role)


@EFFECTS.named("change-address")
def change_address(course: Course, act: Act, _: ActRow) -> None:
    """A party reports its new address."""
    course.correspondence.moved.discard(act.data.role)
    course.move_party(PartyRole(act.data.role), act.data.address)


@EFFECTS.named("note-due-day")
def note_due_day(course: Course, act: Act, _: ActRow) -> None:
    """The day of an appearance, or the last one for an answer."""
    course.correspondence.due[act.data.measure] = act.data.due
