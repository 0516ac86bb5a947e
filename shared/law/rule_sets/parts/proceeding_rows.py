"""What the rows of a proceeding have in common."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from contracts.codelists import STATUS_REASONS
from contracts.listed import Listed
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import Model, Ref, Text
from shared.law.rule_sets.sheets import Fault

GroundCode = Annotated[str, Listed(STATUS_REASONS), Ref(("grounds",))]


class ProceedingRow(Model):
    """What every row has."""

    article: Citation
    reading: Text | None = None


def missing_rows(needed: Iterable[StrEnum], table: Mapping[str, Model], name: str) -> Iterator[Fault]:
    """Faults of a table that lacks a row for one of these."""
    for each in needed:
        if each not in table:
            yield Fault(MissingRow, "has no row", name, each.value, name)
