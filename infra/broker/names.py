"""Names of the virtual host and of users. Imports no client of the broker, so that commands start quickly."""

VHOST = "lea"
ADMINISTRATOR = "lea_admin"
PROVISIONER = "lea_provisioner"
"""The user that declares exchanges, queues and bindings, and restores them."""
