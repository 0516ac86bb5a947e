"""What complaints against the executor need beside the tables of the Code (Art. 353)."""

from enum import StrEnum

from pydantic import Field

from contracts.events.corrections import Annuller
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import ActorId, Identifier, LimitId, Model, Text
from shared.law.rule_sets.sheets import Sheet, Table


class ComplaintRow(Model):
    """What every row has."""

    article: Citation
    reading: Text | None = None


class Limited(ComplaintRow):
    """Within which limit something is done."""

    limit: LimitId


class Challenged(Limited):
    """What a complaint challenges."""

    identified_by = ("challenged",)

    challenged: Identifier


class Stated(StrEnum):
    """Whether a decision with an outcome states something."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


class Outcome(ComplaintRow):
    """What a decision on a complaint leads to."""

    identified_by = ("outcome",)

    outcome: Identifier
    upholds: bool = False
    """The decision of another one that was complained of stands."""
    annuls: Stated = Stated.NEVER
    """Whether it annuls the challenged act, and names the day."""
    sets_aside: bool = False
    """The court sets aside what the superior body decided: what that annulled stands."""
    orders: Stated = Stated.NEVER
    """Whether it says what is to be done, or what was decided in place of the executor."""
    lowered_by: tuple[Identifier, ...] = ()
    """Acts that lower what it reduces."""


class Ended(ComplaintRow):
    """Why a complaint ends without a decision."""

    identified_by = ("because",)

    because: Identifier
    in_: frozenset[Identifier] = Field(alias="in")
    """The statuses of a complaint in which it may."""


class Deciding(ComplaintRow):
    """Who decides on complaints, and by which act."""

    identified_by = ("by",)

    by: Annuller
    actor: ActorId
    act: Identifier
    """The act that records the decision."""


class ComplaintTable(Sheet):
    """Complaints and protests."""

    challenged: Table[Challenged]
    to_court: Limited
    outcomes: Table[Outcome]
    annulled_by: tuple[Identifier, ...]
    """Acts that carry an annulment out."""
    ordered_done_by: tuple[Identifier, ...]
    """Acts that say that what was ordered is done."""
    ended: Table[Ended]
    deciding: Table[Deciding]

    def decided_by(self, act: str) -> Annuller:
        """Whose decision an act records."""
        return next(row.by for row in self.deciding.values() if row.act == act)
