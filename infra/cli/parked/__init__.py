"""`lea parked`: messages that a service could not apply."""
