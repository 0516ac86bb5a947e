"""Commands: what is asked for. One module per owning service."""
