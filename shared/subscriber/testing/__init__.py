"""Test a subscriber's handlers without a broker: a producer of events, and a harness that delivers them."""

from shared.subscriber.testing.harness import Harness, MemoryStore
from shared.subscriber.testing.producer import PUBLISHER, FakeProducer
from shared.subscriber.testing.samples import Samples

__all__ = ["PUBLISHER", "FakeProducer", "Harness", "MemoryStore", "Samples"]
