"""The rows of a procedure: which acts there are, when each is open, what it needs and what it does."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.values import Citation, Code, Text


class ActKind(StrEnum):
    """What an act is. Only a decision moves a status; operation of law is the exception that a row names."""

    DECISION = "decision"
    FACT = "fact"
    PARTY_ACT = "party-act"
    OPERATION_OF_LAW = "operation-of-law"


class Late(StrEnum):
    """What becomes of an act that turns out not to have been open on its day."""

    STANDS = "stands"
    VOID = "void"


class ActRow(Contract):
    """One act of a procedure."""

    act: Code
    article: Citation
    kind: ActKind
    by: tuple[Code, ...]
    """Actors of the rule set who may do it."""
    rank: Annotated[int, Field(ge=0, le=999)]
    """Its place among untimed acts of one day: the lower comes first."""
    statuses: frozenset[Code]
    """Statuses of the proceeding in which it is open."""
    moves_status: bool = False
    decisions: frozenset[Code] = frozenset()
    """Decisions of which its ground must be; empty: it names no ground."""
    conditions: tuple[Code, ...] = ()
    effects: tuple[Code, ...]
    late: Late = Late.STANDS
    reading: Text | None = None


class Procedure(Contract):
    """All acts of one kind of proceeding."""

    procedure: Code
    statuses: tuple[Code, ...]
    """In the order in which a proceeding usually goes through them."""
    acts: tuple[ActRow, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [row.act for row in self.acts]
        if len(set(names)) != len(names):
            raise ValueError(f"acts are listed twice: {sorted({name for name in names if names.count(name) > 1})}")
        for row in self.acts:
            if unknown := row.statuses - set(self.statuses):
                raise ValueError(f"act {row.act} is open in unknown statuses: {sorted(unknown)}")
        return self

    def act(self, name: str) -> ActRow:
        """The row of an act. Raises LookupError."""
        for row in self.acts:
            if row.act == name:
                return row
        raise LookupError(f"procedure {self.procedure} has no act {name!r}")
