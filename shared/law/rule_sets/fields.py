"""What rows are made of: identifiers, references, names, and what every row has.

A field annotated with `Ref` holds the identifier of a row of another table; the loader checks that it is there.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

from shared.law.names import Names
from shared.law.rule_sets.citation import Citation

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]

T = TypeVar("T")


def _listed(value: Any) -> Any:
    """One value stands for a list of one."""
    return (value,) if isinstance(value, str | dict) else value


def _in_english(value: Any) -> Any:
    """A bare text is the English name."""
    return {"en": value} if isinstance(value, str) else value


Several = Annotated[tuple[T, ...], BeforeValidator(_listed)]


@dataclass(frozen=True)
class Ref:
    """The identifier of a row of one of these tables."""

    tables: tuple[str, ...]
    prefix: str = ""
    """What the identifier begins with beyond the value of the field."""


ActorId = Annotated[Identifier, Ref(("actors",))]
ConditionId = Annotated[Identifier, Ref(("conditions",))]
DecisionId = Annotated[Identifier, Ref(("decisions",))]
DocumentId = Annotated[Identifier, Ref(("documents",))]
EventId = Annotated[Identifier, Ref(("events",))]
EventOrGroundId = Annotated[Identifier, Ref(("events", "grounds"))]
GroundId = Annotated[Identifier, Ref(("grounds",))]
ChapterId = Annotated[Identifier, Ref(("chapters",))]
ActOfProceeding = Annotated[Identifier, Ref(("procedures.enforcement.acts",))]
LimitId = Annotated[Identifier, Ref(("time_limits",))]


class Model(BaseModel):
    """A frozen model that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    identified_by: ClassVar[tuple[str, ...]] = ()
    """The fields that tell a row from the others of its table; none where only its place does."""

    @property
    def key(self) -> str:
        """What identifies the row in its table, for example `ensuring court-executor`."""
        return " ".join(written(getattr(self, name)) for name in self.identified_by)


def written(value: Any) -> str:
    """The value of an identifying field as text."""
    if isinstance(value, frozenset):
        value = sorted(value)
    return " ".join(written(each) for each in value) if isinstance(value, list | tuple) else str(value)


class Wording(Model):
    """A text in English, and in Russian and Belarusian where it has been put into them."""

    en: Text
    ru: Text | None = None
    be: Text | None = None


class DisplayNames(Names):
    """A name that people see: never without one of the three languages."""

    en: Text
    ru: Text
    be: Text


What = Annotated[Wording, BeforeValidator(_in_english)]


class Row(Model):
    """What every row has."""

    table: ClassVar[str]
    identified_by = ("id",)

    id: Identifier
    article: Citation
    see: Several[Citation] = ()
    """Further places of the Code that the row rests on."""
    valid_from: date | None = None
    """First day, where it differs from that of the rule set."""
    valid_to: date | None = None
    """Last day, where it differs from that of the rule set."""
    note: Text | None = None
    rule_set: Identifier
    """Filled in by the loader."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self
