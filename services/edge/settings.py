"""Settings of the edge, besides those of every service."""

from pydantic import Field, SecretStr

from shared.settings import Settings


class EdgeSettings(Settings):
    """Settings of the edge's processes."""

    service: str = "edge"
    read_model_url: str = Field(repr=False)
    """Address of court_query's read model, with a role that may only read it."""
    read_pool_size: int = Field(default=8, ge=1, le=100)
    """Connections to the read model."""
    read_timeout: float = Field(default=5.0, gt=0)
    """Seconds after which a look-up is given up."""
    log_timeout: float = Field(default=3.0, gt=0)
    """Seconds the access log has to take a record; without it nothing is answered."""
    seal_interval: float = Field(default=1.0, gt=0)
    """Seconds between two looks at how far the access log has come: so long a record is not sealed yet."""
    body_limit: int = Field(default=256 * 1024, ge=1024)
    """Bytes a request may have."""
    body_timeout: float = Field(default=10.0, gt=0)
    """Seconds a client has to send its request."""
    bulk_body_limit: int = Field(default=512 * 1024 * 1024, ge=1024)
    """Bytes a bulk request may have: a million of the longest look-ups, however they are escaped."""
    bulk_body_timeout: float = Field(default=900.0, gt=0)
    """Seconds a client has to send it."""
    bulk_line_limit: int = Field(default=4096, ge=256)
    """Bytes of one line of it."""
    bulk_tasks: int = Field(default=3, ge=1)
    """Bulk requests of one consumer that may wait or run at a time."""
    bulk_part: int = Field(default=100, ge=1, le=500)
    """Look-ups of a bulk request that are answered in one go: single requests may wait so long."""
    bulk_share: float = Field(default=0.01, gt=0, le=1)
    """Part of the time the worker may spend on bulk requests while somebody else asks."""
    bulk_quiet: float = Field(default=0.3, gt=0)
    """Seconds after the last request from which on bulk requests may have all of the time.

    More than twice `quota_ahead`, so that it shows in the quotas that somebody still asks; and less than consumers wait
    between two looks at how far their bulk request is.
    """
    bulk_poll: float = Field(default=1.0, gt=0)
    """Seconds between two looks for bulk requests where none waited."""
    bulk_lease: float = Field(default=60.0, gt=0)
    """Seconds after which a part is done again because its worker must have died."""
    bulk_kept: float = Field(default=72 * 3600.0, gt=0)
    """Seconds for which the result of a bulk request is kept."""
    bulk_patience: float = Field(default=7 * 24 * 3600.0, gt=0)
    """Seconds after which a bulk request that could not be answered is given up."""
    bulk_forgotten: float = Field(default=30 * 24 * 3600.0, gt=0)
    """Seconds after which nothing is known of a bulk request any more."""
    bulk_tidying: float = Field(default=60.0, gt=0)
    """Seconds between two looks for what is kept no longer."""
    worker_nice: int = Field(default=10, ge=0, le=19)
    """How much the worker gives way to other processes that need the processor (see nice(2))."""
    contact_name: str = "Service desk of the enforcement bodies"
    contact_email: str = "service-3-11-01@lea.example"
    contact_telephone: str = "+375 17 000 00 00"
    """Whom integrators ask; told in the policy."""
    stale_after: float = Field(default=15.0, gt=0)
    """Seconds of lag after which answers are marked stale."""
    freshness_interval: float = Field(default=0.5, gt=0)
    """Seconds between two looks at how fresh the read model is."""
    registry_interval: float = Field(default=2.0, gt=0)
    """Seconds between two looks at the registry of consumers: so long a revoked key may still open."""
    registry_age: float = Field(default=30.0, gt=0)
    """Seconds after which a registry that could not be read again opens to nobody."""
    wave: float = Field(default=0.004, ge=0, le=0.1)
    """Seconds between two batches of requests that are let in, or of single look-ups, while several come at a time."""
    admission_pool_size: int = Field(default=5, ge=3, le=100)
    """Connections for nonces, quotas and request ids."""
    admission_timeout: float = Field(default=3.0, gt=0)
    """Seconds after which a request is refused because it is not known what was asked before."""
    quota_ahead: float = Field(default=0.1, gt=0, le=1)
    """Seconds of its present load for which an instance draws of a consumer's quota."""
    quota_recheck: float = Field(default=1.0, gt=0)
    """Seconds between two looks whether a quota that is used up was raised."""
    answer_kept: float = Field(default=3600.0, gt=0)
    """Seconds for which a request id gets the answer it was given."""
    answer_claimed: float = Field(default=30.0, gt=0)
    """Seconds after which a request that was never answered may be answered by whoever repeats it."""
    clearing_interval: float = Field(default=30.0, gt=0)
    """Seconds between two times that what has had its time is deleted."""
    alarm_interval: float = Field(default=10.0, gt=0)
    """Seconds between two looks at how consumers ask."""
    alarm_window: float = Field(default=600.0, ge=60)
    """Seconds that are looked at each time."""
    alarm_history: float = Field(default=7 * 24 * 3600.0, ge=3600)
    """Seconds before them that tell what is usual."""
    alarm_least: int = Field(default=200, ge=1)
    """What happens less often in a window is never odd."""
    alarm_part: float = Field(default=0.5, gt=0, le=1)
    """Part of all look-ups, or requests, from which on it is odd that they find nothing, or are refused."""
    alarm_growth: float = Field(default=5.0, gt=1)
    """How many times more look-ups than usual are odd."""
    certificates_required: bool = False
    """Whether every consumer needs a TLS client certificate bound to it, not only those that have one bound."""
    signatures_required: bool = False
    """Whether a bearer key alone opens to nobody."""
    signature_lifetime: float = Field(default=300.0, gt=0)
    """Seconds from `created` to `expires` of a signature at most."""
    clock_skew: float = Field(default=30.0, ge=0)
    """Seconds a consumer's clock may differ from ours."""
    signing_key: SecretStr | None = None
    """Private key answers are signed with: PEM, or base64 of its PKCS #8; none: answers are not signed."""
    other_public_keys: tuple[str, ...] = ()
    """Public keys (PEM, or base64 of the DER) the policy tells besides: of the key before this, of the one to come."""


class ApiSettings(EdgeSettings):
    """Settings of the API process."""

    public_url: str = Field(pattern=r"^https?://[^/?#@\s]+$")
    """Address of the service as consumers know it and sign it, whatever the Host of a request says."""
