"""Changes since: which cards have changed, so that nobody has to ask for what stands as it stood."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.service_3_11_01.bulk import Sha256
from contracts.service_3_11_01.information import Freshness
from contracts.values import Added

CHANGES_AT_MOST = 1000
"""Changes one page may carry."""

Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}-[0-9]{1,18}$")]
"""A place in the feed. Opaque: it is kept and handed back as it is."""


class CardRevision(Contract):
    """A revision of the course of a proceeding: an act was recorded late, or something was corrected."""

    revision: Annotated[int, Field(ge=1)]
    """1, 2, 3, … in the proceeding."""
    recorded_at: AwareDatetime
    first_changed_day: date
    """Answers as of this day and later ones may read differently since."""


class Change(Contract):
    """A proceeding whose card has changed, or was revised; of several changes the last is listed."""

    number: str
    """Number of the enforcement proceeding."""
    recorded_at: AwareDatetime
    """When the last event of the proceeding was recorded."""
    digest: Sha256
    """SHA-256 of the card in the language asked for: its entity tag without the quotation marks."""
    revised: Added[Literal[True] | None] = None
    """The course has been revised: answers as of days past may read differently; none: it never was."""
    revisions: Added[tuple[CardRevision, ...] | None] = None
    """Every revision so far, oldest first; those that the reader has not seen are new."""


class ChangesAnswer(Contract):
    """A page of the feed."""

    answered_at: AwareDatetime
    freshness: Freshness
    """Holds of the feed up to here only where there is no more."""
    changes: Annotated[tuple[Change, ...], Field(max_length=CHANGES_AT_MOST)]
    """In the order of the feed; empty if nothing has changed."""
    next: Cursor
    """Ask after this one next time."""
    more: bool
    """There is more at once: ask again without waiting."""
