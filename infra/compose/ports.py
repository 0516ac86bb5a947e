"""The ports of this machine on which the containers answer: fixed, each to be changed by its `LEA_PORT_…`."""

import os

PUBLISHED = {
    "postgresql": 23000,
    "amqp": 23001,
    "management": 23002,
    "broker_metrics": 23003,
    "operations": 23010,
    "edge": 23014,
    "traces": 23015,
    "prometheus": 23016,
    "grafana": 23017,
}
"""The same names and order as the native stack's, and what only containers have."""


def variable(name: str) -> str:
    """What changes a port: `LEA_PORT_EDGE`. The Compose file reads the same variables and has the same defaults."""
    return f"LEA_PORT_{name.upper()}"


def published() -> dict[str, int]:
    """The ports by name."""
    return {name: int(os.environ.get(variable(name), port)) for name, port in PUBLISHED.items()}
