"""Statements, execution documents and claims, as several events and commands carry them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from contracts.base import Contract
from contracts.canonical import canonical_number
from contracts.codelists import (
    CLAIM_TYPES,
    DOCUMENT_KINDS,
    ENFORCEMENT_BODIES,
    STATEMENT_ELEMENTS,
    STATUS_REASONS,
)
from contracts.listed import Listed
from contracts.recording import Paper
from contracts.sensitivity import NOT_SENSITIVE
from contracts.values import (
    Added,
    BodyCode,
    CaseNumber,
    DocumentNumber,
    ExecutorId,
    Name,
    Period,
    PositiveMoney,
    Text,
)

ClaimNumber = Annotated[int, Field(ge=1, le=999)]
"""Number of a claim inside its execution document, from 1."""


class EnforcementBody(Contract):
    """An enforcement body (LEA)."""

    code: Annotated[BodyCode, Listed(ENFORCEMENT_BODIES)]


class Executor(Contract):
    """The court executor in charge."""

    id: ExecutorId
    full_name: Name
    """Full name, as the service card asks."""


class Converted(Contract):
    """A sum as the document states it, in a currency that was withdrawn, and by what it was converted."""

    stated: PositiveMoney
    units: Annotated[int, Field(ge=1)]
    """Units of the withdrawn currency for one of the present one."""
    basis: Text
    """The act that says so."""


class PeriodicPayment(Contract):
    """One payment of a periodic claim."""

    due_on: date
    sum: PositiveMoney


class Claim(Contract):
    """One demand of an execution document; money claims carry a sum, non-property claims none."""

    number: ClaimNumber
    type: Annotated[str, Listed(CLAIM_TYPES)]
    sum: PositiveMoney | None = None
    periodic: bool = False
    """Falls due in periods; each payment has a presentation limit of its own (Art. 337(3))."""
    payments: Added[Annotated[tuple[PeriodicPayment, ...], Field(min_length=1, max_length=1200)] | None] = None
    """The payments of a periodic claim, each due on another day; their total is `sum`."""
    converted: Added[Converted | None] = None
    """None where the document states `sum` itself. Follows from the sum; a command does not state it."""

    @model_validator(mode="after")
    def _payments_make_the_sum(self) -> Self:
        payments = self.payments
        if payments is None:
            return self
        if not self.periodic or self.sum is None:
            raise ValueError("payments are listed of a periodic claim for a sum")
        if len({each.due_on for each in payments}) < len(payments):
            raise ValueError("two payments are due on one day")
        if {each.sum.currency for each in payments} != {self.sum.currency}:
            raise ValueError("payments are in the currency of the sum")
        if sum(each.sum.amount for each in payments) != self.sum.amount:
            raise ValueError("the payments do not add up to the sum")
        return self


IssuerCode = Annotated[str, Field(pattern=r"^[A-Z0-9\-]{2,20}$"), NOT_SENSITIVE]
"""Code of the court or body that issued an execution document."""


class IssuingAuthority(Contract):
    """The court or body that issued the execution document."""

    code: IssuerCode
    name: Name


class InterruptionKind(StrEnum):
    """What interrupts the presentation limit (Art. 339(1))."""

    PRESENTED_TO_BANK = "presented-to-bank"
    PROCEEDING_INITIATED = "proceeding-initiated"


class PresentationInterruption(Contract):
    """An earlier presentation; the limit runs anew in full from the return (Art. 339(2))."""

    kind: InterruptionKind
    presented_on: date
    returned_on: date | None = None
    """None while the document is still there."""
    ground: Annotated[str, Listed(STATUS_REASONS)] | None = None
    """Ground of the return, where an executor returned it (Art. 366)."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.returned_on is not None and self.returned_on < self.presented_on:
            raise ValueError("returned_on lies before presented_on")
        return self


class LimitationSuspension(Period):
    """A span in which a ground of the Civil Code suspends the presentation limit (Art. 338), and not the execution."""

    ground: Text
    """Which ground, as the Civil Code names it."""


class Duplicate(Contract):
    """A duplicate of a lost court order (Art. 332): it stands in the place of the original, whose limit runs on."""

    ruled_on: date
    """Day of the court's ruling on its issue."""
    ruling: Text
    """Court and number of the ruling."""
    issued_on: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.issued_on < self.ruled_on:
            raise ValueError("issued_on lies before ruled_on")
        return self


class ExecutionDocument(Contract):
    """An execution document (Art. 329, 333) and what bears on its presentation (Art. 337-340)."""

    kind: Annotated[str, Listed(DOCUMENT_KINDS)]
    issuer: IssuingAuthority
    number: DocumentNumber
    issued_on: date
    case_number: CaseNumber
    """Number of the court case or other act behind it."""
    decided_on: date
    """Day of the court resolution or other act."""
    in_force_on: date
    """Entry into legal force; the presentation limit starts here (Art. 337(1))."""
    legal_force_not_stated: Added[Literal[True] | None] = None
    """The document names no day of legal force (of a court order a defect, Art. 333(1) ind. 7): `in_force_on` repeats
    `decided_on`, the earliest day it can be. Set where a command leaves that day out."""
    immediate_execution: bool = False
    """Subject to immediate execution: no voluntary term."""
    operative_part: Text | None = None
    """None where the document has none (of a court order a defect, Art. 333(1))."""
    sealed: bool = True
    """Signed and sealed as required (Art. 333(2), 225(4), 343(3))."""
    delay_ended_on: date | None = None
    """End of a delay or instalment term granted by the court (Art. 337(1))."""
    restored_on: date | None = None
    """Day of the ruling that restored the presentation limit (Art. 340)."""
    suspensions: tuple[Period, ...] = ()
    """Spans in which execution was suspended; not counted (Art. 337(2))."""
    interruptions: tuple[PresentationInterruption, ...] = ()
    """Earlier presentations, in order (Art. 339)."""
    limitation_suspensions: Added[Annotated[tuple[LimitationSuspension, ...], Field(max_length=20)] | None] = None
    """Spans in which a ground of the Civil Code suspended the presentation limit (Art. 338)."""
    restoration_annulled_on: Added[date | None] = None
    """Day of the act of a higher court that annulled the restoration of the limit (Art. 340(5))."""
    duplicate: Added[Duplicate | None] = None
    """The paper presented is a duplicate (Art. 332); the other data are those of the original."""

    def canonical(self) -> Self:
        """With its numbers in the form in which they are kept. Raises DigitsOfAnotherScript."""
        numbers = {"number": canonical_number(self.number), "case_number": canonical_number(self.case_number)}
        return self.model_copy(update=numbers)

    @model_validator(mode="before")
    @classmethod
    def _mark_missing_legal_force(cls, stated: Any) -> Any:
        if not isinstance(stated, dict) or stated.get("in_force_on") is not None:
            return stated
        return {**stated, "in_force_on": stated.get("decided_on"), "legal_force_not_stated": True}

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A command may leave the day of legal force out; what we write always has it."""
        schema = handler(core_schema)
        if handler.mode == "validation":
            handler.resolve_ref_schema(schema)["required"].remove("in_force_on")
        return schema

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.in_force_on < self.decided_on:
            raise ValueError("in_force_on lies before decided_on")
        if self.issued_on < self.decided_on:
            raise ValueError("issued_on lies before decided_on")
        if self.duplicate is not None and self.duplicate.ruled_on < self.issued_on:
            raise ValueError("the ruling on the duplicate lies before the issue of the original")
        if self.duplicate is not None and self.kind != "court-order":
            raise ValueError("a duplicate is issued of a court order")
        if self.restoration_annulled_on is not None and self.restored_on is None:
            raise ValueError("restoration_annulled_on without a restoration")
        return self


class LiabilityKind(StrEnum):
    """For what one of several debtors is liable (Art. 331)."""

    JOINT = "joint"
    """For the whole sum, as each of the others (Art. 331(2))."""
    PARTIAL = "partial"
    """For a part of it (Art. 331(1))."""
    SUBSIDIARY = "subsidiary"
    """For what cannot be recovered from the main debtor (Art. 331(3))."""


class WholeClaim(Contract):
    """What all debtors together owe, where the document claims a part of it."""

    claim: ClaimNumber
    sum: PositiveMoney


class Liability(Contract):
    """That several debtors are liable under one decision, each by a document of his own (Art. 331).

    Debtors of one decision (issuer, case number, day) in favour of one recoverer share one total.
    """

    kind: LiabilityKind
    obligation: Annotated[int, Field(ge=1, le=99)] = 1
    """Which one, where the decision obliges several groups of debtors, or orders instalments apart (Art. 331(4))."""
    whole: tuple[WholeClaim, ...] = ()
    """Required of a partial or subsidiary debtor for each money claim; a joint debtor owes the whole where none is
    stated."""


def check_liability(liability: Liability | None, claims: Sequence[Claim]) -> None:
    """Whether a liability fits the claims of its document. Raises ValueError."""
    if liability is None:
        return
    sums = {claim.number: claim.sum for claim in claims if claim.sum is not None}
    for whole in liability.whole:
        part = sums.get(whole.claim)
        if part is None or part.currency != whole.sum.currency:
            raise ValueError(f"claim {whole.claim} is no money claim in currency {whole.sum.currency}")
        if part.amount > whole.sum.amount:
            raise ValueError(f"claim {whole.claim} is more than the whole of all debtors")
    stated = [whole.claim for whole in liability.whole]
    if len(set(stated)) < len(stated):
        raise ValueError("the whole of a claim is stated once")
    if liability.kind is not LiabilityKind.JOINT and (missing := sums.keys() - set(stated)):
        raise ValueError(
            f"a {liability.kind.value} debtor owes a part: the whole of claim {min(missing)} is not stated"
        )


class BankStep(StrEnum):
    """The prior attempt to write the sum off from bank accounts, or why none is needed (Art. 370)."""

    PROVED = "proved"
    NOT_PROVED = "not-proved"
    EXEMPT_FOREIGN_RECOVERER = "exempt-foreign-recoverer"
    EXEMPT_NO_ACCOUNT = "exempt-no-account"
    EXEMPT_LEVY_ON_PROPERTY = "exempt-levy-on-property"
    NOT_APPLICABLE = "not-applicable"
    """The document has no money claim."""


class Signatory(StrEnum):
    """Who signed the statement (Art. 355(1))."""

    RECOVERER = "recoverer"
    REPRESENTATIVE = "representative"
    NOBODY = "nobody"


class StatementContents(Contract):
    """What the statement on initiation states and encloses (Art. 355(2)); `False` is a defect, not an error."""

    names_enforcement_body: bool = True
    states_debtor_details: bool = True
    states_recoverer_details: bool = True
    states_document_details: bool = True
    states_sum: bool = True
    lists_enclosures: bool = True
    signed_by: Signatory = Signatory.RECOVERER
    power_of_attorney_enclosed: bool = False
    original_document_enclosed: bool = True
    bank_step: BankStep = BankStep.PROVED
    bank_step_paper: Added[Paper | None] = None
    """The paper that shows why no attempt is needed, such as an answer of the tax body on accounts (Art. 370(2))."""
    new_data_on_debtor: bool = False
    """New, unchecked data on the debtor or the property (Art. 355(3), 359(1) ind. 8)."""
    lacks: Added[Annotated[tuple[Annotated[str, Listed(STATEMENT_ELEMENTS)], ...], Field(min_length=1)] | None] = None
    """Single elements of Art. 331, 333 and 355 that the statement or the court order does not state."""
