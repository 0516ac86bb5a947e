"""Settings of subscribers."""

from pydantic import Field

from shared.settings import Settings


class SubscribersSettings(Settings):
    """Settings of subscribers."""

    delivery_batch: int = Field(default=200, ge=1, le=2000)
    """Maximum events that a subscriber is sent before their confirms are awaited."""
    delivery_poll: float = Field(default=0.5, gt=0)
    """Seconds between two reads of an event store for a subscriber that has everything."""
    registry_poll: float = Field(default=1.0, gt=0)
    """Seconds between two looks at which subscribers were approved, suspended or changed."""
    delivery_pause: float = Field(default=1.0, gt=0)
    """Seconds before a subscriber whose queue is full is tried again. The pause doubles up to a minute."""
    replay_waiting: int = Field(default=500, ge=1, le=5000)
    """Messages that wait in the queue of a subscriber, above which a replay sends nothing: new events have room."""
    unread_warning_days: float = Field(default=3.0, gt=0)
    """Days after which the owner of a full queue is warned: event `cut-off-announced`, alert `SubscriberUnread`."""
    unread_cut_off_days: float = Field(default=7.0, gt=0)
    """Days after which the subscriber of a full queue is suspended."""
