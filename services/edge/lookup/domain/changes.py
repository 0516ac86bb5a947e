"""The feed of changes: cursors, limits, and the body of a page."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from contracts.service_3_11_01 import CHANGES_AT_MOST
from services.edge.refusals import CURSOR_UNKNOWN
from shared.http.problems import MALFORMED, refused

BEGINNING = "beginning"
"""The cursor before every change."""

_CURSOR = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
_LIMIT = re.compile(r"[0-9]{1,4}")


GENERATION = 10**12
"""More transactions than a cluster ever has: so many lie between the positions of two generations of the feed."""


class FeedPosition(NamedTuple):
    """A position in the feed; the transaction, with the generation before it, comes first."""

    xid: int
    seq: int

    @classmethod
    def of(cls, generation: int, xid: int, seq: int) -> "FeedPosition":
        """The position of a place in a generation of the feed."""
        return cls(generation * GENERATION + xid, seq)

    def __str__(self) -> str:
        return f"{self.xid}-{self.seq}"


class ChangedCard(NamedTuple):
    """A proceeding whose card has changed."""

    position: FeedPosition
    number: str
    recorded_at: datetime
    digest: bytes
    revisions: Sequence[tuple[int, datetime, date]] = ()
    """Each revision of its course: number, moment of recording, first changed day."""


class FeedPage(NamedTuple):
    """A page of the feed."""

    changes: Sequence[ChangedCard]
    end: FeedPosition
    """The position after this page."""
    more: bool


def position_in(cursor: str | None) -> FeedPosition | None:
    """The position of a cursor; none: the end of the feed. Raises Refused."""
    if cursor is None:
        return None
    if cursor == BEGINNING:
        return FeedPosition(0, 0)
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise refused(MALFORMED, "a cursor is one that was told", "after is no cursor", field="after")
    return FeedPosition(int(match[1]), int(match[2]))


def limit_in(text: str | None) -> int:
    """The number of changes that is asked for; none: as many as a page has. Raises Refused."""
    if text is None:
        return CHANGES_AT_MOST
    if not _LIMIT.fullmatch(text) or not 1 <= int(text) <= CHANGES_AT_MOST:
        rule = f"a page has 1 to {CHANGES_AT_MOST} changes"
        raise refused(MALFORMED, rule, "limit is no such number", field="limit")
    return int(text)


def check_known(position: FeedPosition, generation: int, coming: int) -> None:
    """Whether a position can be one of this feed, given its generation and the id of the next transaction.

    The beginning is one of every feed, as is the end while nobody has written since. Raises Refused.
    """
    first = generation * GENERATION
    if position != (0, 0) and not (first, 0) <= position <= (first + coming, 0):
        detail = "the feed has not come so far, or was restored since; begin anew without a cursor"
        raise refused(CURSOR_UNKNOWN, "a cursor is one of this feed", detail, field="after")


def changes_body(page: FeedPage, answered_at: datetime, freshness: bytes) -> bytes:
    """The answer as JSON (contract `ChangesAnswer`)."""
    tail = json.dumps(
        {"changes": [_change(changed) for changed in page.changes], "next": str(page.end), "more": page.more}
    )
    head = json.dumps({"answered_at": answered_at.isoformat()})
    return b'%s,"freshness":%s,%s' % (head[:-1].encode(), freshness, tail[1:].encode())


def _change(changed: ChangedCard) -> dict[str, Any]:
    """The change as JSON (contract `Change`)."""
    revisions = [
        {"revision": number, "recorded_at": recorded_at.isoformat(), "first_changed_day": day.isoformat()}
        for number, recorded_at, day in changed.revisions
    ]
    return {
        "number": changed.number,
        "recorded_at": changed.recorded_at.isoformat(),
        "digest": changed.digest.hex(),
        **({"revised": True, "revisions": revisions} if revisions else {}),
    }
