"""Find proceedings."""

from datetime import date
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import RowLimit
from contracts.values import (
    Added,
    BodyCode,
    CaseNumber,
    DocumentNumber,
    ExecutorId,
    IdentifierValue,
    Name,
    PersonIdentifier,
    ProceedingNumber,
    Storable,
)

NAME_AT_LEAST = 3
"""Characters of a name that is searched for."""


class Identifier(PersonIdentifier):
    """An identifier of a party, as its register has it."""

    value: Annotated[IdentifierValue, Storable, Field(min_length=1, max_length=60)]


class ProceedingRow(Contract):
    """A proceeding in a list."""

    id: UUID
    """Its stream."""
    number: ProceedingNumber
    body: BodyCode
    executor: ExecutorId
    status: str
    since: date
    """The day the status began."""
    initiated_on: date
    document: DocumentNumber
    issuer: str
    """Code of the court or body that issued the document."""
    debtor: Name
    recoverer: Name
    version: Added[int | None] = None
    """Of its stream."""
    receiving: Added[BodyCode | None] = None
    """The body to which its file was sent, and which has not taken it up yet (Art. 354(2))."""

    debtor_identifier: Added[Identifier | None] = None
    """Tells namesakes apart."""
    recoverer_identifier: Added[Identifier | None] = None

    def read_at(self, body: str | None) -> bool:
        """Whether a person of a body reads it; none: a person of no body in particular."""
        return body in {None, self.body, self.receiving}


class ProceedingRows(Contract):
    """Proceedings that match, by number."""

    proceedings: tuple[ProceedingRow, ...]
    more: bool
    """Whether there are more than were asked for."""
    contradicting: Added[tuple[ProceedingNumber, ...] | None] = None
    """Proceedings whose records contradict each other on whose the number of a party is: until they are corrected it
    joins nobody."""


class FindProceedings(Query):
    """Find proceedings by number, execution document, court case, party, or executor."""

    type: ClassVar[str] = "lea.proceedings.find-proceedings.v1"
    reply: ClassVar[Model] = ProceedingRows
    number: ProceedingNumber | None = None
    document: DocumentNumber | None = None
    """Number of the execution document; spaces, the case and the alphabet of letters do not count."""
    issuer: Annotated[str, Storable, Field(min_length=1, max_length=20)] | None = None
    """Code of its issuer."""
    debtor: Identifier | None = None
    """The debtor, or one whom a successor replaced (Art. 62)."""
    recoverer: Identifier | None = None
    """As the debtor."""
    executor: ExecutorId | None = None
    limit: RowLimit = 100
    body: Added[BodyCode | None] = None
    """Only proceedings of this body."""
    open: Added[bool | None] = None
    """Only those that have not ended for their body, or only those that have."""
    after: Added[ProceedingNumber | None] = None
    """Only numbers that follow this one, the last of the page before."""

    case: Added[CaseNumber | None] = None
    """Number of the court case, compared as that of the document is."""
    name: Added[Annotated[str, Storable, Field(min_length=NAME_AT_LEAST, max_length=200)] | None] = None
    """Words, or beginnings of words, of the name of a party, as a list to choose from: namesakes are others."""

    @model_validator(mode="after")
    def _something_is_asked(self) -> Self:
        known = (self.number, self.document, self.case, self.debtor, self.recoverer, self.executor, self.name)
        if not any(known):
            raise ValueError("give a number, a document, a court case, a party or an executor")
        return self
