"""The code lists as packaged data, validated when the module loads."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Annotated, Any, Generic, TypeVar

from contracts.base import Contract
from contracts.sensitivity import NOT_SENSITIVE


class Names(Contract):
    """A name in English, Russian and Belarusian."""

    en: Annotated[str, NOT_SENSITIVE]
    ru: Annotated[str, NOT_SENSITIVE]
    be: Annotated[str, NOT_SENSITIVE]


class CodeListEntry(Contract):
    """One code: what it is called, where it comes from, when it holds."""

    code: str
    names: Names
    article: str | None = None
    valid_from: date = date(1998, 12, 15)
    """The Code is of 15 December 1998."""
    valid_to: date | None = None


class ClaimType(CodeListEntry):
    """A type of claim."""

    for_money: bool = True
    """A claim for money states its sum; any other claim states none."""


class Body(CodeListEntry):
    """An enforcement body."""

    place: Names
    """Where it is: the place of its resolutions."""


class Currency(CodeListEntry):
    """A currency: ISO 4217 numeric code, full names, abbreviation."""

    abbreviation: str
    minor_units: int


E = TypeVar("E", bound=CodeListEntry)


class CodeList(Mapping[str, E], Generic[E]):
    """Codes in their published order."""

    def __init__(self, name: str, version: str, entries: list[E]) -> None:
        self.name = name
        self.version = version
        self._entries = {entry.code: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise ValueError(f"code list {name}: a code is listed twice")

    def __getitem__(self, code: str) -> E:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def _load(name: str, model: type[E]) -> CodeList[E]:
    document = _document(name)
    return CodeList(name, document["version"], [model.model_validate(row) for row in document["codes"]])


def _document(name: str) -> dict[str, Any]:
    folder = files("contracts.codelists")
    # The wheel for subscribers has the lists as JSON (infra/packages), so that it needs no parser of YAML.
    document: dict[str, Any]
    if (packaged := folder / f"{name}.json").is_file():
        document = json.loads(packaged.read_text(encoding="utf-8"))
    else:
        import yaml

        text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return document


CURRENCIES = _load("currencies", Currency)
STATUSES = _load("statuses", CodeListEntry)
STATUS_REASONS = _load("status_reasons", CodeListEntry)
MEASURES = _load("measures", CodeListEntry)
MEASURE_STATUSES = _load("measure_statuses", CodeListEntry)
CLAIM_TYPES = _load("claim_types", ClaimType)
DOCUMENT_KINDS = _load("document_kinds", CodeListEntry)
LEGAL_GROUNDS = _load("legal_grounds", CodeListEntry)
ENFORCEMENT_BODIES = _load("enforcement_bodies", Body)
STATEMENT_ELEMENTS = _load("statement_elements", CodeListEntry)
