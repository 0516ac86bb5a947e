"""`lea consumers`: the registry of consumers of service 3.11.01."""
