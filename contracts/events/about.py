"""What an event says of the thing that it names, so that who receives it alone can act on it.

It is as the thing stands when the event is recorded, is no part of what happened, and makes no difference to a course.
Which events say it: `infra.documents.about`, and those that are written by hand.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.banking import Accounts
from contracts.base import Contract
from contracts.codelists import DOCUMENT_KINDS, MEASURES
from contracts.documents import IssuerCode
from contracts.events.of_proceeding import ProceedingEvent
from contracts.listed import Listed
from contracts.registry import Event
from contracts.reversal import ClaimSum
from contracts.values import Added, Code, DocumentNumber, Money, NumberText, Party, Text


class DescribedMeasure(Contract):
    """A measure or action that an event names."""

    code: Annotated[str, Listed(MEASURES)]
    """Which measure or action it is."""
    sum: Money | None = None
    """What it secures or levies by now, where that is stated."""
    subject: Text | None = None
    """What it is directed at, where that is stated."""
    accounts: Added[Accounts | None] = None
    """The accounts that it is directed at, where they are stated."""


class EndedMeasure(DescribedMeasure):
    """A measure that ended with the proceeding."""

    measure: UUID
    """The identifier of the measure or action."""


class DescribedProperty(Contract):
    """Arrested property that an event names, or about which it is."""

    object: Text
    """What it is and how it is recognized."""
    kind: Code | None = None
    """What kind of property its arrest says it is, or `immovable`; none: not stated."""
    measure: UUID
    """The measure under which it lies: that of its arrest, or the last one that it was put under since."""
    measure_code: Annotated[str, Listed(MEASURES)] | None = None
    """Which measure that is; none: the proceeding has no such measure."""
    registration: bool = False
    """Whether registration of the arrest was prescribed or is on record, and was not recalled."""


class DescribedPayout(Contract):
    """A payout that an event names."""

    sum: Money
    payable: Code | None = None
    """As what the money is held that is paid out; none: it goes to another body."""
    order: NumberText | None = None
    """Number of the payment order, where it is stated."""


class DescribedIncomeOrder(Contract):
    """An order to a payer of income that an event names, or under which a payday is."""

    payer: Party
    """The employer, body or institution that pays the debtor."""
    kinds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=9)]
    """The kinds of income that are levied on."""
    sum: Money
    """What is still to be withheld, as it was stated to the payer last, without the fee."""
    in_other_currencies: tuple[ClaimSum, ...] | None = None
    """Of every claim in another currency than the sum, what of it is still to be withheld, as it was stated last."""


class DescribedDocument(Contract):
    """The execution document of the proceeding."""

    kind: Annotated[str, Listed(DOCUMENT_KINDS)]
    number: DocumentNumber
    issuer: IssuerCode
    """The court or body that issued it."""


class AboutMeasure(ProceedingEvent):
    """An event that names a measure or action."""

    about_measure: Added[DescribedMeasure | None] = None
    """Which measure it is; none: it names none that is on record, or is of an earlier release."""


class AboutProperty(ProceedingEvent):
    """An event that names arrested property, or something about it, such as its sale."""

    about_property: Added[DescribedProperty | None] = None
    """What the property is; none: it names none whose arrest is on record, or is of an earlier release."""


class AboutPayout(ProceedingEvent):
    """An event that names a payout."""

    about_payout: Added[DescribedPayout | None] = None
    """Which payout it is; none: it names none that is on record, or is of an earlier release."""


class AboutIncomeOrder(ProceedingEvent):
    """An event that names an order to a payer of income, or a payday under one."""

    about_income_order: Added[DescribedIncomeOrder | None] = None
    """Which order it is; none: it names none that is on record, or is of an earlier release."""


class AboutDocument(ProceedingEvent):
    """An event that says what became of the execution document."""

    about_document: Added[DescribedDocument | None] = None
    """Which document it is; none: of an earlier release."""


class AboutEndedMeasures(ProceedingEvent):
    """An event about the measures that ended with the proceeding."""

    ended_measures: Added[tuple[EndedMeasure, ...] | None] = None
    """Which measures ended with the proceeding; none: of an earlier release."""


SAID_BESIDES = frozenset[str]().union(
    *(
        each.model_fields
        for each in (
            AboutMeasure,
            AboutProperty,
            AboutPayout,
            AboutIncomeOrder,
            AboutDocument,
            AboutEndedMeasures,
        )
    )
)
"""Fields that say of what an event is, and not what happened; among them the number of the proceeding."""


def what_happened(data: Event) -> Event:
    """An event without what it says besides, which makes no difference to the course."""
    said = {name: None for name in SAID_BESIDES if getattr(data, name, None) is not None}
    return data.model_copy(update=said) if said else data
