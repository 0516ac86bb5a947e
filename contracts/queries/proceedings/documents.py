"""Resolutions as documents."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.queries.base import Model, Query
from contracts.queries.proceedings.fields import RowLimit
from contracts.values import Added, Code, ProceedingNumber

ResolutionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}/[1-9][0-9]{0,5}$")]
"""Number of a resolution that was made in the system: body, year, a slash, running number."""
DocumentLanguage = Literal["ru", "be", "en"]


class DocumentView(Contract):
    """A document: a resolution in one language."""

    language: DocumentLanguage
    translation: bool
    """Made in another language; this is not what was resolved and signed."""
    sha256: str
    """Of its bytes, hexadecimal."""
    size: int
    """In bytes."""
    signed_by: str | None = None
    """The subject of the certificate; none: it has no electronic signature."""
    rendered_at: AwareDatetime


class ResolutionView(Contract):
    """A resolution that was made in the system."""

    number: ResolutionNumber
    act: UUID
    """The id of the command that asked for it."""
    kind: str
    """Of document, as the rule set names it."""
    made_on: date
    copies_sent_on: date | None = None
    """The day its copies were sent (Art. 343(5))."""
    documents: tuple[DocumentView, ...]
    """None yet where it was made a moment ago."""


class Documents(Contract):
    """The resolutions made in a proceeding, in the order of their numbers."""

    number: ProceedingNumber
    resolutions: tuple[ResolutionView, ...]
    more: bool = False
    """Whether there are resolutions before these."""


class Draft(Contract):
    """A resolution that is not made: it has no number and no signature, and is kept nowhere."""

    kind: Code
    """Of document, as the rule set names it."""
    language: DocumentLanguage
    """In which it would be made."""
    content: Annotated[str, Field(repr=False)]
    """The PDF, in Base64 (RFC 4648, section 4)."""


class ListDocuments(Query):
    """List the resolutions made in a proceeding, with their documents."""

    type: ClassVar[str] = "lea.proceedings.list-documents.v1"
    reply: ClassVar[Model] = Documents
    number: ProceedingNumber
    limit: Added[RowLimit | None] = None
    """Only the last of them; none: all."""
    before: Added[ResolutionNumber | None] = None
    """Only what stands before this one, the first of the page before."""


class DocumentFile(Contract):
    """A document with its bytes."""

    proceeding: ProceedingNumber
    resolution: ResolutionView
    document: DocumentView
    content: Annotated[str, Field(repr=False)]
    """The PDF, in Base64 (RFC 4648, section 4)."""


class ShowDocument(Query):
    """Fetch the document of a resolution."""

    type: ClassVar[str] = "lea.proceedings.show-document.v1"
    reply: ClassVar[Model] = DocumentFile
    resolution: ResolutionNumber
    language: DocumentLanguage | None = None
    """None: the language in which it was made."""
