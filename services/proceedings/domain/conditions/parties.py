"""What changes of parties and their representatives ask for (Art. 62, 78)."""

from contracts.acts.admit_representative import RepresentativeAdmitted
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import ProceedingResumed
from contracts.values import PersonIdentifier
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.representation import empowered
from services.proceedings.domain.waiting import waits_for_successor
from shared.check_digits import fault_of
from shared.law.procedures import Act, ActRow

REPRESENTATIVE = "representative"
RECEIVE, WAIVE, SETTLE = "receive-awarded", "waive-claims", "settle"
"""Special powers (Art. 79(1) ind. 14, 5, 9)."""


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
    if record := act.evidence.get("contradicted", {}).get(PartyRole(data.role).value):
        yield refused.contradicted(data.successor, "successor", record)


@CONDITIONS.derived("another-person")
def another_person(course: Course, act: Act, row: ActRow) -> Problems:
    """The successor is not the party already."""
    data: SuccessorNamed = act.data
    if not {*course.parties[data.role].identifiers}.isdisjoint(data.successor.identifiers):
        yield refused.PARTY_UNCHANGED.because(f"the person is the {PartyRole(data.role).value} already", row.article)


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


@CONDITIONS.derived("special-powers-of-the-code", of_form=True)
def special_powers_of_the_code(course: Course, act: Act, _: ActRow) -> Problems:
    """The special powers are actions of Art. 79(1)."""
    known, data = course.rules.proceedings.representatives.special_powers, act.data
    for power in data.powers or ():
        if power not in known:
            yield refused.POWER_UNKNOWN.because(f"{power} is none of {', '.join(known)}", "Art. 79(1)")


@CONDITIONS.derived("representative-fits-party")
def representative_fits_party(course: Course, act: Act, _: ActRow) -> Problems:
    """Heads and employees represent legal persons, relatives and legal representatives citizens and sole traders."""
    data: RepresentativeAdmitted = act.data
    kind, party = course.rules.proceedings.representatives.kinds[data.kind], course.parties[PartyRole(data.role)]
    if party.kind not in kind.of:
        yield refused.REPRESENTATIVE_UNFIT.because(f"the {data.role} is a {party.kind.value}", kind.article)


@CONDITIONS.derived("receiver-has-power")
def receiver_has_power(course: Course, act: Act, _: ActRow) -> Problems:
    """A representative receives what was awarded with that power: by law, or named in the paper (Art. 79(1)-(2))."""
    if act.data.taken_over_by == REPRESENTATIVE and not empowered(course, PartyRole.RECOVERER, RECEIVE, act.day):
        power = course.rules.proceedings.representatives.special_powers[RECEIVE]
        yield refused.POWER_MISSING.because(f"no representative of the recoverer may {RECEIVE}", power.article)


@CONDITIONS.derived("waiver-within-powers")
def waiver_within_powers(course: Course, act: Act, _: ActRow) -> Problems:
    """A representative waives claims, or a part of them, with that power (Art. 79(1) ind. 5)."""
    if act.data.cause == "waiver" and act.data.waived_by == REPRESENTATIVE:
        yield from _without_power(course, act, PartyRole.RECOVERER, WAIVE, "waived_by")


@CONDITIONS.derived("settlement-within-powers")
def settlement_within_powers(course: Course, act: Act, _: ActRow) -> Problems:
    """A representative concludes an amicable agreement with that power (Art. 79(1) ind. 9)."""
    for party in PartyRole:
        if act.data.represented in {party.value, "both"}:
            yield from _without_power(course, act, party, SETTLE, "represented")


def _without_power(course: Course, act: Act, party: PartyRole, name: str, field: str) -> Problems:
    if not empowered(course, party, name, act.day):
        power = course.rules.proceedings.representatives.special_powers[name]
        detail = f"no representative of the {party.value} may {name}"
        yield refused.POWER_TO_DISPOSE_MISSING.at(field).because(detail, power.article)


@CONDITIONS.derived("successor-in-place")
def successor_in_place(course: Course, act: Act, _: ActRow) -> Problems:
    """A suspension for the death or retirement of the debtor ends after a successor was named (Art. 364(1) ind. 2)."""
    data: ProceedingResumed = act.data
    ended = course.suspension_ended_by(data)
    if act.evidence.get("first_release"):
        return  # decided before a successor could be recorded: it stands as it was made
    if ended is not None and waits_for_successor(course, ended):
        yield refused.SUCCESSOR_MISSING.because(f"no successor was named since {ended.since}")
