"""The file a subscriber gets with its approval: where it connects to, and what it receives."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr


class ConnectionFile(BaseModel):
    """A subscriber's connection. The address holds a password: the file is readable by its owner alone."""

    # A newer release may say more.
    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    name: str
    """The subscriber's name."""
    url: SecretStr
    """The address of the broker, with user and password."""
    queue: str
    """Where its events come."""
    replies: str
    """Where replies to its requests come."""
    requests: str
    """The exchange its requests go to."""
    publisher: str
    """The broker user who sends its events and replies; messages of anybody else are not believed."""
    types: tuple[str, ...] = ()
    """The event types it is approved for."""
    fields: tuple[str, ...] = ()
    """The classes of sensitive fields it is approved for."""

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read the file. Raises OSError, ValidationError."""
        return cls.model_validate_json(Path(path).read_bytes())
