"""Settings of court_query, besides those of every service."""

from pathlib import Path

from pydantic import Field

from shared.settings import Settings


class CourtQuerySettings(Settings):
    """Settings of court_query."""

    service: str = "court_query"
    event_store_urls: dict[str, str] = Field(repr=False)
    """Addresses of the event stores of other services, with a role that may only read events: the freshness of the
    read model is measured against that of `proceedings`, and consumers compare their positions with their sources.
    """
    freshness_interval: float = Field(default=0.5, gt=0)
    """Seconds between two measurements of how far the read model is behind the event store."""
    head_file: Path | None = None
    """File outside the database cluster to which kept heads of the access log are added. Without it they are only in
    the database. The stack sets it, into the folder of backups.
    """
    consumer_health_interval: float = Field(default=2.0, gt=0)
    """Seconds between two checks that the consumer of the read model is connected."""

    @property
    def event_store_url(self) -> str:
        """The store of the proceedings' events."""
        return self.event_store_urls["proceedings"]
