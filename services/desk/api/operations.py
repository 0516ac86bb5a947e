"""What can be recorded over the JSON interface: every act of the rule set, and the corrections of entries."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.catalogue import COMMANDS
from contracts.registry import Command
from shared.act_fields import ActFields, creates

ACTS, CORRECTIONS = "acts", "corrections"
"""The parts of the addresses."""
REGISTER = "register-statement"
"""The act that begins a statement: it has no number in its address."""
DECIDE, CORRECT_SLIP = "decide-on-statement", "correct-slip"
_CORRECTIONS: Mapping[str, tuple[str, ...]] = {
    "proceedings": (
        "strike-entry", "correct-entry", "correct-slip", "annul-act", "approve-correction", "reject-correction",
    ),
    "intake": ("strike-entry", "correct-entry", "approve-correction", "reject-correction"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be recorded."""

    service: str
    part: str
    """`acts` or `corrections`."""
    name: str
    """As it stands in the address."""
    type: str
    """The type of its command."""

    def command(self, data: Mapping[str, Any], command_id: UUID, acts: ActFields) -> Command:
        """The command with this data. Raises MalformedMessage."""
        if self.part == ACTS:
            return acts.stated(self.name, data, command_id)
        command: Command = COMMANDS.decode(self.type, json.dumps(data).encode())
        return command


def operation(acts: ActFields, service: str, part: str, name: str) -> Operation | None:
    """The operation of this name; none where a service has none."""
    if part == CORRECTIONS and name in _CORRECTIONS[service]:
        return Operation(service, part, name, f"lea.{service}.{name}.v1")
    if part == ACTS and name in acts.rows and acts.service_of(name) == service:
        return Operation(service, part, name, f"lea.{service}.{acts.rows[name].command_name}.v1")
    return None


def has_draft(acts: ActFields, found: Operation) -> bool:
    """Whether it can make a resolution of which a draft can be shown."""
    if found.part == ACTS:
        return found.name == DECIDE or (found.service == "proceedings" and bool(acts.rows[found.name].document))
    return found.name == CORRECT_SLIP


def operations(acts: ActFields) -> Iterator[Operation]:
    """All of them, in the order of the tables."""
    for service in _CORRECTIONS:
        for part, names in ((ACTS, acts.rows), (CORRECTIONS, _CORRECTIONS[service])):
            for name in names:
                if found := operation(acts, service, part, name):
                    yield found


def created(acts: ActFields, found: Operation, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the fields that are ids of what an act creates."""
    if found.part != ACTS:
        return ()
    return tuple(name for name in fields if creates(acts.rows[found.name], name))
