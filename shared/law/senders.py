"""Who may send an act, by the actors that its row names."""

from collections.abc import Collection

from shared.actors import REGISTRAR, Sender
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.rows import Actor

_COURT = "court"


def actor_of(law: RuleSet, sender: Sender) -> str | None:
    """The actor of the rule set that `executor:0101-017` is; none where it knows no such sender."""
    return next((row.id for row in law.all(Actor) if row.prefix == sender.role), None)


def is_named(law: RuleSet, sender: Sender, by: Collection[str]) -> bool:
    """Whether the sender is one of those named: a registrar for parties and courts, and for no official of a body."""
    if sender.role == REGISTRAR:
        return not of_officials_alone(law, by)
    return actor_of(law, sender) in by


def of_officials_alone(law: RuleSet, by: Collection[str]) -> bool:
    """Whether only officials of enforcement bodies are named."""
    return {row.id for row in law.all(Actor) if row.prefix not in {None, _COURT}}.issuperset(by)
