"""The command for an act from what a clerk writes: options, and a file in YAML or JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_origin
from uuid import UUID

import typer

from contracts.registry import Command, MalformedMessage
from infra.cli.clerk.fields import FIELDS, act_fields, check_service, fields_of
from infra.cli.clerk.problems import refuse
from infra.stack.errors import StackError
from shared.act_fields import ActField, element_of, put
from shared.law.names import Language
from shared.plain_yaml import read_yaml


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
    known = {field.path: field for field in fields_of(act)}
    values = _from_file(file) if file else {}
    for path, texts in ctx.meta.get(FIELDS, {}).items():
        put(values, path.split("."), _read(known[path], texts))
    return act_fields().command(act, values, command_id)


def _read(field: ActField, texts: Sequence[str]) -> Any:
    if element_of(field.kind):
        return [part for text in texts for part in _parts(text)]
    if get_origin(field.kind) is tuple:
        return [part.strip() for text in texts for part in text.split(",") if part.strip()]
    return texts[-1]


def _parts(text: str) -> list[Any]:
    read = read_yaml(text)
    return read if isinstance(read, list) else [read]


def _from_file(file: Path) -> dict[str, Any]:
    loaded = read_yaml(file.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise StackError(f"{file} does not hold the fields of an act: each is written on a line, `field: value`.")
    return loaded
