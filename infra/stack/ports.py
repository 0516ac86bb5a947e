"""A block of ports for each stack, so that several stacks can run on one machine.

A running stack holds an abstract socket named after its block: two stacks that start at the same moment never choose
the same block, and the claim ends with the process.
"""

import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.stack.errors import StackError

OFFSETS = {
    "postgresql": 0,
    "amqp": 1,
    "management": 2,
    "broker_metrics": 3,
    "distribution": 4,
    "epmd": 5,
    "prometheus": 6,
    "alertmanager": 7,
    "database_exporter": 8,
    "host_exporter": 9,
    "operations": 10,
    "edge": 14,
    "traces": 15,
    "desk": 16,
}
NODES = (1, 2, 3)
"""The nodes of each engine in a cluster."""
_OF_NODES = (
    *("broker", "management", "broker_metrics", "distribution"),
    *("postgresql", "patroni", "etcd", "etcd_peers", "database_exporter"),
)
_ON_ONE_MACHINE = ("postgresql", "broker_metrics", "distribution", "database_exporter")
CLUSTER_OFFSETS = {
    **{name: offset for name, offset in OFFSETS.items() if name not in _ON_ONE_MACHINE},
    **{f"{name}-{node}": 20 + len(NODES) * place + node - 1 for place, name in enumerate(_OF_NODES) for node in NODES},
}
"""Those of a cluster, in three blocks. HAProxy listens for AMQP and management, which every node has as well."""
BLOCK = 20
# Below the ephemeral ports of Linux (32768 and up).
BLOCKS = range(24000, 32000, BLOCK)


class Ports:
    """The ports of one stack, claimed until closed."""

    def __init__(self, base: int, claims: list[socket.socket], offsets: Mapping[str, int] = OFFSETS) -> None:
        self.base = base
        self._claims = claims
        self._offsets = offsets

    def __getitem__(self, name: str) -> int:
        return self.base + self._offsets[name]

    @property
    def named(self) -> dict[str, int]:
        """Every port by name."""
        return {name: self[name] for name in self._offsets}

    def close(self) -> None:
        for claim in self._claims:
            claim.close()


def claim_ports(home: Path, wanted: int | None, offsets: Mapping[str, int] = OFFSETS) -> Ports:
    """Claim the wanted block, else the previous block of this folder, else the first free one; record it in the folder.

    Raises StackError if the wanted block is not free.
    """
    ports = _claimed(wanted, offsets) if wanted is not None else _first_free(home, offsets)
    (home / "ports.json").write_text(json.dumps({"base": ports.base, "ports": ports.named}, indent=2) + "\n")
    return ports


def _claimed(base: int, offsets: Mapping[str, int]) -> Ports:
    claim = _claim(base, offsets)
    if isinstance(claim, str):
        raise StackError(f"LEA_BASE_PORT={base}: {claim}. Choose another one or leave it out.")
    return claim


def _first_free(home: Path, offsets: Mapping[str, int]) -> Ports:
    for base in _candidates(home):
        if isinstance(claim := _claim(base, offsets), Ports):
            return claim
    raise StackError(f"No free block of ports between {BLOCKS.start} and {BLOCKS.stop}.")


def _candidates(home: Path) -> Iterator[int]:
    recorded = home / "ports.json"
    if recorded.exists():
        yield int(json.loads(recorded.read_text())["base"])
    yield from BLOCKS


def _claim(base: int, offsets: Mapping[str, int]) -> Ports | str:
    """The block or blocks, or the reason why they are not available."""
    claims = list[socket.socket]()
    ports = Ports(base, claims, offsets)
    for block in range(base, base + max(offsets.values()) + 1, BLOCK):
        claims.append(socket.socket(socket.AF_UNIX))
        try:
            claims[-1].bind(f"\0ais-lea-ports-{block}")
        except OSError:
            ports.close()
            return "another stack holds these ports"
    taken = next((base + offset for offset in offsets.values() if not _free(base + offset)), None)
    if taken is None:
        return ports
    ports.close()
    return f"port {taken} is taken by another program"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
