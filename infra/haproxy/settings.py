"""Settings of HAProxy: `LEA_FRONT_…`, with defaults that fit one machine."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class FrontSettings(BaseSettings):
    """Limits and timeouts of requests and connections."""

    model_config = SettingsConfigDict(
        env_prefix="LEA_FRONT_", frozen=True, extra="ignore", use_attribute_docstrings=True
    )

    connection_limit: int = Field(default=500, ge=10)
    """Client connections at a time; further ones wait in the kernel's queue. One holds 0.6 MB at most."""
    requests_per_process: int = Field(default=200, ge=1)
    """Requests one process of the edge works on at a time; further ones wait in HAProxy's queue."""
    threads: int = Field(default=1, ge=1, le=64)
    """Threads of HAProxy; one is enough for some thousand requests a second."""
    head_limit: int = Field(default=16_384, ge=1024)
    """Most bytes of the head of a request."""
    header_limit: int = Field(default=64, ge=16, le=1000)
    """Most header lines of a request, and most trailer lines after a chunked body."""
    body_limit: int = Field(default=262_144, ge=1024)
    """Most bytes of the body of an ordinary request. A bulk request streams through to the edge, and the file of a
    bank statement to the desk, which have limits for them.
    """
    head_timeout: float = Field(default=5.0, gt=0)
    """Seconds for the head of a request to arrive."""
    body_timeout: float = Field(default=10.0, gt=0)
    """Seconds for the body of an ordinary request to arrive."""
    idle_timeout: float = Field(default=15.0, gt=0)
    """Seconds a connection is kept open for its next request."""
    client_timeout: float = Field(default=20.0, gt=0)
    """Seconds an answer may stay unread, or a TLS handshake take."""
    server_timeout: float = Field(default=30.0, gt=0)
    """Seconds a process has to begin its answer, or to continue it."""
    queue_timeout: float = Field(default=5.0, gt=0)
    """Seconds a request waits for a free process."""
    check_interval: float = Field(default=0.25, gt=0)
    """Seconds between two health checks of a process of the edge."""
    check_timeout: float = Field(default=2.0, gt=0)
    """Seconds a process has to answer a health check. After two failures in a row it gets no more requests."""
    reload_grace: float = Field(default=960.0, gt=0)
    """Seconds after a reload until connections of the previous configuration are closed; longer than a bulk upload."""
