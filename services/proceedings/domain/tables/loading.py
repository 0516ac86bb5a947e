"""Reading the tables of a rule set: one folder each; what it leaves out comes from the rule set it is based on."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from services.proceedings.domain.tables.rows import Tables

HEADER = "rule-set.yaml"


class UnknownTables(LookupError):
    """No tables of that rule set are packaged."""


@cache
def tables_named(rule_set: str) -> Tables:
    """The tables of a rule set such as `epc-2021`; raises `UnknownTables`, or ValidationError for an ill-formed row."""
    return Tables.model_validate(_merged(rule_set, _folders()))


def _folders() -> dict[str, Traversable]:
    here = files("services.proceedings.domain.tables")
    folders = [entry for entry in here.iterdir() if entry.is_dir() and (entry / HEADER).is_file()]
    return {_document(folder / HEADER)["id"]: folder for folder in folders}


def _merged(rule_set: str, folders: dict[str, Traversable]) -> dict[str, Any]:
    if rule_set not in folders:
        raise UnknownTables(f"no tables of rule set {rule_set!r}")
    folder = folders[rule_set]
    based_on = _document(folder / HEADER).get("based_on")
    merged = _merged(based_on, folders) if based_on else {}
    for entry in folder.iterdir():
        if entry.name.endswith(".yaml") and entry.name != HEADER:
            merged |= _document(entry)
    return merged


def _document(path: Traversable) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document
