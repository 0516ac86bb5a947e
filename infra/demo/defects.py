"""Statements with a defect: every one that Articles 358 and 359 name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contracts.documents import BankStep, InterruptionKind, PresentationInterruption, Signatory


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect: changes to a valid statement, or a circumstance established by the body."""

    ground: str
    summary: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    dated: Callable[[date], Mapping[str, Any]] | None = None
    """Changes that depend on the day of receipt."""
    circumstance: bool = False

    def changes_on(self, received_on: date) -> dict[str, Any]:
        """The changes for a statement received on this day."""
        return {**self.changes, **(self.dated(received_on) if self.dated else {})}


def _expired(received_on: date) -> dict[str, Any]:
    decided = received_on - timedelta(days=400)
    return {"decided_on": decided, "in_force_on": decided + timedelta(16), "issued_on": decided + timedelta(18)}


def _twice_returned(received_on: date) -> dict[str, Any]:
    def returned(days_ago: int, ground: str) -> PresentationInterruption:
        back = received_on - timedelta(days=days_ago)
        return PresentationInterruption(
            kind=InterruptionKind.PROCEEDING_INITIATED,
            presented_on=back - timedelta(days=120),
            returned_on=back,
            ground=ground,
        )

    decided = received_on - timedelta(days=500)
    return {
        "decided_on": decided,
        "in_force_on": decided + timedelta(16),
        "issued_on": decided + timedelta(18),
        "interruptions": (returned(250, "return-no-property"), returned(60, "return-debtor-absent")),
    }


FORM = "return-uninitiated-form"

DEFECTS = (
    Defect(FORM, "the enforcement body is not named", {"names_enforcement_body": False}),
    Defect(FORM, "nothing is said of the debtor", {"states_debtor_details": False}),
    Defect(FORM, "the recoverer's details are missing", {"states_recoverer_details": False}),
    Defect(FORM, "the document is not described", {"states_document_details": False}),
    Defect(FORM, "the sum is missing", {"states_sum": False}),
    Defect(FORM, "no list of enclosures", {"lists_enclosures": False}),
    Defect(FORM, "nobody signed", {"signed_by": Signatory.NOBODY}),
    Defect(FORM, "no power of attorney", {"signed_by": Signatory.REPRESENTATIVE}),
    Defect(FORM, "only a copy of the document", {"original_document_enclosed": False}),
    Defect(FORM, "the document has no operative part", {"operative_part": None}),
    Defect(FORM, "the document bears no seal", {"sealed": False}),
    Defect("return-uninitiated-no-bank-step", "the bank step was not taken", {"bank_step": BankStep.NOT_PROVED}),
    Defect("return-uninitiated-twice-returned-no-data", "returned twice, nothing new", dated=_twice_returned),
    Defect("return-uninitiated-execution-suspended", "execution is suspended", circumstance=True),
    Defect("return-uninitiated-delay-granted", "a delay was granted", circumstance=True),
    Defect("return-uninitiated-bankruptcy-opened", "bankruptcy was opened", circumstance=True),
    Defect("return-uninitiated-liquidation-decided", "the debtor is being liquidated", circumstance=True),
    Defect("return-uninitiated-other-law", "another act prevents initiation", circumstance=True),
    Defect("refuse-presentation-expired", "presented too late", dated=_expired),
    Defect("refuse-waived", "the recoverer waived", circumstance=True),
    Defect("refuse-amicable", "an amicable agreement was approved", circumstance=True),
    Defect("refuse-no-succession", "a party ended without succession", circumstance=True),
    Defect("refuse-act-cancelled", "the act behind the document was cancelled", circumstance=True),
    Defect("refuse-other-law", "another act forbids initiation", circumstance=True),
)
