"""Whether the ten percent are due on a payment (Art. 402(3))."""

from collections.abc import Iterator

from contracts.commands.proceedings import RecordPayment
from services.proceedings.domain.case import Case
from services.proceedings.domain.state import Measure
from shared.law.money import FeeRight, PerformedAct, fee_right
from shared.law.rule_sets.vocabulary import Nature


def right_to_fee(case: Case[RecordPayment]) -> FeeRight:
    """Whether an act that bears the fee was performed by the day of the payment."""
    return fee_right(case.rules.money, tuple(_acts(case)))


def _acts(case: Case[RecordPayment]) -> Iterator[PerformedAct]:
    circumstances = frozenset(_circumstances(case))
    codes = [measure.code for measure in case.proceeding.measures.values() if _performed(case, measure)]
    shown = case.rules.source(case.data.source).fee_act
    for code in dict.fromkeys([*codes, shown] if shown else codes):
        yield PerformedAct(code=code, circumstances=circumstances)


def _performed(case: Case[RecordPayment], measure: Measure) -> bool:
    """Carried out by the day of the payment; a measure that brought this very payment was."""
    if measure.id == case.data.measure:
        return True
    return any(
        each.code in case.rules.proceedings.measures.carried_out and each.day <= case.day for each in measure.history
    )


def _circumstances(case: Case[RecordPayment]) -> Iterator[str]:
    over = case.proceeding.reached("compulsory")
    if over is not None and over <= case.day:
        yield "voluntary-term-over"
    if case.rules.source(case.data.source).debtor_pays:
        yield "debtor-paid-after"
    if any(case.rules.nature(claim.type) is Nature.MONEY for claim in case.proceeding.claims.values()):
        yield "money-claim"
