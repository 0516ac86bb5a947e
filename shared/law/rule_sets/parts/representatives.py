"""Who represents whom, and what a representative does only with a special power (Art. 76, 79)."""

from contracts.values import PartyKind
from shared.law.rule_sets.fields import DisplayNames, Identifier
from shared.law.rule_sets.parts.proceeding_rows import ProceedingRow
from shared.law.rule_sets.sheets import Sheet, Table


class RepresentativeKind(ProceedingRow):
    """A kind of representative."""

    identified_by = ("kind",)

    kind: Identifier
    of: frozenset[PartyKind]
    """Whom a representative of this kind represents."""
    by_law: bool = False
    """The powers follow from the office or the care, and from no paper of the party."""


class SpecialPower(ProceedingRow):
    """An action that a representative does only where the power of attorney names it."""

    identified_by = ("power",)

    power: Identifier
    names: DisplayNames


class RepresentativeTable(Sheet):
    """Representatives and their powers."""

    kinds: Table[RepresentativeKind]
    special_powers: Table[SpecialPower]
