"""Settings of a service, from its environment (`LEA_…`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.services import source_of


class Settings(BaseSettings):
    """Settings every service has; a service with further settings derives from this class.

    Addresses contain passwords, so they are left out of `repr`.
    """

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    service: str = Field(pattern=r"^[a-z][a-z_]*$")
    """Name of the service, for example `intake`."""
    database_url: str = Field(repr=False)
    """Address of the service's PostgreSQL database, with the role of the service."""
    event_store_urls: dict[str, str] = Field(default={}, repr=False)
    """Addresses of the event stores of other services, with a role that may only read events: consumers compare their
    positions with those of their sources.
    """
    broker_url: str = Field(default="amqp://127.0.0.1:5672/", repr=False)
    """Address of RabbitMQ, with the user of the service."""
    http_host: str = "127.0.0.1"
    """Address on which the process listens for HTTP, where `LEA_HTTP_SOCKET` is not set."""
    http_port: int = Field(default=8000, ge=0, le=65535)
    """Port on which the process listens for HTTP, where `LEA_HTTP_SOCKET` is not set; 0: any free port."""
    http_socket: Path | None = None
    """Unix socket on which the process listens for HTTP, in a folder that only HAProxy may enter."""
    http_drain: float = Field(default=1.0, ge=0)
    """Seconds between `/healthz` reporting the stop and the last connection accepted: HAProxy must notice it."""
    otlp_endpoint: str | None = None
    """Where traces are sent (OTLP over HTTP). Without it none are sent."""
    trace_ratio: float = Field(default=1.0, ge=0, le=1)
    """Fraction of the traces started in this process that is sampled."""
    log_level: str = "INFO"
    """Minimum level that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."""
    stop_grace: float = Field(default=8.0, gt=0)
    """Seconds to finish the work in progress after SIGTERM."""
    partitions: int = Field(default=4, ge=1, le=64)
    """Queues per event consumer. Drain the queues before changing it: streams move between partitions."""
    pool_size: int = Field(default=8, ge=1, le=100)
    """Connections to the service's database, per process."""
    statement_timeout: float = Field(default=30.0, gt=0)
    """Seconds after which the database cancels a statement."""
    event_batch: int = Field(default=200, ge=1, le=2000)
    """Maximum events a consumer takes from one queue at a time; those of up to four queues share a transaction."""
    event_batch_interval: float = Field(default=0.05, ge=0)
    """Minimum seconds between the starts of two transactions of a consumer. Events that arrive meanwhile share the
    next one.
    """
    retry_attempts: int = Field(default=8, ge=1)
    """Failures after which an event is parked."""
    retry_delay: float = Field(default=1.0, gt=0)
    """Seconds before the first retry of an event. The delay doubles with each failure."""
    retry_max_delay: float = Field(default=300.0, gt=0)
    """Maximum seconds between two retries of an event."""
    retry_poll: float = Field(default=1.0, gt=0)
    """Seconds between two checks for retries that are due."""
    watch_interval: float = Field(default=10.0, gt=0)
    """Seconds between two checks that the broker still has this process as a consumer."""
    reconcile_interval: float = Field(default=900.0, gt=0)
    """Seconds between two comparisons of a consumer's positions with the event stores of its sources."""
    reconcile_grace: float = Field(default=30.0, ge=0)
    """Seconds an event may be on its way: one that is published, not applied and in no queue for twice as long is lost.
    """
    broker_watch_interval: float = Field(default=2.0, gt=0)
    """Seconds between two checks that the broker accepts messages."""
    command_batch_interval: float = Field(default=0.02, ge=0)
    """Minimum seconds between the starts of two transactions of commands. Commands that arrive meanwhile share the
    next one.
    """
    command_batch: int = Field(default=100, ge=1, le=2000)
    """Maximum commands in one transaction."""
    query_concurrency: int = Field(default=4, ge=1, le=100)
    """Queries answered at the same time; each holds a connection to the database."""
    query_timeout: float = Field(default=10.0, gt=0)
    """Seconds after which a query is given up."""
    relay_batch: int = Field(default=500, ge=1, le=2000)
    """Maximum events the relay publishes before it waits for their confirms."""
    relay_poll: float = Field(default=1.0, gt=0)
    """Seconds between two reads of the event store when no notification arrives."""

    @property
    def source(self) -> str:
        """The service as the source of its events (CloudEvents `source`)."""
        return source_of(self.service)
