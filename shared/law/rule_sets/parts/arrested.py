"""Arrested property: who keeps it, when it is offered, and how a sale stands when it fails (Art. 379-386)."""

from collections.abc import Iterator
from typing import Literal, get_args

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import Identifier, LimitId, Model
from shared.law.rule_sets.sheets import Fault, Sheet, Table

StateCode = Literal[
    "to-be-held",
    "before-a-buyer",
    "with-a-buyer",
    "paid-for",
    "without-result",
    "failed",
    "unanswered",
    "last-sale-failed",
    "on-offer",
    "pledge-stands",
    "no-round",
    "before-the-transfer",
    "for-the-sole-participant",
    "after-the-last-sale",
    "price-to-come",
    "passed",
    "without-the-recoverer",
    "no-longer-held",
    "pledged-at-the-last-sale",
    "secures",
]
"""What code asks of the status of a sale, of arrested property or of a pledge."""


class KeptKind(Model):
    """A kind of property that is always seized, and who keeps it."""

    identified_by = ("kind",)

    kind: Identifier
    keeper: Identifier
    article: Citation


class UnpaidKeeper(Model):
    """A keeper who is not paid."""

    identified_by = ("keeper",)

    keeper: Identifier
    article: Citation


class Offer(Model):
    """When property is offered to the recoverer, by its status."""

    identified_by = ("out_of",)

    out_of: Identifier
    article: Citation
    after: LimitId | None = None
    """The limit that must be over; none: it is offered at once."""
    price: Literal["value", "revaluation", "initial"]
    """At which it is offered: its value, as it was revalued last, or the price with which its sale began."""
    last: bool = False
    """No revaluation follows it: what is refused is released."""


class SaleFailure(Model):
    """How a sale stands on a ground of failure."""

    identified_by = ("ground",)

    ground: Identifier
    sale: Identifier
    article: Citation


class ReleasedKinds(Model):
    """Of which kinds of property a ground of release is."""

    identified_by = ("ground",)

    ground: Identifier
    kinds: tuple[Identifier, ...]
    article: Citation
    reading: str | None = None


class State(Model):
    """What some statuses of a sale, of arrested property or of a pledge say."""

    identified_by = ("state",)

    state: StateCode
    of: Literal["sale", "property", "pledge"]
    article: Citation
    statuses: frozenset[Identifier]
    reading: str | None = None


class ArrestedTable(Sheet):
    """What the Code says of arrested property beside its acts."""

    kept: Table[KeptKind]
    unpaid_keepers: Table[UnpaidKeeper]
    offers: Table[Offer]
    failures: Table[SaleFailure]
    released: Table[ReleasedKinds]
    states: Table[State]

    def faults(self) -> Iterator[Fault]:
        """Whatever code asks of a status has its row."""
        for state in get_args(StateCode):
            if state not in self.states:
                yield Fault(MissingRow, "has no row", "states", state, "states")
