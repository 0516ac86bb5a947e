"""What changes of parties and their representatives ask for (Art. 62, 78)."""

from contracts.acts.admit_representative import RepresentativeAdmitted
from contracts.events.parties import SuccessorNamed
from contracts.events.proceedings import ProceedingResumed
from contracts.values import PersonIdentifier
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from shared.check_digits import fault_of
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("basis-before-act", of_form=True)
def basis_before_act(_: Course, act: Act, row: ActRow) -> Problems:
    """The ruling was made before the succession takes effect."""
    data: SuccessorNamed = act.data
    if data.basis.dated > act.day:
        yield refused.BASIS_LATER.because(f"the ruling is of {data.basis.dated}", row.article)


@CONDITIONS.derived("identifiers-can-exist", of_form=True)
def identifiers_can_exist(_: Course, act: Act, __: ActRow) -> Problems:
    """The check digit of the successor's identifier fits, and a legal person has none of a citizen."""
    data: SuccessorNamed = act.data
    for which in ("identifier", "second_identifier"):
        identifier: PersonIdentifier | None = getattr(data.successor, which)
        if identifier and (fault := fault_of(identifier, data.successor.kind)):
            yield refused.NO_SUCH_IDENTIFIER.at(f"successor.{which}.value").because(fault)


@CONDITIONS.fact("identifiers-agree")
def identifiers_agree(_: Course, act: Act, __: ActRow) -> Problems:
    """A fact: no record on file says otherwise whose payer number or personal number it is."""
    data: SuccessorNamed = act.data
    if record := act.evidence.get("contradicted", {}).get(data.role.value):
        yield refused.contradicted(data.successor, "successor", record)


@CONDITIONS.derived("another-person")
def another_person(course: Course, act: Act, row: ActRow) -> Problems:
    """The successor is not the party already."""
    data: SuccessorNamed = act.data
    if not {*course.parties[data.role].identifiers}.isdisjoint(data.successor.identifiers):
        yield refused.PARTY_UNCHANGED.because(f"the person is the {data.role.value} already", row.article)


@CONDITIONS.derived("succession-asked")
def succession_asked(course: Course, act: Act, row: ActRow) -> Problems:
    """The court was asked to name a successor of the party."""
    if act.data.role not in course.requests.asked:
        yield refused.SUCCESSION_NOT_ASKED.because(f"no succession of the {act.data.role} was asked for", row.article)


@CONDITIONS.derived("powers-last")
def powers_last(_: Course, act: Act, row: ActRow) -> Problems:
    """The powers of a representative have not run out."""
    data: RepresentativeAdmitted = act.data
    if data.until is not None and data.until < act.day:
        yield refused.POWERS_RUN_OUT.because(f"the powers ran out on {data.until}", row.article)


@CONDITIONS.derived("successor-in-place")
def successor_in_place(course: Course, act: Act, _: ActRow) -> Problems:
    """A suspension for the death or retirement of the debtor ends after a successor was named (Art. 364(1) ind. 2)."""
    data: ProceedingResumed = act.data
    ended = course.suspension_ended_by(data)
    if act.evidence.get("first_release"):
        return  # decided before a successor could be recorded: it stands as it was made
    if ended is not None and course.waits_for_successor(ended):
        yield refused.SUCCESSOR_MISSING.because(f"no successor was named since {ended.since}")
