"""How long a test waits for what must come."""

PATIENCE = 180.0
"""Seconds: only a fault takes so long, however much else the machine has to do."""
