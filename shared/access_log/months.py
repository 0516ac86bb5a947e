"""The month in which a chain of the access log began: that of its partition."""

from datetime import UTC, datetime
from uuid import UUID

from shared.clock import MINSK


def month_of(moment: datetime) -> tuple[int, int]:
    """Year and month, by the time of Minsk."""
    local = moment.astimezone(MINSK)
    return local.year, local.month


def beginning_of(chain: UUID) -> datetime:
    """When a chain began: its identifier begins with the milliseconds since 1970 (UUIDv7, RFC 9562)."""
    return datetime.fromtimestamp((chain.int >> 80) / 1000, UTC)
