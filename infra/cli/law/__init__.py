"""`lea law`: the law as data, and what is computed from it."""
