"""How services talk over RabbitMQ: topology, the ordered event consumer, commands, retry and parking."""
