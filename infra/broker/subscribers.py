"""External subscribers of events: each may read one queue, which provisioning declares, and nothing else.

A subscriber that cannot declare or bind queues can neither read other events nor block publishers: a full queue drops
its oldest messages.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.services import Patterns

_MESSAGES, _BYTES = 100_000, 256 * 1024 * 1024


class SubscriberSettings(BaseSettings):
    """External subscribers of events."""

    model_config = SettingsConfigDict(env_prefix="LEA_", frozen=True, extra="ignore", use_attribute_docstrings=True)

    subscribers: dict[str, Patterns] = Field(default_factory=dict)
    """External subscribers, each with patterns of the event types it receives: `{"bank": ["lea.proceedings.#"]}`."""


def subscribers() -> Mapping[str, Patterns]:
    """The subscribers of this installation, with the patterns of their event types."""
    return SubscriberSettings().subscribers


def subscriber_queue(name: str) -> str:
    """The queue of a subscriber."""
    return f"subscriber.{name}"


def user_of_subscriber(name: str) -> str:
    """The broker's user of a subscriber."""
    return f"lea_subscriber_{name}"


def subscriber_queue_arguments() -> dict[str, Any]:
    """Arguments of a queue that drops its oldest messages instead of refusing new ones."""
    return {"x-max-length": _MESSAGES, "x-max-length-bytes": _BYTES, "x-overflow": "drop-head"}
