"""Settings of the edge, besides those of every service."""

from pydantic import Field, SecretStr

from shared.settings import Settings


class EdgeSettings(Settings):
    """Settings of the API processes and of the worker."""

    service: str = "edge"
    read_model_url: str = Field(repr=False)
    """Address of court_query's read model, with a role that may only read it."""
    read_pool_size: int = Field(default=8, ge=1, le=100)
    """Connections to the read model, per process."""
    read_timeout: float = Field(default=5.0, gt=0)
    """Seconds after which a look-up is cancelled."""
    log_timeout: float = Field(default=3.0, gt=0)
    """Seconds the access log has to store a record. A request whose record is not stored gets no answer."""
    seal_interval: float = Field(default=1.0, gt=0)
    """Seconds between two seals of the access log: a record is unsealed for this long at most."""
    partition_interval: float = Field(default=600.0, gt=0)
    """Seconds between two checks that the partitions of the access log for the coming months are there."""
    body_limit: int = Field(default=256 * 1024, ge=1024)
    """Most bytes of the body of an ordinary request."""
    body_timeout: float = Field(default=10.0, gt=0)
    """Seconds for the body of an ordinary request to arrive."""
    bulk_body_limit: int = Field(default=512 * 1024 * 1024, ge=1024)
    """Most bytes of the body of a bulk request: enough for a million of the longest look-ups, however they are
    escaped.
    """
    bulk_body_timeout: float = Field(default=900.0, gt=0)
    """Seconds for the body of a bulk request to arrive."""
    bulk_line_limit: int = Field(default=4096, ge=256)
    """Most bytes of one line of a bulk request."""
    bulk_task_limit: int = Field(default=3, ge=1)
    """Bulk requests of one consumer that may wait or run at a time."""
    bulk_part_size: int = Field(default=100, ge=1, le=500)
    """Look-ups of a bulk request that are answered in one step. Single requests may have to wait for one step."""
    bulk_duty_cycle: float = Field(default=0.01, gt=0, le=1)
    """Part of the time the worker may spend on bulk requests while there are other requests."""
    bulk_idle_after: float = Field(default=0.3, gt=0)
    """Seconds after the last other request from which on bulk requests may use all of the time.

    More than twice `LEA_QUOTA_PREFETCH`, so that other requests show in the quotas; less than a consumer waits
    between two checks of the progress of its bulk request.
    """
    bulk_poll_interval: float = Field(default=1.0, gt=0)
    """Seconds between two checks for bulk requests when none was waiting."""
    bulk_lease_timeout: float = Field(default=60.0, gt=0)
    """Seconds after which a step that was not finished is done again, because its worker must have died."""
    bulk_result_retention: float = Field(default=72 * 3600.0, gt=0)
    """Seconds for which the result of a bulk request is kept."""
    bulk_task_timeout: float = Field(default=7 * 24 * 3600.0, gt=0)
    """Seconds after which a bulk request that could not be answered is given up."""
    bulk_task_retention: float = Field(default=30 * 24 * 3600.0, gt=0)
    """Seconds after which every trace of a bulk request is deleted."""
    bulk_cleanup_interval: float = Field(default=60.0, gt=0)
    """Seconds between two deletions of what is kept no longer."""
    worker_nice: int = Field(default=10, ge=0, le=19)
    """CPU priority of the worker: by how much it is lower than that of other processes (see nice(2))."""
    contact_name: str = "Service desk of the enforcement bodies"
    """Contact for integrators, published in the policy: name."""
    contact_email: str = "service-3-11-01@lea.example"
    """Contact for integrators, published in the policy: e-mail address."""
    contact_telephone: str = "+375 17 000 00 00"
    """Contact for integrators, published in the policy: telephone number."""
    stale_after: float = Field(default=15.0, gt=0)
    """Seconds of lag after which answers are marked stale."""
    freshness_interval: float = Field(default=0.5, gt=0)
    """Seconds between two reads of the lag of the read model."""
    registry_interval: float = Field(default=2.0, gt=0)
    """Seconds between two reads of the registry of consumers: a revoked key may still be accepted for this long."""
    registry_max_age: float = Field(default=30.0, gt=0)
    """Seconds after which no request is authenticated, if the registry could not be read again."""
    request_batch_interval: float = Field(default=0.004, ge=0, le=0.1)
    """Least seconds between two batches of admissions, or of single look-ups, while several requests arrive at a time.
    """
    admission_pool_size: int = Field(default=5, ge=3, le=100)
    """Connections for nonces, quotas and request ids, per process."""
    admission_timeout: float = Field(default=3.0, gt=0)
    """Seconds after which a request is refused because its nonce or quota could not be checked."""
    quota_prefetch: float = Field(default=0.1, gt=0, le=1)
    """Seconds of its present load for which a process draws quota in advance."""
    quota_recheck_interval: float = Field(default=1.0, gt=0)
    """Seconds between two checks whether a quota that is used up was raised."""
    answer_retention: float = Field(default=3600.0, gt=0)
    """Seconds for which a repeated request id gets the answer stored for it."""
    answer_claim_timeout: float = Field(default=30.0, gt=0)
    """Seconds after which a request id that was never answered may be used again."""
    cleanup_interval: float = Field(default=30.0, gt=0)
    """Seconds between two deletions of expired nonces, quotas and stored answers."""
    alarm_interval: float = Field(default=10.0, gt=0)
    """Seconds between two checks of usage for anomalies."""
    alarm_window: float = Field(default=600.0, ge=60)
    """Seconds of usage that each check looks at."""
    alarm_baseline: float = Field(default=7 * 24 * 3600.0, ge=3600)
    """Seconds before that window which define what is usual."""
    alarm_min_count: int = Field(default=200, ge=1)
    """Smallest number of requests or look-ups in a window that can be an anomaly."""
    alarm_ratio: float = Field(default=0.5, gt=0, le=1)
    """Part of the look-ups that find nothing, or of the requests that are refused, from which on it is an anomaly."""
    alarm_growth_factor: float = Field(default=5.0, gt=1)
    """Factor over the usual number of look-ups from which on it is an anomaly."""
    certificates_required: bool = False
    """Whether every consumer needs a TLS client certificate bound to it, not only those that have one bound."""
    signatures_required: bool = False
    """Whether every request must be signed: a bearer key alone is not enough."""
    signature_lifetime: float = Field(default=300.0, gt=0)
    """Most seconds from `created` to `expires` of a signature."""
    clock_skew: float = Field(default=30.0, ge=0)
    """Seconds by which the clock of a consumer may differ."""
    signing_key: SecretStr | None = None
    """Private key that signs answers: PEM, or base64 of its PKCS #8 form. Without it answers are not signed."""
    other_public_keys: tuple[str, ...] = ()
    """Further public keys published in the policy, such as the previous and the next one: PEM, or base64 of the DER
    form.
    """


class ApiSettings(EdgeSettings):
    """Settings of the API processes."""

    public_url: str = Field(pattern=r"^https?://[^/?#@\s]+$")
    """Address of the service as consumers know it and sign it, whatever the Host of a request says."""
    certificate_url: str | None = None
    """Address at which HAProxy serves the certificate whose end is watched; without it that of `LEA_PUBLIC_URL`."""
    certificate_interval: float = Field(default=300.0, gt=0)
    """Seconds between two looks at the served certificate."""
