"""Random messages from a seed, and their expected outcomes."""
