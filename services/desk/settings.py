"""Settings of the desk, besides those of every service."""

from pydantic import Field, SecretStr

from shared.settings import Settings


class DeskSettings(Settings):
    """Settings of the desk."""

    service: str = "desk"
    form_key: SecretStr = Field(min_length=16)
    """Key that signs the tokens of forms. After a change every open form has to be loaded again."""
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
