"""How the time of the machine is shared between bulk requests and other requests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackgroundThrottle:
    """While there are other requests, bulk requests get a small part of the time; otherwise all of it."""

    duty_cycle: float
    """The small part; more than 0, at most 1."""
    idle_after: float
    """Seconds after the last other request from which on there are none."""

    def pause(self, worked: float, idle: float | None) -> float:
        """Seconds to pause after `worked` seconds; `idle`: seconds since the last other request, none: there was none.

        Work that takes longer because the machine is busy is followed by a longer pause.
        """
        if idle is None or idle >= self.idle_after:
            return 0.0
        return worked * (1 - self.duty_cycle) / self.duty_cycle
