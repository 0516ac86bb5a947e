"""Messages made by chance from a seed, and what has to become of each."""
