"""The whole system under load while its processes are killed."""
