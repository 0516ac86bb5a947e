"""The native runner: PostgreSQL, RabbitMQ and the services as ordinary processes on loopback ports."""
