"""A year of deterministic, realistic cases of the enforcement bodies, played through the running system."""
