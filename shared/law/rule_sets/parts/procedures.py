"""Procedures: which acts there are, when each is open, what it needs and what it does."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.codelists import STATUSES
from contracts.listed import Listed
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import UnknownReference
from shared.law.rule_sets.fields import ActorId, DecisionId, Identifier, Model, Ref, Text
from shared.law.rule_sets.sheets import Fault, Part, Sheet, Table

StatusCode = Annotated[str, Listed(STATUSES), Ref(("statuses",), "enforcement-proceeding-")]


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


class ActRow(Model):
    """One act of a procedure."""

    identified_by = ("act",)

    act: Identifier
    article: Citation
    kind: ActKind
    by: tuple[ActorId, ...]
    """Who may do it."""
    rank: Annotated[int, Field(ge=0, le=999)]
    """Its place among acts of one day whose order is not stated: the lower comes first."""
    statuses: frozenset[StatusCode]
    """Statuses of the proceeding in which it is open."""
    moves_status: bool = False
    decisions: frozenset[DecisionId] = frozenset()
    """Decisions of which its ground must be; empty: it names no ground."""
    conditions: tuple[Identifier, ...] = ()
    effects: tuple[Identifier, ...]
    late: Late = Late.STANDS
    reading: Text | None = None


class Procedure(Sheet):
    """All acts of one kind of proceeding."""

    statuses: tuple[StatusCode, ...]
    """In the order in which a proceeding usually goes through them."""
    acts: Table[ActRow]

    def faults(self) -> Iterator[Fault]:
        """Every act is open in statuses of the procedure."""
        for name, row in self.acts.items():
            for status in sorted(row.statuses - set(self.statuses)):
                yield Fault(UnknownReference, f"{status!r} is no status of the procedure", "acts", name, "statuses")


StatementStatus = Literal["registered", "assessed", "decided-initiate", "decided-refuse", "decided-return"]
"""Statuses of a statement on initiation, which only intake knows."""


class StatementAct(ActRow):
    """One act on a statement on initiation."""

    statuses: frozenset[StatementStatus]


class StatementProcedure(Procedure):
    """All acts on a statement, up to the decision and its copies."""

    statuses: tuple[StatementStatus, ...]
    acts: Table[StatementAct]  # type: ignore[assignment]  # its rows are read and never added to


class ProcedureRules(Part):
    """The procedures of a rule set."""

    folder: ClassVar[str] = "procedures"

    enforcement: Procedure
    statement: StatementProcedure
