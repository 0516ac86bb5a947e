"""How much a measure may secure or levy (Art. 348(5), 369(1), 377(5), 380(6))."""

from collections.abc import Iterator

from contracts.commands.proceedings import AddMeasure
from contracts.problems import Problem
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.case import Case
from services.proceedings.domain.state import Proceeding
from shared.law.money import Limit, cap
from shared.law.money.amounts import total, written


def cap_of(case: Case[AddMeasure]) -> Limit | None:
    """The cap of the measure in the currency of its sum, else of the only currency claimed; none: it has none."""
    code = case.rules.asked_by_measure(case.data.code).cap
    currency = _currency(case)
    if code is None or currency is None:
        return None
    proceeding = case.proceeding
    return cap(case.rules.money, code, outstanding(proceeding, currency), proceeding.ledger(currency).costs_owed)


def fault_of_sum(case: Case[AddMeasure], limit: Limit | None) -> Iterator[Problem]:
    """What is wrong with the sum of a measure."""
    wanted, currencies = case.data.sum, case.proceeding.currencies()
    article = case.rules.measure(case.data.code, case.day).article
    if wanted is not None and wanted.currency not in currencies:
        detail = f"the document claims nothing in currency {wanted.currency}"
        yield refused.NOTHING_OWED_IN_CURRENCY.because(detail, article)
    elif wanted is not None and limit is not None and not limit.allows(wanted):
        detail = f"{written(wanted)} is more than {written(limit.limit)}"
        yield refused.CAP_EXCEEDED.because(detail, limit.steps[0].article)
    if wanted is None and len(currencies) > 1 and case.rules.asked_by_measure(case.data.code).cap:
        yield refused.SUM_MISSING.because(f"the document claims money in {', '.join(currencies)}", article)


def outstanding(proceeding: Proceeding, currency: str) -> Money:
    """What is still to be paid on all claims of a currency."""
    claims = proceeding.claims_in(currency)
    return total((claim.outstanding for claim in claims if claim.outstanding is not None), currency)


def _currency(case: Case[AddMeasure]) -> str | None:
    currencies = case.proceeding.currencies()
    if case.data.sum is not None:
        return case.data.sum.currency if case.data.sum.currency in currencies else None
    return currencies[0] if len(currencies) == 1 else None
