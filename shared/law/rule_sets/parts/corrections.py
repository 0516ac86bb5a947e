"""Corrections of acts that are on record: who makes them, what they require, what they leave as it is."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.events.corrections import Annuller, CorrectionKind
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import ActorId, DisplayNames, DocumentId, Identifier, Model, Text
from shared.law.rule_sets.parts.act_fields import FieldType, MemberName
from shared.law.rule_sets.sheets import Fault, Sheet, Table

RECORD_KEEPING = "record-keeping"
"""In the place of an article: the Code has no rule, and only the record is put right."""
Basis = Citation | Literal["record-keeping"]
FieldPath = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
"""Dotted path into the data of the event that records an act."""


class Required(StrEnum):
    """What a correction rests on."""

    BASIS = "basis"
    """A paper that shows it."""
    RESOLUTION = "resolution"
    """It is a resolution itself."""


class CorrectionRow(Model):
    """One of the corrections."""

    identified_by = ("kind",)

    kind: CorrectionKind
    article: Basis
    by: tuple[ActorId, ...]
    """Who decides it, or puts the record right."""
    recorded_by: tuple[ActorId, ...] = ()
    """Who records it from the paper of those who decided it."""
    second_person: bool
    """Proposed by one person, made when another approves."""
    approved_by: tuple[ActorId, ...] = ()
    """Who may be the second person."""
    requires: Required
    name: DisplayNames
    reading: Text


class CorrectionException(Model):
    """An act that a correction is not for, or is for only where one of `by` decided."""

    identified_by = ("kind", "act")

    kind: CorrectionKind
    act: Identifier
    article: Citation
    by: frozenset[Annuller] = frozenset()
    reading: Text


class Kept(Model):
    """What of an act stays in a correction."""

    identified_by = ("kind", "act")

    kind: CorrectionKind
    act: Identifier
    article: Basis
    fields: tuple[FieldPath, ...]


class SlipRule(Model):
    """What of a field stays in the correction of a slip, by the type of the field (Art. 343(4))."""

    identified_by = ("type",)

    type: FieldType
    stays: bool
    """The field carries the decision: which thing, person, ground, measure or choice."""
    part: MemberName | None = None
    """The part of it that stays; none: all of it."""

    @model_validator(mode="after")
    def _a_part_stays(self) -> Self:
        if self.part is not None and not self.stays:
            raise ValueError("a part is named of what stays")
        return self


class ActDocument(Model):
    """An act of the executor that is no resolution, and whose slips are corrected by one."""

    identified_by = ("document",)

    document: DocumentId
    article: Citation


class CorrectionTable(Sheet):
    """The corrections of a kind of proceeding."""

    corrections: Table[CorrectionRow]
    exceptions: Table[CorrectionException]
    kept: Table[Kept]
    slips: Table[SlipRule]
    acts: Table[ActDocument]

    def faults(self) -> Iterator[Fault]:
        """Every correction has its row, and every type of field."""
        for type_ in FieldType:
            if type_ not in self.slips:
                yield Fault(MissingRow, "has no row", "slips", type_.value, "slips")
        for kind in CorrectionKind:
            if kind not in self.corrections:
                yield Fault(MissingRow, "has no row", "corrections", kind.value, "corrections")

    def exception(self, kind: CorrectionKind, act: str) -> CorrectionException | None:
        """What restricts a correction of an act, if anything does."""
        return self.exceptions.get(f"{kind} {act}")

    def named_as_kept(self, kind: CorrectionKind, act: str) -> tuple[FieldPath, ...]:
        """What of an act stays in a correction by its row alone."""
        row = self.kept.get(f"{kind} {act}")
        return row.fields if row else ()
