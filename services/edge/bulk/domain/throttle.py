"""How the time is shared between bulk requests and whoever else asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sharing:
    """While somebody else asks, bulk requests get a small part of the time; while nobody does, all of it."""

    share: float
    """The small part; more than 0, at most 1."""
    quiet: float
    """Seconds after the last request from which on nobody is thought to ask."""

    def rest(self, took: float, asked_ago: float | None) -> float:
        """Seconds to rest after work that took so many; `asked_ago` seconds ago somebody asked, none: nobody ever did.

        Work that takes longer because others need the machine is rested from longer.
        """
        if asked_ago is None or asked_ago >= self.quiet:
            return 0.0
        return took * (1 - self.share) / self.share
