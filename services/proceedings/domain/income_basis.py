"""On which basis recovery is levied on the income of the debtor, and for which claims (Art. 389(1)-(2), 391(4))."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from uuid import UUID

from contracts.acts.establish_basis_of_income_levy import IncomeLevyBasisEstablished
from contracts.events.proceedings import PaymentSource
from contracts.problems import Problem
from contracts.reversal import ClaimSum
from contracts.values import Money, PartyKind, PositiveMoney
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.caps import needed
from services.proceedings.domain.carried_out import property_to_levy_on
from services.proceedings.domain.course import Course
from services.proceedings.domain.entries import Claim, Measure
from services.proceedings.domain.realization import price_of
from shared.law import money as law
from shared.law.money.amounts import larger, smaller, subtract, total, written

JUDGMENT = "court-order"
"""The document on a judgment of the court."""
PERIODIC = "periodic-payments"
ORDERED = "adopted"
"""The status of a levy that no document with a payer carries out yet."""
_OUT_OF_OTHER_MEANS = frozenset({PaymentSource.DEBTOR, PaymentSource.INCOME_LEVY})
"""Money that does not come from property that was found."""

Faults = Iterator[Problem]


def bases_on_record(course: Course) -> Iterator[tuple[date, IncomeLevyBasisEstablished]]:
    """The bases of a levy on income that were established and not annulled, each with its day."""
    for act, items in course.items_of.items():
        if act not in course.annulled:
            for each in items:
                if isinstance(each.data, IncomeLevyBasisEstablished):
                    yield each.day, each.data


def why_not(course: Course, basis: IncomeLevyBasisEstablished, since: date | None = None) -> Faults:
    """Why a basis does not hold by what the proceeding shows; `since`: it was established then, and is judged anew."""
    yield from _BASES[basis.basis](course, basis, since)


def faults_of_levy(course: Course) -> list[Problem]:
    """Why no basis on record holds any more; none: one does, or there is none."""
    faults = [
        [_no_more(basis.basis, since, fault) for fault in why_not(course, basis, since)]
        for since, basis in bases_on_record(course)
    ]
    return faults[-1] if faults and all(faults) else []


def _no_more(basis: str, since: date, fault: Problem) -> Problem:
    return fault.model_copy(update={"detail": f"{basis} of {since} holds no more: {fault.detail}"})


def opens_periodic_alone(course: Course) -> bool:
    """Whether of the bases on record that of periodic payments alone holds (Art. 389(2))."""
    holding = {basis.basis for since, basis in bases_on_record(course) if not any(why_not(course, basis, since))}
    return holding == {PERIODIC}


def levied_claims(course: Course, levy: UUID) -> list[Claim]:
    """The open claims for money that a levy on income is for: for the others its basis opens no income."""
    measure, periodic = course.measures.get(levy), _periodic_claims(course)
    narrow = measure is not None and _for_periodic_alone(course, measure)
    return [each for each in course.open_claims() if each.sum is not None and (not narrow or each.number in periodic)]


def open_by_levy(course: Course, levy: UUID, currency: str) -> Money:
    """What is open in a currency of the claims that a levy on income is for."""
    claims = (claim.outstanding for claim in levied_claims(course, levy))
    return total((each for each in claims if each is not None and each.currency == currency), currency)


def open_of_periodic(course: Course, currency: str) -> Money:
    """What is open in a currency of the periodic claims."""
    claims = (claim.outstanding for claim in course.open_claims() if claim.number in _periodic_claims(course))
    return total((each for each in claims if each is not None and each.currency == currency), currency)


def claims_first(course: Course, levy: UUID | None) -> tuple[ClaimSum, ...]:
    """What a payer withholds under a levy for periodic payments alone repays first: these, as far as they are open."""
    measure = course.measures.get(levy) if levy is not None else None
    if measure is None or not _for_periodic_alone(course, measure):
        return ()
    open_ = ((claim.number, claim.outstanding) for claim in levied_claims(course, measure.id))
    return tuple(
        ClaimSum(claim=number, sum=PositiveMoney(amount=left.amount, currency=left.currency))
        for number, left in open_
        if left is not None and left.amount
    )


def _for_periodic_alone(course: Course, measure: Measure) -> bool:
    """Whether a levy is for periodic payments alone: by the bases of its first document, or established since."""
    if not measure.by_record:
        return False
    if measure.status == ORDERED:
        return opens_periodic_alone(course)
    begun = next((each.day for each in measure.history if each.code != ORDERED), date.max)
    others = (since for since, basis in bases_on_record(course) if basis.basis != PERIODIC)
    return measure.periodic_alone and all(since <= begun for since in others)


def _absent(course: Course, data: IncomeLevyBasisEstablished, _: date | None) -> Faults:
    if data.value_found is not None:
        yield refused.BASIS_UNFIT.because("property was found: it may be insufficient")
    elif any(property_to_levy_on(course)):
        yield refused.BASIS_UNFIT.because(
            "property of the debtor is under arrest, or its price is to come: it may be insufficient"
        )


def _insufficient(course: Course, data: IncomeLevyBasisEstablished, since: date | None) -> Faults:
    if data.value_found is None:
        yield refused.BASIS_UNFIT.because("the value of what was found is to be stated")
        return
    currency = data.value_found.currency
    arrested, found = _value_arrested(course, currency), _left_of(course, data.value_found, since)
    if since is None and arrested.amount > found.amount:
        detail = f"property for {written(arrested)} is under arrest or sold, and belongs to what was found"
        yield refused.BASIS_UNFIT.because(detail, "Art. 389(1)")
        return
    needed_, found = needed(course, currency), larger(arrested, found)
    # What is owed in another currency is not compared with a value in this one: no rate is stated.
    if found.amount >= needed_.amount and not any(needed(course, each).amount for each in _others(course, currency)):
        detail = f"property for {written(found)} covers the {written(needed_)} that are needed"
        yield refused.BASIS_UNFIT.because(detail, "Art. 369(1)")


def _left_of(course: Course, found: Money, since: date | None) -> Money:
    """What is left of property that was found on a day, without the money that levies have brought after it."""
    if since is None:
        return found
    brought = (
        receipt.sum
        for receipt in course.receipts.values()
        if receipt.day > since and not receipt.taken_back and receipt.source not in _OUT_OF_OTHER_MEANS
    )
    in_currency = total((each for each in brought if each.currency == found.currency), found.currency)
    return subtract(found, smaller(found, in_currency))


def _value_arrested(course: Course, currency: str) -> Money:
    """The value in a currency of the arrested property of the debtor, as far as it was set."""
    values = (price_of(course, each) for each in property_to_levy_on(course))
    return total((each for each in values if each is not None and each.currency == currency), currency)


def _small(course: Course, data: IncomeLevyBasisEstablished, _: date | None) -> Faults:
    if data.income is None:
        yield refused.BASIS_UNFIT.because("the month's income is to be stated")
        return
    monthly = [law.IncomeItem(kind=each.kind, amount=each.sum) for each in data.income]
    demand = open_in(course, monthly[0].amount.currency)
    foreign = [open_in(course, each) for each in _others(course, demand.currency)]
    if any(each.amount for each in foreign):
        detail = f"{', '.join(written(each) for each in foreign if each.amount)} is open, too"
        yield refused.BASIS_UNFIT.because(detail, "Art. 389(1)")
        return
    levy = law.levy_on_income(course.rules.money, demand, monthly, periodic=False, property_short=False)
    if not levy.allowed:
        detail = f"{written(demand)} is more than one month's deduction: {levy.steps[-1].working}"
        yield refused.BASIS_UNFIT.because(detail, levy.steps[-1].article)


def _others(course: Course, currency: str) -> list[str]:
    return [each for each in course.owed_in() if each != currency]


def _direct(course: Course, data: IncomeLevyBasisEstablished, since: date | None) -> Faults:
    if course.debtor is not PartyKind.CITIZEN or course.recoverer is PartyKind.CITIZEN:
        yield refused.BASIS_UNFIT.because("a citizen owes it to a legal person or a sole trader", "Art. 391(4)")
    yield from _small(course, data, since)


def _periodic(course: Course, _: IncomeLevyBasisEstablished, since: date | None) -> Faults:
    periodic = [claim for claim in course.claims.values() if claim.number in _periodic_claims(course)]
    if course.document.kind != JUDGMENT or all(claim.fell_away for claim in periodic):
        yield refused.BASIS_UNFIT.because("no judgment awards periodic payments", "Art. 389(2)")
    elif since is not None and all(claim.settled for claim in periodic):
        yield refused.BASIS_UNFIT.because("no periodic payment is open", "Art. 389(2)")


def _periodic_claims(course: Course) -> set[int]:
    return {claim.number for claim in course.initiation.claims if claim.periodic}


_BASES: Mapping[str, Callable[[Course, IncomeLevyBasisEstablished, date | None], Faults]] = {
    "property-absent": _absent,
    "property-insufficient": _insufficient,
    "small-sum": _small,
    "small-sum-direct": _direct,
    PERIODIC: _periodic,
}
