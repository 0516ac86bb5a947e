"""The event store of a service: append, load, the answers to commands, and the relay that publishes what is stored."""
