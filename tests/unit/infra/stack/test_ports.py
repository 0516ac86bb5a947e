"""Blocks of ports: side by side, kept, and clashes said clearly."""

import json
import socket
from pathlib import Path

import pytest

from infra.stack.errors import StackError
from infra.stack.ports import BLOCKS, OFFSETS, claim_ports


def home(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def test_two_stacks_take_different_blocks(tmp_path: Path) -> None:
    first, second = claim_ports(home(tmp_path, "a"), None), claim_ports(home(tmp_path, "b"), None)
    assert {first[name] for name in OFFSETS}.isdisjoint(second[name] for name in OFFSETS)
    first.close()
    second.close()


def test_a_stack_keeps_its_block(tmp_path: Path) -> None:
    own = home(tmp_path, "a")
    base = 31_900
    (own / "ports.json").write_text(json.dumps({"base": base}))
    for _ in range(2):
        ports = claim_ports(own, None)
        assert ports.base == base
        assert json.loads((own / "ports.json").read_text())["ports"]["edge"] == ports["edge"]
        ports.close()


def test_a_block_with_a_taken_port_is_passed_over(tmp_path: Path) -> None:
    own = home(tmp_path, "a")
    with socket.create_server(("127.0.0.1", 31_920 + OFFSETS["edge"])):
        (own / "ports.json").write_text(json.dumps({"base": 31_920}))
        ports = claim_ports(own, None)
    assert ports.base in BLOCKS
    assert ports.base != 31_920
    ports.close()


def test_a_wanted_block_that_is_taken_is_refused_with_the_port(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 31_941)),
        pytest.raises(StackError, match=r"LEA_BASE_PORT=31940: port 31941 is taken by another program"),
    ):
        claim_ports(home(tmp_path, "a"), 31_940)


def test_a_wanted_block_of_another_stack_is_refused(tmp_path: Path) -> None:
    ports = claim_ports(home(tmp_path, "a"), 31_960)
    with pytest.raises(StackError, match="another stack holds these ports"):
        claim_ports(home(tmp_path, "b"), 31_960)
    ports.close()
    claim_ports(home(tmp_path, "c"), 31_960).close()
