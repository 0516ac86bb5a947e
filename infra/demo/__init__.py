"""A year in the life of the enforcement bodies: deterministic, realistic cases, carried through the running system."""
