"""Errors of the broker that may pass when a new connection or channel is opened (`shared.failures`)."""

from aio_pika.exceptions import AMQPError, ChannelInvalidStateError

BROKER_UNAVAILABLE = (AMQPError, ChannelInvalidStateError, OSError)
"""The broker is away, or the connection or channel has ended."""
