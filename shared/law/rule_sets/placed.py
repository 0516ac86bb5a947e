"""A row where it stands: in which table and in which file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.law.rule_sets.sheets import Form, Slot


@dataclass(frozen=True)
class Placed:
    """A row, or a value, as read from a file."""

    slot: Slot
    key: str
    """What identifies the row in its table; empty where the whole table is one value."""
    value: Any
    file: str

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.slot.table

    @property
    def identity(self) -> tuple[str, str]:
        """What a later rule set replaces."""
        return self.table, self.key

    @property
    def name(self) -> str:
        """What errors call the row."""
        return self.key or self.table.rpartition(".")[2]

    def rows(self) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        """Every row or value with its name and the beginning of its path in the file."""
        match self.slot.form:
            case Form.ORDERED:
                for number, row in enumerate(self.value, 1):
                    yield row.key or f"{self.name} {number}", (), row
            case Form.NAMED:
                for place, row in enumerate(self.value):
                    yield self.name, (str(place),), row
            case _:
                yield self.name, (), self.value
