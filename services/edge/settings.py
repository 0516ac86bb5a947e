"""What edge is told besides what every service is."""

from pydantic import Field, SecretStr

from shared.settings import Settings


class EdgeSettings(Settings):
    """Settings of edge."""

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
    stale_after: float = Field(default=15.0, gt=0)
    """Seconds of lag after which answers are marked stale."""
    freshness_interval: float = Field(default=0.5, gt=0)
    """Seconds between two looks at how fresh the read model is."""
    registry_interval: float = Field(default=2.0, gt=0)
    """Seconds between two looks at the registry of consumers: so long a revoked key may still open."""
    registry_age: float = Field(default=30.0, gt=0)
    """Seconds after which a registry that could not be read again opens to nobody."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+$")
    """Address consumers know, where a proxy stands before the service: what they sign; none: that of each request."""
    signatures_required: bool = False
    """Whether a bearer key alone opens to nobody."""
    signature_lifetime: float = Field(default=300.0, gt=0)
    """Seconds from `created` to `expires` of a signature at most."""
    clock_skew: float = Field(default=30.0, ge=0)
    """Seconds a consumer's clock may differ from ours."""
    signing_key: SecretStr | None = None
    """Private key answers are signed with: PEM, or base64 of its PKCS #8; none: answers are not signed."""
