"""Changes since: which cards have changed, so that nobody has to ask for what stands as it stood."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.base import Contract
from contracts.service_3_11_01.bulk import Sha256
from contracts.service_3_11_01.information import Freshness

CHANGES_AT_MOST = 1000
"""Changes one page may carry."""

Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}-[0-9]{1,18}$")]
"""A place in the feed. Opaque: it is kept and handed back as it is."""


class Change(Contract):
    """A proceeding whose card has changed; of several changes the last is told."""

    number: str
    """Number of the enforcement proceeding."""
    recorded_at: AwareDatetime
    """When the last event of the proceeding was recorded."""
    digest: Sha256
    """SHA-256 of the card in the language asked for: its entity tag without the quotation marks."""


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
