"""Classes of sensitive fields: what a subscriber receives only if it was approved for it.

A class is an annotation of the type of a value, so that a field has the class of its type. Text without an annotation
is refused by `contracts.shapes`, and by a test of every event: nothing new is passed on by oversight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class FieldClass(StrEnum):
    """What a sensitive field tells about a person."""

    NAMES = "names"
    IDENTIFIERS = "identifiers"
    ADDRESSES = "addresses"
    ACCOUNTS = "accounts"
    INCOME = "income"
    FREE_TEXT = "free-text"


MEANINGS: Mapping[FieldClass, str] = {
    FieldClass.NAMES: "names of people and organizations: a party, or the author of a paper, may be either",
    FieldClass.IDENTIFIERS: "payer numbers, personal numbers, numbers of foreign registers, ids computed from one",
    FieldClass.ADDRESSES: "where somebody lives or works, and where an action is performed",
    FieldClass.ACCOUNTS: "accounts, and the banks that keep them",
    FieldClass.INCOME: "what a debtor earns, and other documents by which it is withheld",
    FieldClass.FREE_TEXT: "what people typed, or what repeats it: it may name anything",
}


@dataclass(frozen=True)
class Sensitivity:
    """Annotation: the class of a value, which the JSON Schema states as `x-sensitive`; the last annotation counts."""

    field_class: FieldClass | None
    """None: text that is not sensitive, such as a code or the number of a document."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        stated = {name: value for name, value in handler(schema).items() if name != "x-sensitive"}
        return stated if self.field_class is None else {**stated, "x-sensitive": self.field_class.value}


NOT_SENSITIVE = Sensitivity(None)
NAMES = Sensitivity(FieldClass.NAMES)
IDENTIFIERS = Sensitivity(FieldClass.IDENTIFIERS)
ADDRESSES = Sensitivity(FieldClass.ADDRESSES)
ACCOUNTS = Sensitivity(FieldClass.ACCOUNTS)
INCOME = Sensitivity(FieldClass.INCOME)
FREE_TEXT = Sensitivity(FieldClass.FREE_TEXT)


@dataclass(frozen=True)
class DataOf:
    """Annotation: the data of an event or a command, whose type the field `type` beside it names."""

    kind: Literal["event", "command"]
