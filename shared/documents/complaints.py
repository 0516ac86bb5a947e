"""How a resolution is complained of, from the row of its act (Art. 353)."""

from datetime import date

from shared.documents.resolution import Complaint
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.rows import Actor


def complaints_against(row: ActRow, maker: str, rule_set: RuleSet, day: date | None = None) -> tuple[Complaint, ...]:
    """The ways in which a resolution is complained of that this actor made."""
    return tuple(
        Complaint(
            tuple(way.to),
            tuple(rule_set.row(Actor, actor).name for actor in way.to),
            (limit := rule_set.limit(way.limit, day)).amount or 0,
            str(limit.unit),
            str(way.article),
        )
        for way in row.appeals_against(maker)
    )
