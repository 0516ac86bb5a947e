"""Client of electronic service 3.11.01: signed requests, verified answers, every operation, a type for each refusal.

identity = Identity("supreme-court", signing_key(pem, "supreme-court.2026"))
with CourtClient("https://lea.example", identity, service_keys=service_keys_in(service_pem)) as court:
    look_up = ByProceedingNumber(by="proceeding-number", number="0101-2026-000001")
    answered = court.ask([look_up], Purpose("case-at-hand", "12-3/2026"))
"""

from shared.signatures.keys import signing_key

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
from .identity import Identity, Purpose, ServiceKeys, Tls, service_keys_in, service_keys_of

__all__ = [
    "Answered",
    "Card",
    "Conflict",
    "CourtClient",
    "CourtError",
    "Identity",
    "Invalid",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "Purpose",
    "Refusal",
    "ServiceKeys",
    "Tls",
    "TooManyRequests",
    "Unavailable",
    "Unreachable",
    "UnreadableAnswer",
    "UntrustedAnswer",
    "service_keys_in",
    "service_keys_of",
    "signing_key",
]
