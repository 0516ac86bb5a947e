"""The command for an act from what a clerk writes: options, and a file in YAML or JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_origin
from uuid import UUID

import typer
import yaml

from contracts.catalogue import COMMANDS
from contracts.codelists import CURRENCIES
from contracts.identifiers import derived_id
from contracts.registry import Command, MalformedMessage
from contracts.values import IdentifierKind
from infra.cli.clerk.fields import FIELDS, ActField, check_service, creates, element_of, fields_of, model_of, numbered
from infra.cli.clerk.problems import refuse
from infra.stack.errors import StackError
from shared.law.names import Language

_ABBREVIATIONS = {currency.abbreviation: code for code, currency in CURRENCIES.items()}
_IDENTIFIERS = frozenset(IdentifierKind)


def stated_act(
    ctx: typer.Context,
    act: str,
    file: Path | None,
    command_id: UUID,
    language: Language,
    as_json: bool,
    service: str = "proceedings",
) -> Command:
    """The command for an act of a service; fields that are missing or not well formed end with exit code 3."""
    check_service(act, service)
    try:
        return stated(ctx, act, file, command_id)
    except MalformedMessage as error:
        refuse(error.problems, language=language, as_json=as_json)


def stated(ctx: Any, act: str, file: Path | None, command_id: UUID) -> Command:
    """The command for an act with the fields of the file and of the options, which come first.

    The id of a new measure, payment or cost follows from that of the command unless it is given; claims without a
    number are numbered in their order. Raises StackError and MalformedMessage.
    """
    model = model_of(act)
    known = {field.path: field for field in fields_of(act)}
    values = _from_file(file) if file else {}
    for path, texts in ctx.meta.get(FIELDS, {}).items():
        _put(values, path.split("."), _read(known[path], texts))
    for name in model.model_fields:
        if name not in values and creates(act, name):
            values[name] = str(derived_id(command_id, name))
    if isinstance(claims := values.get("claims"), list):
        values["claims"] = numbered(model, claims)
    command: Command = COMMANDS.decode(model.type, json.dumps(in_full(values), default=_text).encode())
    return command


def _read(field: ActField, texts: Sequence[str]) -> Any:
    if element_of(field.kind):
        return [part for text in texts for part in _parts(text)]
    if get_origin(field.kind) is tuple:
        return [part.strip() for text in texts for part in text.split(",") if part.strip()]
    return texts[-1]


def _parts(text: str) -> list[Any]:
    read = read_yaml(text)
    return read if isinstance(read, list) else [read]


def in_full(value: Any) -> Any:
    """`100.00 BYN` as money, `unp:191234563` as an identifier, however deep."""
    if isinstance(value, dict):
        return {str(name): in_full(each) for name, each in value.items()}
    if isinstance(value, list):
        return [in_full(each) for each in value]
    if not isinstance(value, str):
        return value
    if len(parts := value.split()) == 2 and (parts[1] in _ABBREVIATIONS or parts[1] in CURRENCIES):
        return {"amount": parts[0], "currency": _ABBREVIATIONS.get(parts[1], parts[1])}
    kind, colon, number = value.partition(":")
    if colon and kind in _IDENTIFIERS:
        return {"kind": kind, "value": number.strip()}
    return value


def _put(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        nested = values.setdefault(part, {})
        if not isinstance(nested, dict):
            nested = values[part] = {}
        values = nested
    values[path[-1]] = value


def _from_file(file: Path) -> dict[str, Any]:
    loaded = read_yaml(file.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise StackError(f"{file} does not hold the fields of an act: each is written on a line, `field: value`.")
    return loaded


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


class _Texts(yaml.SafeLoader):
    """YAML whose numbers stay as they are written: 0101 is a code, 1250.40 an amount."""


_Texts.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> Any:
    """What YAML states, with numbers as they are written."""
    loaded: Mapping[str, Any] = yaml.load(text, Loader=_Texts)  # noqa: S506 - a safe loader
    return loaded
