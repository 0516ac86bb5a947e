"""What a statement on initiation and its execution document must have and be (Art. 333, 355, 359, 370)."""

from typing import ClassVar

from shared.law.rule_sets.fields import GroundId, Identifier, Text
from shared.law.rule_sets.sheets import Cited, Part, Sheet, Table


class Requirement(Cited):
    """One requirement: its article and the ground it makes when it is not met."""

    identified_by = ("check",)

    check: Identifier
    """The test of the service intake that shows whether it is met."""
    ground: GroundId
    detail: Text
    also_established: bool = False
    """The ground may also be established outside the papers, as a circumstance."""


class RequirementTable(Sheet):
    """All requirements, in the order in which they are examined."""

    requirements: Table[Requirement]


class IntakeRules(Part):
    """What intake examines."""

    folder: ClassVar[str] = "intake"

    requirements: RequirementTable
