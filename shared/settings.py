"""What a service is told by its environment (`LEA_…`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings every service has; a service with more of its own derives from this class.

    Addresses carry passwords, so they are left out of `repr`.
    """

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    service: str = Field(pattern=r"^[a-z][a-z_]*$")
    """Name of the service: `intake`."""
    database_url: str = Field(repr=False)
    """PostgreSQL address with the service's own role."""
    broker_url: str = Field(default="amqp://127.0.0.1:5672/", repr=False)
    """RabbitMQ address."""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535)
    """Port of health, readiness and metrics."""
    http_socket: Path | None = None
    """Unix socket to listen on, in a folder that only HAProxy may enter; without it, `http_host` and `http_port`."""
    http_drain: float = Field(default=1.0, ge=0)
    """Seconds between `/healthz` reporting the stop and the last connection accepted: HAProxy must notice it."""
    otlp_endpoint: str | None = None
    """Where traces go (OTLP over HTTP); none: nowhere."""
    trace_ratio: float = Field(default=1.0, ge=0, le=1)
    """Part of the traces begun here that is kept."""
    log_level: str = "INFO"
    stop_grace: float = Field(default=8.0, gt=0)
    """Seconds to finish what is at hand after SIGTERM."""
    partitions: int = Field(default=4, ge=1, le=64)
    """Queues per event consumer. Drain the old queues before changing it: streams move between partitions."""
    pool_size: int = Field(default=8, ge=1, le=100)
    """Database connections of one process."""
    statement_timeout: float = Field(default=30.0, gt=0)
    """Seconds after which the database gives a statement up."""
    event_batch: int = Field(default=200, ge=1, le=2000)
    """Events a consumer takes from one of its queues at a time at most; those of four queues share a transaction."""
    event_wave: float = Field(default=0.05, ge=0)
    """Seconds between the beginnings of two transactions of a consumer: what comes meanwhile shares the next."""
    retry_attempts: int = Field(default=8, ge=1)
    """Failures after which an event is parked."""
    retry_delay: float = Field(default=1.0, gt=0)
    """Seconds before the first retry of an event; doubles with each failure."""
    retry_longest: float = Field(default=300.0, gt=0)
    """Seconds between two retries at most."""
    retry_poll: float = Field(default=1.0, gt=0)
    """Seconds between two looks for retries that are due."""
    watch_interval: float = Field(default=10.0, gt=0)
    """Seconds between two looks whether the broker still knows this process as a consumer."""
    command_wave: float = Field(default=0.02, ge=0)
    """Seconds between the beginnings of two transactions of commands: what comes meanwhile shares the next."""
    command_batch: int = Field(default=100, ge=1, le=2000)
    """Commands handled in one transaction at most."""
    relay_batch: int = Field(default=500, ge=1, le=2000)
    """Events published before their confirms are awaited."""
    relay_poll: float = Field(default=1.0, gt=0)
    """Seconds between two looks at the event store where no notification comes."""

    @property
    def source(self) -> str:
        """The service as the source of its events (CloudEvents `source`)."""
        return f"/lea/{self.service}"
