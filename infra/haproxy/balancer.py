"""The configuration of the HAProxy between clients and the nodes of a broker cluster: connections go to a living node.

An instance beside the one for HTTP: a reload of that one would close long connections of this one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The first bytes of a client (AMQP 0-9-1 section 4.2.2), and of the answer: a frame of kind 1 on channel 0.
GREETING, _ANSWER = "414d515000000901", "010000"
_CHECKED = "check inter 1s fall 2 rise 2 on-marked-down shutdown-sessions"


@dataclass(frozen=True)
class Balanced:
    """An interface that every node has."""

    clients: str
    """`address:port` for clients."""
    nodes: Sequence[str]
    """`address:port` of each node."""


def balancer(amqp: Balanced, management: Balanced, user: str | None, group: str | None) -> str:
    """The text of the file. User and group are those of the workers."""
    run_as = [f"{kind} {name}" for kind, name in (("user", user), ("group", group)) if name]
    return "\n".join(
        [
            *_section("global", *run_as, "log stdout format raw local0 notice", "maxconn 2000"),
            *_section(
                "defaults",
                "mode tcp",
                "log global",
                "timeout connect 2s",
                "timeout check 4s",
                # Heartbeats of AMQP end a dead connection; an idle one lasts.
                "timeout client 1h",
                "timeout server 1h",
                "balance leastconn",
                "option redispatch 1",
                "retries 3",
                f"default-server {_CHECKED}",
            ),
            *_section(
                "listen amqp",
                f"bind {amqp.clients}",
                # A node that hangs accepts connections, and does not answer.
                "option tcp-check",
                "tcp-check connect",
                f"tcp-check send-binary {GREETING}",
                f"tcp-check expect rbinary ^{_ANSWER}",
                *_servers(amqp.nodes),
            ),
            *_section("listen management", f"bind {management.clients}", *_servers(management.nodes)),
        ]
    )


def _section(title: str, *lines: str) -> list[str]:
    return [title, *(f"    {line}" for line in lines), ""]


def _servers(addresses: Sequence[str]) -> list[str]:
    return [f"server broker-{number} {address}" for number, address in enumerate(addresses, 1)]
