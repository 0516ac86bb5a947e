"""What a registration asks for: identity, possible dates, a limit that can be computed (Art. 337, 355, 356)."""

from contracts.canonical import letters_of, mixed_alphabets
from contracts.events.intake import StatementRegistered
from contracts.values import Party, PersonIdentifier
from services.intake.domain import refusals as refused
from services.intake.domain.assessment import Known, limit_of
from services.intake.domain.conditions.registry import CONDITIONS, Problems
from services.intake.domain.course import Course
from services.intake.domain.presentation import days_of, overlapping
from shared.check_digits import fault_of
from shared.decider import Rejection
from shared.law.procedures import Act, ActRow


@CONDITIONS.derived("registered-once", of_form=True, decisive=True)
def registered_once(course: Course, _: Act, __: ActRow) -> Problems:
    """A statement is registered once."""
    if course.registered is not None:
        yield refused.ALREADY_REGISTERED.because("it is registered")


@CONDITIONS.fact("number-is-free", decisive=True)
def number_is_free(_: Course, act: Act, __: ActRow) -> Problems:
    """A fact: no other statement of the body has the number."""
    if act.evidence.get("number_taken"):
        yield refused.NUMBER_TAKEN.because("another statement of this body has the number")


@CONDITIONS.derived("numbers-in-one-alphabet", of_form=True)
def numbers_in_one_alphabet(_: Course, act: Act, __: ActRow) -> Problems:
    """No word of a number has letters of two alphabets: the eye does not see it, and nobody means it."""
    data: StatementRegistered = act.data
    numbers = {
        "registration_number": data.registration_number,
        "document.number": data.document.number,
        "document.case_number": data.document.case_number,
    }
    for field, number in numbers.items():
        if word := mixed_alphabets(number):
            yield refused.TWO_ALPHABETS.because(f"{word} has letters of two: {letters_of(word)}", field=field)


@CONDITIONS.derived("identifiers-can-exist", of_form=True)
def identifiers_can_exist(_: Course, act: Act, __: ActRow) -> Problems:
    """The check digits of identifiers fit, and a legal person has none of a citizen."""
    data: StatementRegistered = act.data
    for field, party in (("recoverer", data.recoverer), ("debtor", data.debtor)):
        for which in ("identifier", "second_identifier"):
            identifier: PersonIdentifier | None = getattr(party, which)
            if identifier and (fault := fault_of(identifier, party.kind)):
                yield refused.NO_SUCH_IDENTIFIER.because(fault, field=f"{field}.{which}.value")


@CONDITIONS.fact("identifiers-agree")
def identifiers_agree(_: Course, act: Act, __: ActRow) -> Problems:
    """A fact: no record on file says otherwise whose payer number or personal number it is."""
    data: StatementRegistered = act.data
    for role, record in sorted(act.evidence.get("contradicted", {}).items()):
        party: Party = getattr(data, role)
        which = "second_identifier" if party.second_identifier else "identifier"
        yield refused.IDENTIFIERS_CONTRADICT.because(record, field=f"{role}.{which}.value")


@CONDITIONS.derived("dates-in-order", of_form=True, decisive=True)
def dates_in_order(_: Course, act: Act, __: ActRow) -> Problems:
    """What is received was made before; a document is there before it is posted, a judgment before it is delayed."""
    data: StatementRegistered = act.data
    document = data.document
    dated = {
        "posted_on": data.posted_on,
        "document.issued_on": document.issued_on,
        "document.restored_on": document.restored_on,
        "document.restoration_annulled_on": document.restoration_annulled_on,
        "document.duplicate.issued_on": document.duplicate.issued_on if document.duplicate else None,
        # Suspensions and delays may last beyond the receipt, and legal force may come after it: those are grounds of
        # Art. 359(1), not errors.
        **days_of(document.interruptions, "document.interruptions"),
    }
    for field, day in dated.items():
        if day is not None and day > act.day:
            yield refused.AFTER_RECEIPT.because(f"{day} lies after the receipt on {act.day}", field=field)
    issued_on = document.duplicate.issued_on if document.duplicate else document.issued_on
    if data.posted_on is not None and data.posted_on < issued_on:
        yield refused.BEFORE_ISSUE.because(f"{data.posted_on} lies before the issue on {issued_on}")
    if document.delay_ended_on is not None and document.delay_ended_on < document.decided_on:
        detail = f"{document.delay_ended_on} lies before the act of {document.decided_on}"
        yield refused.BEFORE_DECISION_OF_COURT.because(detail, field="document.delay_ended_on")


@CONDITIONS.derived("limit-can-be-computed", of_form=True)
def limit_can_be_computed(course: Course, act: Act, _: ActRow) -> Problems:
    """The presentation limit follows from the dates of the document and what became known of it."""
    if isinstance(act.data, StatementRegistered):
        known = Known(act.data, history=course.history)
        if overlapping(act.data.document.suspensions):
            yield refused.HISTORY_CONTRADICTORY.because("a suspension begins while another lasts")
            return
    else:
        if course.registered is None:
            return
        known = Known(course.registered, history=[*course.history, act.data])
    try:
        limit_of(known.statement, act.day, course.rules)
    except Rejection as rejection:
        yield from rejection.problems
