"""Who sets the value of arrested property (Art. 352)."""

from collections.abc import Iterator

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.errors import MissingRow
from shared.law.rule_sets.fields import ConditionId, Identifier, LimitId, Model, Text
from shared.law.rule_sets.parts.act_fields import MemberName
from shared.law.rule_sets.sheets import Fault, Sheet, Table


class ValueSource(Model):
    """Who set a value, and what follows from it."""

    identified_by = ("source",)

    source: Identifier
    article: Citation
    of_executor: bool = False
    """The executor sets it: parties may disagree with it."""
    copy_by: Identifier | None = None
    """The act by which a party receives the paper that states it."""
    with_the_arrest: bool = False
    """It stands in the act of arrest, so that it does not follow a preliminary value."""
    examined: bool = False
    """It settles what parties disagreed on."""
    appointed: bool = False
    """An examination was appointed before."""
    conditions: tuple[ConditionId, ...] = ()
    """What a paper shows of it."""
    reading: Text | None = None


class ValueCopy(Model):
    """An act by which a party receives the paper that states a value."""

    identified_by = ("act",)

    act: Identifier
    receiver: MemberName
    """The field that names who receives it."""
    article: Citation


class Disagreements(Model):
    """Disagreements with a value of the executor."""

    limit: LimitId
    answered: frozenset[Identifier]
    """Statuses in which one counts no more."""
    article: Citation


class ValuationTable(Sheet):
    """Valuation of arrested property."""

    sources: Table[ValueSource]
    copies: Table[ValueCopy]
    disagreements: Disagreements

    def faults(self) -> Iterator[Fault]:
        """The paper with every value of the executor is received by an act of the table."""
        for source, row in self.sources.items():
            if row.copy_by is not None and row.copy_by not in self.copies:
                yield Fault(MissingRow, f"{row.copy_by} is none of the copies", "sources", source, "copy_by")
