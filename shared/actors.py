"""Who acts, as messages name them: `executor:0101-017`, `head:0101`, `registrar:0101-003`, `policy:voluntary-term`."""

from dataclasses import dataclass
from typing import Self

SYSTEM_ACTORS = ("policy:", "timer:", "installation")
"""Prefixes of actors that stand for the system itself. Services act as these in their own transactions; no sender may
claim to be one over the bus."""
EXECUTOR = "executor"
REGISTRAR = "registrar"
"""A person of an enforcement body whom the Code does not name."""
OPERATOR = "operator"
"""A person who runs the system, and enters backlogs."""
HEAD, COURT, SUPERIOR = "head", "court", "superior"
CLERKS = frozenset({EXECUTOR, REGISTRAR, HEAD})
"""Who takes in statements, and records what its papers show."""
_OF_A_BODY = frozenset({*CLERKS, "accountant"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a command: a person in a role, or a part of the system."""

    actor: str
    role: str
    code: str
    """The number of the person, or of the body."""

    @classmethod
    def named(cls, actor: str) -> Self:
        """Who `executor:0101-017` is."""
        role, _, code = actor.partition(":")
        return cls(actor, role, code)

    @property
    def is_system(self) -> bool:
        """Whether it is no person."""
        return self.actor.startswith(SYSTEM_ACTORS)

    @property
    def body(self) -> str | None:
        """The enforcement body that employs the person; none for courts, superior bodies and operators."""
        return self.code.partition("-")[0] if self.role in _OF_A_BODY else None

    @property
    def executor(self) -> str | None:
        """The number of the person as an executor."""
        return self.code if self.role == EXECUTOR else None
