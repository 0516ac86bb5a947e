"""The event store of a service: append, load, the replies to commands, and the relay that publishes what is stored."""
