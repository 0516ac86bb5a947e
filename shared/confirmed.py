"""What a person saw in a preview and confirmed."""

from typing import NamedTuple


class Confirmed(NamedTuple):
    """The state of a stream, and what a command would do to it."""

    version: int
    """Of the stream."""
    outcome: str | None = None
    """The digest of the preview; none: the command counts at this version alone."""
