"""The published ports of the containers: fixed, each changed by its `LEA_PORT_…`."""

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
    "desk": 23018,
    "alertmanager": 23019,
}
"""The names and order of the native stack's ports, and those of containers only."""


def variable(name: str) -> str:
    """The variable of a port: `LEA_PORT_EDGE`. The Compose file has the same variables and defaults."""
    return f"LEA_PORT_{name.upper()}"


def published() -> dict[str, int]:
    """The ports by name."""
    return {name: int(os.environ.get(variable(name), port)) for name, port in PUBLISHED.items()}
