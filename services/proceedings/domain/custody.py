"""What the body holds on its deposit account for a proceeding, as the items of its course say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from contracts.registry import Event
from shared.books import ASSETS, Account, Move, Postings
from shared.law.procedures import ActRow, Item


@dataclass(slots=True)
class Custody:
    """The accounts of custody.

    Accounts are added up where something asks for them: most proceedings pay out seldom.
    """

    postings: Postings = field(default_factory=Postings)
    debits: defaultdict[tuple[Account, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """By account and currency, of the items that were read."""
    read: int = 0
    """How many items of the course were read."""

    def copy(self) -> "Custody":
        """The same accounts; what is posted to one leaves the other as it is."""
        return replace(self, postings=self.postings.copy(), debits=self.debits.copy())

    def holds(self, items: Sequence[Item], account: Account, currency: str) -> Decimal:
        """What is on an account after these items; less than nothing where more left it than came in."""
        self._read_up(items)
        debits = self.debits[account, currency]
        return debits if account in ASSETS else -debits

    def currencies(self, items: Sequence[Item]) -> tuple[str, ...]:
        """The currencies in which anything was posted by these items."""
        self._read_up(items)
        return tuple(dict.fromkeys(currency for _, currency in self.debits))

    def would_post(self, items: Sequence[Item], row: ActRow, data: Event) -> Iterator[Move]:
        """What an act would post by its row after these items."""
        self._read_up(items)
        yield from self.postings.by_row(row, data)

    def _read_up(self, items: Sequence[Item]) -> None:
        for item in items[self.read :]:
            self._add(self.postings.of(item.data))
        self.read = len(items)

    def _add(self, moves: Iterable[Move]) -> None:
        for debit, credit, sum_, *_ in moves:
            self.debits[debit, sum_.currency] += sum_.amount
            self.debits[credit, sum_.currency] -= sum_.amount
