"""Asks electronic service 3.11.01: signed requests, proved answers, every operation, every refusal as a type.

with CourtClient("https://lea.example", Identity("supreme-court", key=signing_key(pem, "supreme-court.2026"))) as court:
    answered = court.ask([by_number("0101-2026-000001")], Purpose("case-at-hand", "12-3/2026"))
"""

from .client import Answered, Card, CourtClient
from .errors import (
    Conflict,
    CourtError,
    Invalid,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    Refusal,
    TooManyRequests,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
    UntrustedAnswer,
)
from .identity import House, Identity, Purpose, Tls, house_of

__all__ = [
    "Answered",
    "Card",
    "Conflict",
    "CourtClient",
    "CourtError",
    "House",
    "Identity",
    "Invalid",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "Purpose",
    "Refusal",
    "Tls",
    "TooManyRequests",
    "Unavailable",
    "Unreachable",
    "UnreadableAnswer",
    "UntrustedAnswer",
    "house_of",
]
