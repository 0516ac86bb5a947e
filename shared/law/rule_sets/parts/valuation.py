"""Who sets the value of arrested property (Art. 352)."""

from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import ConditionId, Identifier, Model, Text
from shared.law.rule_sets.sheets import Sheet, Table


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


class ValuationTable(Sheet):
    """Valuation of arrested property."""

    sources: Table[ValueSource]
