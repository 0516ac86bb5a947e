"""Claims that no payment fulfils: what the statuses of what is done for them mean (Art. 350, 366, 396-398)."""

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import Identifier, Model
from shared.law.rule_sets.sheets import Sheet

Statuses = frozenset[Identifier]


class ThingStatuses(Model):
    """Where a thing stands that the document names."""

    article: Citation
    to_be_taken: Statuses
    held: Statuses
    handed_over: Statuses
    absent: Statuses
    """It was not found, and nothing is decided on it."""
    refused: Statuses
    """By the recoverer."""

    @property
    def to_come(self) -> Statuses:
        """It can still be handed over."""
        return self.to_be_taken | self.held


class LiabilityStatuses(Model):
    """Where a case of liability stands."""

    article: Citation
    of_debtor: Statuses
    """Defaults for which the debtor answers."""
    of_demand: Statuses
    """Those that are always of a demand of the document; the others where the case names its claim."""
    pending: Statuses
    imposed: Statuses
    rejected: Statuses


class ProposalStatuses(Model):
    """Where a proposal to perform stands."""

    article: Citation
    exhausted: Statuses
    """The recoverer refused it, or nobody but the debtor can perform."""
    performed: Statuses


class NonMoneyTable(Sheet):
    """Claims to an action and to a thing."""

    things: ThingStatuses
    liability: LiabilityStatuses
    proposals: ProposalStatuses
