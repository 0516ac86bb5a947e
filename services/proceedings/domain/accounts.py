"""The deposit account of a body: up to which day its books are closed, and money that no proceeding is named for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.commands import accounts as commands
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events import accounts as events
from contracts.identifiers import accounts_of
from contracts.problems import Problem
from contracts.registry import Command, Event
from contracts.values import Money
from services.proceedings.domain.refusals import (
    BANK_ORDER_REPEATED,
    NOT_FOR_PROCEEDINGS,
    PAYMENT_REPEATED,
    Refusal,
)
from services.proceedings.domain.rules import Rules, rules_on
from services.proceedings.domain.unidentified import (
    Receipts,
    Unidentified,
    day_of_payment,
    of_payment,
    of_payout,
    receipts_after,
)
from shared.decider import Context, Decided, Decider, Rejection
from shared.law.money.amounts import written

ALREADY_CLOSED = Refusal("period-already-closed", "a period is closed once", "Art. 403", "until")
NOT_OVER = Refusal("period-not-over", "a period is closed when its last day has come", "Art. 403", "until")
CASH_IN_HAND = Refusal(
    "cash-in-hand-unexplained", "seized cash that is not in the bank is explained by a paper", "Art. 369(5)", "cash"
)
NO_CASH = Refusal("no-cash-in-hand", "a paper explains seized cash that is not in the bank", "Art. 369(5)", "cash")
NOT_FOR_THE_BODY = Refusal("actor-unfit", "the body keeps its own accounts", "Art. 403", "actor")
UNKNOWN_BODY = Refusal("body-without-accounts", "the body has proceedings on record", "Art. 403", "body")
OTHER_STREAM = Refusal("stream-of-another-body", "the accounts of a body have one stream", "Art. 403", "stream")
RECEIPT_REPEATED = Refusal("receipt-already-recorded", "money is recorded once", "Art. 403", "receipt")
RECEIPT_UNKNOWN = Refusal("receipt-unknown", "the money is on the account of the body", "Art. 403", "receipt")
RECEIPT_SETTLED = Refusal(
    "receipt-settled", "an entry is struck before anything of it is identified or sent back", "Art. 403", "receipt"
)
NOT_HELD = Refusal("above-unidentified", "no more is taken of money than is unidentified of it", "Art. 403", "sum")
BEFORE_CREDIT = Refusal(
    "before-credit", "money is identified or sent back after it was credited", "Art. 403", "effective_date"
)
OTHER_BODY = Refusal(
    "proceeding-of-another-body", "the proceeding is one of the body that has the money", "Art. 403", "proceeding"
)
PAYOUT_REPEATED = Refusal("payout-already-recorded", "a payout is ordered once", "Art. 403", "payout")
PAYOUT_UNKNOWN = Refusal("payout-unknown", "the payout was ordered before", "Art. 403", "payout")
PAYOUT_SETTLED = Refusal("payout-settled", "a payout is confirmed once, and undone once", "Art. 403", "payout")
BEFORE_ORDER = Refusal("before-payout", "what becomes of a payout comes after its order", "Art. 403", "effective_date")
BY_THE_SERVICE = Refusal(
    "withdrawal-stated-by-another", "the service holds again what was struck in a proceeding", "Art. 403", "actor"
)
SERVICE_ACTOR = "policy:body-account"
"""Who holds money again when its payment was struck in the proceeding."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the tables of the service say of a body, and of what a command names."""

    known: bool
    """Whether a proceeding has a number of the body."""
    closed_until: date | None
    """The last day of its last closed period."""
    order_recorded_in: str | None = None
    """The number of a proceeding of the body that has the bank order."""
    proceeding_body: str | None = None
    """The body of the proceeding that money is identified for."""
    initiated_on: date | None = None
    """The day on which that proceeding was initiated."""
    payment_refused: tuple[Problem, ...] = ()
    """Why the proceeding does not record the payment."""
    cash_in_hand: tuple[Money, ...] = ()
    """Seized cash that had not come to the bank at the end of the period to be closed."""


@dataclass(frozen=True, slots=True)
class BodyAccount:
    """The deposit account after some of its events."""

    closed_until: date | None = None
    receipts: Receipts = field(default_factory=dict)


def decide(state: BodyAccount, command: CommandEnvelope[Any], context: Context[AccountFacts]) -> Decided:
    """The events a command leads to; raises Rejection."""
    data = command.data
    if type(data) not in _DECISIONS:
        raise Rejection(NOT_FOR_PROCEEDINGS.because(command.type))
    if command.stream != accounts_of(data.body):
        raise Rejection(OTHER_STREAM.because(f"those of {data.body} have {accounts_of(data.body)}"))
    return [_DECISIONS[type(data)](state, command, context)]


def _close(state: BodyAccount, command: CommandEnvelope[Any], context: Context[AccountFacts]) -> Event:
    data: commands.ClosePeriod = command.data
    rules, facts = rules_on(data.until), context.facts
    closing = rules.proceedings.money.closing
    _check_actor(rules, closing.by, command)
    if data.until > context.today:
        raise Rejection(NOT_OVER.because(f"{data.until} is after {context.today}"))
    _check_known(command, context)
    # Earlier releases closed periods without an event.
    closed = max(state.closed_until or date.min, facts.closed_until or date.min)
    if data.until <= closed:
        raise Rejection(ALREADY_CLOSED.because(f"the accounts of {data.body} are closed until {closed}"))
    if facts.cash_in_hand and data.cash is None:
        held = ", ".join(map(written, facts.cash_in_hand))
        raise Rejection(CASH_IN_HAND.because(f"{held} of seized cash is not in the bank on {data.until}"))
    if data.cash is not None and not facts.cash_in_hand:
        raise Rejection(NO_CASH.because(f"all seized cash is in the bank on {data.until}"))
    return events.PeriodClosed(
        body=data.body, until=data.until, statement=data.statement, cash=data.cash, article=closing.article
    )


def _receive(state: BodyAccount, command: CommandEnvelope[Any], context: Context[AccountFacts]) -> Event:
    data: commands.ReceiveUnidentified = command.data
    article = _article(command)
    _check_known(command, context)
    if data.receipt in state.receipts:
        raise Rejection(RECEIPT_REPEATED.because("the account has money with this id"))
    if context.facts.order_recorded_in:
        raise Rejection(BANK_ORDER_REPEATED.because(f"it is recorded in {context.facts.order_recorded_in}"))
    for each in state.receipts.values():
        if not each.struck and each.sum == data.sum and each.order.may_be(data.bank_order):
            raise Rejection(BANK_ORDER_REPEATED.because(f"it is recorded on this account, credited on {each.day}"))
    return events.UnidentifiedReceived(
        body=data.body,
        receipt=data.receipt,
        sum=data.sum,
        bank_order=data.bank_order,
        payer=data.payer,
        purpose=data.purpose,
        article=article,
    )


def _identify(state: BodyAccount, command: CommandEnvelope[Any], context: Context[AccountFacts]) -> Event:
    data: commands.IdentifyReceipt = command.data
    article, facts, receipt = _article(command), context.facts, _of(state, data.receipt)
    _check_held(receipt, data.sum, command.effective_date)
    if any(data.payment in each.parts for each in state.receipts.values()):
        raise Rejection(PAYMENT_REPEATED.because("the account has a part with this id"))
    if facts.proceeding_body != data.body:
        of = facts.proceeding_body or "no body"
        raise Rejection(OTHER_BODY.because(f"the proceeding is one of {of}"))
    if facts.payment_refused:
        raise Rejection(*facts.payment_refused)
    day = day_of_payment(receipt, facts.initiated_on)
    return events.ReceiptIdentified(
        body=data.body,
        receipt=data.receipt,
        proceeding=data.proceeding,
        payment=data.payment,
        sum=data.sum,
        paper=data.paper,
        article=article,
        counts_from=day if day != receipt.day else None,
    )


def _withdraw(state: BodyAccount, command: CommandEnvelope[Any], _: Context[AccountFacts]) -> Event:
    data: commands.WithdrawIdentification = command.data
    if command.actor != SERVICE_ACTOR:
        raise Rejection(BY_THE_SERVICE.because(f"{command.actor} is not the service"))
    try:
        of_payment(state.receipts, data.payment)
    except LookupError as error:
        raise Rejection(RECEIPT_UNKNOWN.at("payment").because("no part of the account has this id")) from error
    article = rules_on(command.effective_date).proceedings.money.unidentified.article
    return events.IdentificationWithdrawn(body=data.body, payment=data.payment, article=article)


def _send_back(state: BodyAccount, command: CommandEnvelope[Any], _: Context[AccountFacts]) -> Event:
    data: commands.ReturnUnidentified = command.data
    article = _article(command)
    _check_held(_of(state, data.receipt), data.sum, command.effective_date)
    if any(data.payout in each.returns for each in state.receipts.values()):
        raise Rejection(PAYOUT_REPEATED.because("the account has a payout with this id"))
    return events.UnidentifiedReturnOrdered(
        body=data.body,
        receipt=data.receipt,
        payout=data.payout,
        sum=data.sum,
        order=data.order,
        paper=data.paper,
        article=article,
    )


def _confirm(state: BodyAccount, command: CommandEnvelope[Any], _: Context[AccountFacts]) -> Event:
    data: commands.ConfirmUnidentifiedReturn = command.data
    article = _article(command)
    _check_payout(state, command, may_be_confirmed=False)
    return events.UnidentifiedReturnConfirmed(body=data.body, payout=data.payout, line=data.line, article=article)


def _undo(state: BodyAccount, command: CommandEnvelope[Any], _: Context[AccountFacts]) -> Event:
    data: commands.UndoUnidentifiedReturn = command.data
    article = _article(command)
    _check_payout(state, command, may_be_confirmed=True)
    return events.UnidentifiedReturnUndone(body=data.body, payout=data.payout, reason=data.reason, article=article)


def _strike(state: BodyAccount, command: CommandEnvelope[Any], _: Context[AccountFacts]) -> Event:
    data: commands.StrikeUnidentified = command.data
    article, receipt = _article(command), _of(state, data.receipt)
    if receipt.held != receipt.sum:
        raise Rejection(RECEIPT_SETTLED.because(f"{written(receipt.held)} of {written(receipt.sum)} is held"))
    return events.UnidentifiedStruck(
        body=data.body, receipt=data.receipt, reason=data.reason, paper=data.paper, article=article
    )


_Decision = Callable[[BodyAccount, CommandEnvelope[Any], Context[AccountFacts]], Event]
_DECISIONS: Mapping[type[Command], _Decision] = {
    commands.ClosePeriod: _close,
    commands.ReceiveUnidentified: _receive,
    commands.IdentifyReceipt: _identify,
    commands.WithdrawIdentification: _withdraw,
    commands.ReturnUnidentified: _send_back,
    commands.ConfirmUnidentifiedReturn: _confirm,
    commands.UndoUnidentifiedReturn: _undo,
    commands.StrikeUnidentified: _strike,
}


def _article(command: CommandEnvelope[Any]) -> str:
    """On what an act on unidentified money rests, if its actor may make it. Raises Rejection."""
    rules = rules_on(command.effective_date)
    row = rules.proceedings.money.unidentified
    _check_actor(rules, row.by, command)
    return str(row.article)


def _check_actor(rules: Rules, by: frozenset[str], command: CommandEnvelope[Any]) -> None:
    actor, body = command.actor, command.data.body
    if rules.actor(actor) not in by or actor.partition(":")[2].partition("-")[0] != body:
        raise Rejection(NOT_FOR_THE_BODY.because(f"{actor} does not keep the accounts of {body}"))


def _check_known(command: CommandEnvelope[Any], context: Context[AccountFacts]) -> None:
    if not context.facts.known:
        raise Rejection(UNKNOWN_BODY.because(f"no proceeding has a number of {command.data.body}"))


def _of(state: BodyAccount, receipt: Any) -> Unidentified:
    """Money on the account. Raises Rejection."""
    found = state.receipts.get(receipt)
    if found is None or found.struck:
        raise Rejection(RECEIPT_UNKNOWN.because("the account has no money with this id"))
    return found


def _check_held(receipt: Unidentified, sum_: Money, day: date) -> None:
    held = receipt.held
    if sum_.currency != held.currency or sum_.amount > held.amount:
        raise Rejection(NOT_HELD.because(f"{written(held)} is unidentified"))
    if day < receipt.day:
        raise Rejection(BEFORE_CREDIT.because(f"it was credited on {receipt.day}"))


def _check_payout(state: BodyAccount, command: CommandEnvelope[Any], *, may_be_confirmed: bool) -> None:
    payout, day = command.data.payout, command.effective_date
    try:
        _, receipt = of_payout(state.receipts, payout)
    except LookupError as error:
        raise Rejection(PAYOUT_UNKNOWN.because("the account has no payout with this id")) from error
    found = receipt.returns[payout]
    if found.undone_on or (found.confirmed_on and not may_be_confirmed):
        raise Rejection(PAYOUT_SETTLED.because(f"that was recorded for {found.last_day}"))
    if day < found.last_day:
        raise Rejection(BEFORE_ORDER.because(f"the last thing recorded of it is of {found.last_day}"))


def identified_in(state: BodyAccount) -> Iterator[tuple[Any, Any, bool]]:
    """Of each payment that was identified: its proceeding, the payment, whether it stands."""
    for receipt in state.receipts.values():
        for payment, part in receipt.parts.items():
            yield part.proceeding, payment, not part.withdrawn


def evolve(state: BodyAccount, event: EventEnvelope[Any]) -> BodyAccount:
    """The account after an event."""
    if isinstance(event.data, events.PeriodClosed):
        return replace(state, closed_until=event.data.until)
    return replace(state, receipts=receipts_after(state.receipts, event.data, event.effective_date))


ACCOUNTS: Decider[BodyAccount, AccountFacts] = Decider(initial=BodyAccount(), decide=decide, evolve=evolve)
