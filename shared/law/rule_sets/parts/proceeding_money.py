"""What the money of a proceeding needs beside the rules of money (Art. 401-404)."""

from collections.abc import Iterator
from typing import Annotated

from contracts.codelists import CLAIM_TYPES
from contracts.events.proceedings import CostFund, CostKind, PaymentSource
from contracts.listed import Listed
from shared.law.rule_sets.accounts import Account
from shared.law.rule_sets.fields import ActorId, ConditionId, Identifier, Ref
from shared.law.rule_sets.parts.acts import StatusCode
from shared.law.rule_sets.parts.proceeding_rows import GroundCode, ProceedingRow, missing_rows
from shared.law.rule_sets.parts.rows import MeasureCode
from shared.law.rule_sets.sheets import Fault, Sheet, Table
from shared.law.rule_sets.vocabulary import Nature, TakenBy

FeeActCode = Annotated[Identifier, Ref(("money.fee.acts",))]


class ClaimRule(ProceedingRow):
    """A claim type that is not for money."""

    identified_by = ("type",)

    type: Annotated[str, Listed(CLAIM_TYPES)]
    nature: Nature


class CostRule(ProceedingRow):
    """A kind of cost that the debtor does not bear."""

    identified_by = ("kind",)

    kind: CostKind


class CostOfAct(ProceedingRow):
    """How a cost is recorded that another act shows."""

    identified_by = ("act",)

    act: Identifier
    kind: CostKind
    fund: CostFund | None = None
    """Who has paid it; none: it is not settled."""
    exact: bool
    """Whether the cost is as high as the act says; otherwise it is no higher."""


class CostDestination(ProceedingRow):
    """To whom a recovered cost goes."""

    identified_by = ("fund",)

    fund: CostFund
    payee: Identifier


class AccountActs(ProceedingRow):
    """Who acts on the deposit account of a body."""

    by: frozenset[ActorId]


class PayoutAccounts(ProceedingRow):
    """Accounts of the custody book out of which money may be paid."""

    accounts: frozenset[Account]


class PayoutsBeforeReversal(PayoutAccounts):
    """Accounts that wait for the decision on reversal."""

    grounds: frozenset[Identifier] = frozenset()
    """Grounds that show that a judgment was changed, before it is on record."""


class Source(ProceedingRow):
    """Where money comes from, and what that means for its distribution and the fee."""

    identified_by = ("source",)

    source: PaymentSource
    brought_by: frozenset[MeasureCode] = frozenset()
    fee_act: FeeActCode | None = None
    secured_fee_act: FeeActCode | None = None
    """That of property which the court had arrested to secure the claim, and which was sold."""
    debtor_pays: bool = False
    by_debtor_in_voluntary_term: bool = False
    """In the voluntary term only the debtor brings such money in: he sells or hands over what was arrested."""
    levied_by_addressee: bool = False
    """Who has the money carries its measures out: what it sends or reports shows that it had them."""
    past_account: frozenset[Identifier] = frozenset()
    """Acts that record that it reached the recoverer past the account."""
    conditions: tuple[ConditionId, ...] = ()


class BroughtAfterCancellation(ProceedingRow):
    """Measures that still bring what was taken under them before they were cancelled."""

    identified_by = ("taken_by",)

    taken_by: TakenBy
    measures: frozenset[MeasureCode]


class TakenBeforeTheEnd(ProceedingRow):
    """Ends of a proceeding after which money still repays that was taken, or paid, before them."""

    statuses: frozenset[StatusCode]


class ConvertedAfterTheEnd(ProceedingRow):
    """Ends of a proceeding after which held money still repays by its conversion, but for these grounds."""

    statuses: frozenset[StatusCode]
    not_after: frozenset[GroundCode]


class DirectPayment(ProceedingRow):
    """How the recoverer was paid past the account."""

    identified_by = ("way",)

    way: Identifier
    bears_fee: bool
    """Whether the fee is due on it where an act that bears it came before."""


class MoneyTable(Sheet):
    """What the money of a proceeding needs beside the rules of money."""

    claims: Table[ClaimRule]
    costs_of_others: Table[CostRule]
    costs_of_acts: Table[CostOfAct]
    cost_destinations: Table[CostDestination]
    sources: Table[Source]
    brought_after_cancellation: Table[BroughtAfterCancellation]
    taken_before_the_end: TakenBeforeTheEnd
    converted_after_the_end: ConvertedAfterTheEnd
    direct_payments: Table[DirectPayment]
    closing: AccountActs
    unidentified: AccountActs
    payouts_while_suspended: PayoutAccounts
    """Money of others goes back to them whatever becomes of the proceeding."""
    payouts_before_reversal: PayoutsBeforeReversal
    """What goes back to the debtor if the court reverses the execution is not sent to others before it decides."""

    def faults(self) -> Iterator[Fault]:
        """Every source of a payment has its row, and everybody who pays a cost."""
        yield from missing_rows(PaymentSource, self.sources, "sources")
        yield from missing_rows(CostFund, self.cost_destinations, "cost_destinations")
