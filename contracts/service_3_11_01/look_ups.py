"""By what proceedings are looked up."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.base import Contract
from contracts.values import CaseNumber, Day, DocumentNumber, PersonIdentifier, ProceedingNumber


class ByProceedingNumber(Contract):
    """Look up by the number of the enforcement proceeding."""

    by: Literal["proceeding-number"]
    number: ProceedingNumber


class ByExecutionDocument(Contract):
    """Look up by the execution document: issuing court or body, number, day of issue."""

    by: Literal["execution-document"]
    issuer: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9\-]{2,20}$")]
    number: DocumentNumber
    issued_on: Day


class ByCourtCase(Contract):
    """Look up by the number of the court case behind the execution document."""

    by: Literal["court-case"]
    case_number: CaseNumber


class ByDebtor(Contract):
    """Look up by the debtor's identifier; never by name."""

    by: Literal["debtor"]
    identifier: PersonIdentifier


LookUp = Annotated[
    ByProceedingNumber | ByExecutionDocument | ByCourtCase | ByDebtor,
    Field(discriminator="by"),
]
