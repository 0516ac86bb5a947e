"""What can be recorded of an entry, in a form that pages and commands pass on."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from uuid import UUID


class Step(StrEnum):
    """What is recorded of an entry."""

    PAYMENT = "payment"
    """A payment in a proceeding."""
    UNIDENTIFIED = "unidentified"
    """Money on the account of the body that names no proceeding."""
    REVERSAL = "reversal"
    """The bank took a payment back."""
    PAYOUT_DEBITED = "payout-debited"
    PAYOUT_CAME_BACK = "payout-came-back"
    RETURN_DEBITED = "return-debited"
    """Of money that went back to its payer."""
    RETURN_CAME_BACK = "return-came-back"
    NOTHING = "nothing"


OF_PROCEEDINGS = frozenset({Step.PAYMENT, Step.REVERSAL, Step.PAYOUT_DEBITED, Step.PAYOUT_CAME_BACK})
"""Steps that are acts in a proceeding; others are acts on the account of the body."""


class NoChoice(ValueError):
    """A text is no choice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is recorded of an entry."""

    step: Step
    number: str = ""
    """Of the proceeding."""
    source: str = ""
    """Of a payment: where the money came from."""
    thing: UUID | None = None
    """The measure that brought a payment, the payment that was taken back, or the payout."""
    code: str = field(default="", compare=False)
    """The code of the measure, for people."""

    def __str__(self) -> str:
        """`payment:0101-2026-000001:debtor`."""
        parts = (self.step.value, self.number, self.source, str(self.thing or ""))
        return ":".join(parts).rstrip(":")

    @classmethod
    def read(cls, text: str) -> Self:
        """The choice that a text states. Raises NoChoice."""
        step, number, source, thing, *rest = [*text.split(":"), "", "", ""]
        try:
            choice = cls(Step(step), number, source, UUID(thing) if thing else None)
        except ValueError:
            raise NoChoice(text[:60]) from None
        named = choice.thing is not None or choice.step in (Step.PAYMENT, Step.UNIDENTIFIED, Step.NOTHING)
        complete = bool(number) is (choice.step in OF_PROCEEDINGS) and bool(source) is (choice.step is Step.PAYMENT)
        if any(rest) or not named or not complete:
            raise NoChoice(text[:60])
        return choice


NOTHING = Choice(Step.NOTHING)
UNIDENTIFIED = Choice(Step.UNIDENTIFIED)
