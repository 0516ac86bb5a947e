"""A field of a command that is missing, of a wrong type, out of range, too long or unknown is refused by its name."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from contracts.catalogue import COMMANDS
from contracts.registry import MalformedMessage
from tests.contract.field_faults import Fault, Place, faults
from tests.contract.test_golden_samples import GOLDEN

MEANT = {"document.in_force_on null"}
"""A document may name no day of legal force (Art. 333(1) ind. 7)."""


def _sample(type_: str) -> Any:
    return json.loads((GOLDEN / f"{type_}.json").read_text(encoding="utf-8"))


def _by_field(type_: str) -> Iterable[Sequence[Fault]]:
    found: defaultdict[Place, list[Fault]] = defaultdict(list)
    for fault in faults(COMMANDS.models[type_].model_json_schema(), _sample(type_)):
        if f"{fault.place} {fault.what}" not in MEANT:
            found[fault.place].append(fault)
    return found.values()


CASES = [(type_, of_field) for type_ in sorted(COMMANDS.models) for of_field in _by_field(type_)]


@pytest.mark.parametrize(
    ("type_", "of_field"),
    CASES,
    ids=[f"{type_.removeprefix('lea.')} {of_field[0].place}" for type_, of_field in CASES],
)
def test_a_fault_is_refused_with_its_field(type_: str, of_field: Sequence[Fault]) -> None:
    sample, unnoticed = _sample(type_), list[tuple[str, Any, Any]]()
    for fault in of_field:
        try:
            COMMANDS.decode(type_, json.dumps(fault.applied(sample)).encode())
            unnoticed.append((fault.what, fault.value, "accepted"))
        except MalformedMessage as refused:
            named = {problem.field for problem in refused.problems}
            if str(fault.place) not in named:
                unnoticed.append((fault.what, fault.value, named))
    assert not unnoticed


def test_the_faults_are_many() -> None:
    assert sum(len(of_field) for _, of_field in CASES) > 3000
