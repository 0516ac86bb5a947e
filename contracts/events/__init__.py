"""Events: what happened. One module per owning service."""
