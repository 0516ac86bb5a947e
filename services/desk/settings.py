"""Settings of the desk, besides those of every service."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings import Settings

PROVIDER_ADDRESS = r"^(https://|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/|$))[^#\s]*$"
"""An address of an OpenID provider: with TLS, unless it is on this machine."""


class DeskSettings(Settings):
    """Settings of the desk."""

    # An error about several settings at a time would quote them all, secrets included.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    service: str = "desk"
    form_key: SecretStr = Field(min_length=16)
    """Key that signs the tokens of forms, and sign-ins that have begun at an OpenID provider. After a change every open
    form has to be loaded again.
    """
    session_idle: float = Field(default=1800.0, gt=0)
    """Seconds without a request after which a session ends."""
    session_life: float = Field(default=12 * 3600.0, gt=0)
    """Seconds after which a session ends in any case."""
    sign_in_failures: int = Field(default=5, ge=1)
    """Wrong passwords in a row after which an account is locked."""
    sign_in_lock: float = Field(default=900.0, gt=0)
    """Seconds for which an account is locked then."""
    password_checks: int = Field(default=2, ge=1, le=64)
    """Passwords checked at the same time; each check takes 64 MB."""
    desk_url: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+$")
    """Address of the desk in browsers. An OpenID provider sends them back to `<address>/sign-in/provider/return`, and
    after signing out to `<address>/sign-in`: both have to be registered there.
    """
    operations_url: str | None = Field(default=None, pattern=r"^https?://[^?#@\s]+$")
    """Address of HAProxy's interface for operations, for the page about health. Without it there is no such page."""
    desk_trace_url: str | None = Field(default=None, pattern=r"^https?://[^\s]*\{trace\}[^\s]*$")
    """Address of a trace for operators, with `{trace}` in place of its id. Without it traces are named, and not linked.
    """
    desk_oidc_issuer: str | None = Field(default=None, pattern=PROVIDER_ADDRESS)
    """Issuer of the OpenID provider with which people sign in, as its description at
    `<issuer>/.well-known/openid-configuration` has it. Without it there are local accounts only.
    """
    desk_oidc_client_id: str | None = None
    """Name of the desk at the OpenID provider."""
    desk_oidc_client_secret: SecretStr | None = None
    """Secret of the desk at the OpenID provider."""
    desk_oidc_ca: Path | None = None
    """Certificates (PEM) of those who may issue that of the OpenID provider; none: the authorities that the system
    trusts.
    """

    @model_validator(mode="after")
    def _provider_is_complete(self) -> Self:
        needed = ("desk_url", "desk_oidc_client_id", "desk_oidc_client_secret")
        missing = [f"LEA_{name.upper()}" for name in needed if getattr(self, name) is None]
        if self.desk_oidc_issuer is not None and missing:
            raise ValueError(f"LEA_DESK_OIDC_ISSUER needs {', '.join(missing)}")
        return self
