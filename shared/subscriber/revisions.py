"""The entries of a revised course, as a subscriber receives them."""

import json
from collections.abc import Iterator

from contracts.events.proceedings import CourseRevised
from contracts.reduced_models import decode_reduced
from contracts.revisions import Entry


def entries_of(revision: CourseRevised) -> Iterator[Entry]:
    """The events of approved types that replace what had effect from `revision.since` on, in their order.

    A sensitive field for which the subscriber was not approved is None. Raises UnknownType or MalformedMessage.
    """
    for entry in revision.entries:
        yield Entry(entry.day, decode_reduced(entry.type, json.dumps(entry.data).encode()))
