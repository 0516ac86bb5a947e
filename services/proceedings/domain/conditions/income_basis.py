"""On which basis recovery is levied on the income of the debtor (Art. 389(1)-(2), 391(4))."""

from collections.abc import Callable, Mapping

from contracts.acts.establish_basis_of_income_levy import IncomeLevyBasisEstablished
from contracts.events.proceedings import ProceedingInitiated
from contracts.values import Money, PartyKind
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.allocation import open_in
from services.proceedings.domain.caps import needed
from services.proceedings.domain.carried_out import property_to_levy_on
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.course import Course
from services.proceedings.domain.realization import price_of
from shared.law import money as law
from shared.law.money.amounts import total, written
from shared.law.procedures import Act, ActRow

JUDGMENT = "court-order"
"""The document on a judgment of the court."""


@CONDITIONS.derived("basis-of-income-levy")
def basis_of_income_levy(course: Course, act: Act, _: ActRow) -> Problems:
    """The basis holds by what the proceeding shows of it (Art. 389(1)-(2), 391(4))."""
    yield from _BASES[act.data.basis](course, act.data)


def _absent(course: Course, data: IncomeLevyBasisEstablished) -> Problems:
    if data.value_found is not None:
        yield refused.BASIS_UNFIT.because("property was found: it may be insufficient")
    elif any(property_to_levy_on(course)):
        yield refused.BASIS_UNFIT.because(
            "property of the debtor is under arrest, or its price is to come: it may be insufficient"
        )


def _insufficient(course: Course, data: IncomeLevyBasisEstablished) -> Problems:
    if data.value_found is None:
        yield refused.BASIS_UNFIT.because("the value of what was found is to be stated")
        return
    arrested = _value_arrested(course, data.value_found.currency)
    if arrested.amount > data.value_found.amount:
        detail = f"property for {written(arrested)} is under arrest or sold, and belongs to what was found"
        yield refused.BASIS_UNFIT.because(detail, "Art. 389(1)")
        return
    needed_ = needed(course, data.value_found.currency)
    covered = data.value_found.amount >= needed_.amount
    # What is owed in another currency is not compared with a value in this one: no rate is stated.
    if covered and not any(needed(course, each).amount for each in _other_currencies(course, needed_.currency)):
        detail = f"property for {written(data.value_found)} covers the {written(needed_)} that are needed"
        yield refused.BASIS_UNFIT.because(detail, "Art. 369(1)")


def _value_arrested(course: Course, currency: str) -> Money:
    """The value in a currency of the arrested property of the debtor, as far as it was set."""
    values = (price_of(course, each) for each in property_to_levy_on(course))
    return total((each for each in values if each is not None and each.currency == currency), currency)


def _small(course: Course, data: IncomeLevyBasisEstablished) -> Problems:
    if data.income is None:
        yield refused.BASIS_UNFIT.because("the month's income is to be stated")
        return
    monthly = [law.IncomeItem(kind=each.kind, amount=each.sum) for each in data.income]
    demand = open_in(course, monthly[0].amount.currency)
    foreign = [open_in(course, each) for each in _other_currencies(course, demand.currency)]
    if any(each.amount for each in foreign):
        detail = f"{', '.join(written(each) for each in foreign if each.amount)} is open, too"
        yield refused.BASIS_UNFIT.because(detail, "Art. 389(1)")
        return
    levy = law.levy_on_income(course.rules.money, demand, monthly, periodic=False, property_short=False)
    if not levy.allowed:
        detail = f"{written(demand)} is more than one month's deduction: {levy.steps[-1].working}"
        yield refused.BASIS_UNFIT.because(detail, levy.steps[-1].article)


def _other_currencies(course: Course, currency: str) -> list[str]:
    return [each for each in course.owed_in() if each != currency]


def _direct(course: Course, data: IncomeLevyBasisEstablished) -> Problems:
    if course.debtor is not PartyKind.CITIZEN or course.recoverer is PartyKind.CITIZEN:
        yield refused.BASIS_UNFIT.because("a citizen owes it to a legal person or a sole trader", "Art. 391(4)")
    yield from _small(course, data)


def _periodic(course: Course, _: IncomeLevyBasisEstablished) -> Problems:
    initiation: ProceedingInitiated = course.items[0].data  # type: ignore[assignment]  # the first item of every course
    if course.document.kind != JUDGMENT or not any(claim.periodic for claim in initiation.claims):
        yield refused.BASIS_UNFIT.because("no judgment awards periodic payments", "Art. 389(2)")


_BASES: Mapping[str, Callable[[Course, IncomeLevyBasisEstablished], Problems]] = {
    "property-absent": _absent,
    "property-insufficient": _insufficient,
    "small-sum": _small,
    "small-sum-direct": _direct,
    "periodic-payments": _periodic,
}
