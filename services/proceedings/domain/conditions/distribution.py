"""What the distribution of money among all proceedings of one debtor asks for (Art. 404-406)."""

from uuid import UUID

from contracts.acts.consolidate_proceeding import ProceedingConsolidated
from contracts.acts.order_payout import PayoutOrdered
from contracts.acts.refuse_information import InformationRefused
from contracts.acts.restate_share import ShareRestated
from contracts.acts.take_up_proceeding import ProceedingTakenUp
from contracts.events.distribution import DistributionCorrected, DistributionResolved
from contracts.events.information import InformationGiven
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.registry import Event
from contracts.values import Money
from services.proceedings.domain import refusals as refused
from services.proceedings.domain.conditions.attested import attests
from services.proceedings.domain.conditions.registry import CONDITIONS, Problems
from services.proceedings.domain.conversion import rates_of
from services.proceedings.domain.course import Course
from services.proceedings.domain.distribution_shares import (
    RATES_NEEDED,
    SHARED_BESIDES,
    WHOSE_PLEDGE_KNOWN,
    divided_by,
    in_the_queues,
)
from services.proceedings.domain.entries import Receipt
from shared.books import Account
from shared.law.money.amounts import add, smaller, subtract, total, written
from shared.law.procedures import Act, ActRow

DISTRIBUTION = "policy:distribution"
"""Who enters the shares of a distribution."""
LAST_ONE = "one-proceeding-left"
"""Why a proceeding is separated that is the last one."""
FOR_OTHER_DOCUMENT = "surplus-for-other-document"
"""What a paper shows of a surplus that does not go to the debtor: another document of his levies on it."""
NOT_PAID = "not-paid"
"""Why a request for information is refused that nothing was paid for."""


@CONDITIONS.derived("not-consolidated", decisive=True)
def not_consolidated(course: Course, _: Act, __: ActRow) -> Problems:
    """A proceeding is joined to the others of its debtor once."""
    if course.consolidated:
        yield refused.CONSOLIDATED_BEFORE.because("the proceeding was joined before")


@CONDITIONS.derived("consolidated", decisive=True)
def consolidated(course: Course, _: Act, __: ActRow) -> Problems:
    """Only a proceeding that was joined is separated."""
    if not course.consolidated:
        yield refused.NOT_CONSOLIDATED.because("the proceeding was not joined to others of the debtor")


@CONDITIONS.fact("alone-where-that-is-the-cause")
def alone_where_that_is_the_cause(_: Course, act: Act, row: ActRow) -> Problems:
    """A fact: no other proceeding that goes on shares money with this one, where that is why it is separated."""
    other = act.evidence.get("joined_besides")
    if act.data.cause == LAST_ONE and other is not None:
        yield refused.OTHERS_JOINED.because(f"proceeding {other} is joined, too", row.article)


@CONDITIONS.fact("no-other-document")
def no_other_document(course: Course, act: Act, _: ActRow) -> Problems:
    """A fact: no other document against the debtor is open at the body, or a paper shows that the surplus goes to it.

    What money outside the queues left goes back to the debtor beside it (Art. 404).
    """
    data: PayoutOrdered = act.data
    if Account(data.payable) is not Account.SURPLUS_PAYABLE:
        return
    others = act.evidence.get("surplus_besides") or ()
    if not others or attests(act, FOR_OTHER_DOCUMENT):
        return
    currency = data.sum.currency
    of_queues = total(
        (each.surplus for each in course.receipts.values() if _of_queues(course, each, currency)), currency
    )
    held = course.custody.holds(course.items, Account.SURPLUS_PAYABLE, currency)
    if data.sum.amount > held - min(held, of_queues.amount):
        detail = f"open against the debtor: {', '.join(others)}"
        yield refused.SURPLUS_OF_OTHERS.because(detail)


def _of_queues(course: Course, receipt: Receipt, currency: str) -> bool:
    return receipt.surplus.currency == currency and in_the_queues(course, receipt.source)


@CONDITIONS.derived("cause-of-separation-on-record", of_form=True)
def cause_of_separation_on_record(course: Course, act: Act, _: ActRow) -> Problems:
    """Another body took the proceeding up, or the debtor was replaced, where that is why it is separated."""
    so_far = [each.data for each in course.items if each.day <= act.day]
    joined = max((at for at, data in enumerate(so_far) if isinstance(data, ProceedingConsolidated)), default=0)
    if act.data.cause != LAST_ONE and act.data.cause not in map(_separates, so_far[joined:]):
        yield refused.NOT_SEPARATED_SO.because("nothing of it is on record since the proceeding was joined")


@CONDITIONS.derived("held-for-distribution")
def held_for_distribution(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment came while the proceeding was joined to others, and none of these took it alone."""
    data: DistributionResolved = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or not receipt.awaits or not receipt.unallocated.amount:
        yield refused.NOT_FOR_DISTRIBUTION.because("nothing of the payment waits for a distribution")


@CONDITIONS.fact("pledgeholder-on-record")
def pledgeholder_on_record(_: Course, act: Act, row: ActRow) -> Problems:
    """A fact: where several documents may be secured by the pledged thing, the record of the pledge says which is."""
    if not act.evidence.get(WHOSE_PLEDGE_KNOWN, True):
        detail = "several proceedings may be those of its pledgeholder, and its record does not say which is"
        yield refused.PLEDGE_UNFIT.at("payment").because(detail, row.article)


@CONDITIONS.fact("rates-of-joined-documents")
def rates_of_joined_documents(_: Course, act: Act, row: ActRow) -> Problems:
    """A fact: there is a rate for each currency in which a document is open, so that all of them share the money."""
    needed, given = act.evidence.get(RATES_NEEDED, frozenset()), [rate.currency for rate in rates_of(act.data)]
    if sorted(given) != sorted(needed):
        detail = f"needed: {', '.join(sorted(needed)) or 'none'}; stated: {', '.join(given) or 'none'}"
        yield refused.RATES_UNFIT.at("rates").because(detail, row.article)


@CONDITIONS.fact("several-documents")
def several_documents(course: Course, act: Act, _: ActRow) -> Problems:
    """A fact: another document shares the money with its own, or is joined and paid in full.

    Where none is joined any more, the money is not distributed but its proceeding separated.
    """
    data: DistributionResolved | DistributionCorrected = act.data
    if (
        not act.evidence.get(SHARED_BESIDES)
        and len(data.shares) < 2
        and all(share.number == course.number for share in data.shares)
    ):
        yield refused.ONE_DOCUMENT.because(f"proceedings that take part: {len(data.shares)}")


@CONDITIONS.derived("shares-are-held")
def shares_are_held(course: Course, act: Act, _: ActRow) -> Problems:
    """The shares come to no more than is held of the payment on that day.

    For a correction that is all that came, without what the bank exchanged and other distributions gave.
    """
    data: DistributionResolved | DistributionCorrected = act.data
    if isinstance(data, DistributionCorrected):
        held, field = _to_divide_anew(course, data.distribution), "distribution"
    else:
        receipt = course.receipts.get(data.payment)
        held, field = receipt.unallocated if receipt is not None and receipt.awaits else None, "payment"
    if held is not None and data.distributed.amount > held.amount:
        yield refused.ABOVE_HELD.at(field).because(f"{written(held)} is held", "Art. 406")


def _to_divide_anew(course: Course, distribution: UUID) -> Money | None:
    division = course.distributions.get(distribution)
    receipt = course.receipts.get(division.payment) if division is not None else None
    if receipt is None:
        return None
    others = (course.distributions[id_].total for id_ in divided_by(course, receipt.payment) if id_ != distribution)
    gone = add(course.given_of(receipt), *others)
    return subtract(receipt.sum, smaller(receipt.sum, gone))


@CONDITIONS.derived("stated-by-distribution", of_form=True)
def stated_by_distribution(_: Course, act: Act, __: ActRow) -> Problems:
    """It follows from a distribution, and is nobody's to state."""
    if act.actor != DISTRIBUTION:
        yield refused.NOT_BY_DISTRIBUTION.because(f"{act.actor} is not the distribution")


@CONDITIONS.derived("known-share", of_form=True)
def known_share(course: Course, act: Act, _: ActRow) -> Problems:
    """The payment is the share of a distribution."""
    data: ShareRestated = act.data
    receipt = course.receipts.get(data.payment)
    if receipt is None or receipt.share_of != data.distribution:
        yield refused.PAYMENT_UNKNOWN.because("no share of the distribution has this id", "Art. 406")


@CONDITIONS.derived("not-distributed")
def not_distributed(course: Course, act: Act, _: ActRow) -> Problems:
    """What other proceedings got of a payment is taken back by correcting or annulling its distribution."""
    for id_ in divided_by(course, act.data.payment):
        yield refused.PAYMENT_DISTRIBUTED.because(f"distribution {id_} divided it")


@CONDITIONS.derived("request-paid")
def request_paid(course: Course, act: Act, _: ActRow) -> Problems:
    """The request says what was paid for the answer."""
    data: InformationGiven = act.data
    asked = course.things.said(data.information_request, "ask-for-information")
    if asked and asked[0].data.paid is None:
        yield refused.REQUEST_UNPAID.because("the request says of no payment")


@CONDITIONS.derived("figures-of-a-day-that-came")
def figures_of_a_day_that_came(_: Course, act: Act, __: ActRow) -> Problems:
    """What is given shows how things stood, on the day of the answer at the latest."""
    if act.data.figures_of > act.day:
        yield refused.FIGURES_TO_COME.because(f"the answer is of {act.day}")


@CONDITIONS.derived("cause-of-no-answer-fits")
def cause_of_no_answer_fits(course: Course, act: Act, _: ActRow) -> Problems:
    """Want of payment is no cause to refuse a request that says what was paid."""
    data: InformationRefused = act.data
    asked = course.things.said(data.information_request, "ask-for-information")
    if data.cause == NOT_PAID and asked and asked[0].data.paid is not None:
        yield refused.REQUEST_WAS_PAID.because(f"{written(asked[0].data.paid)} was paid")


def _separates(data: Event) -> str | None:
    if isinstance(data, ProceedingTakenUp):
        return "moved-to-other-body"
    replaced = isinstance(data, SuccessorNamed) and data.role is PartyRole.DEBTOR
    return "other-debtor" if replaced else None
