"""Configuration of RabbitMQ: users, permissions, exchanges, queues, subscribers."""
