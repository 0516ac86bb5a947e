"""The fields of an act as options of a command: `--ground suspend-must-release-claim --until 2026-06-30`.

A money field is written `100.00 BYN`, a list with commas, a part of a field with a dot: `--executor.id 0101-018`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from uuid import UUID

import typer
import yaml
from typer.core import TyperCommand

from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.codelists import CURRENCIES
from contracts.identifiers import derived_id
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Money
from infra.stack.errors import StackError
from services.proceedings.domain.act_types import ACTS

FIELDS = "fields"
"""Under this key of the context are the fields that were given as options."""
_OWN_IDS = frozenset({"measure", "payment", "cost"})
_COMMANDS: Mapping[str, type[Command]] = {act: command for command, act in ACTS.items()}
_FORMS: Mapping[Any, str] = {date: "2026-06-30", UUID: "an id", tuple: "a,b,c", int: "1"}
_ABBREVIATIONS = {currency.abbreviation: code for code, currency in CURRENCIES.items()}


class ActField(NamedTuple):
    """A field of an act, or a part of one."""

    path: str
    """With dots: `executor.id`."""
    kind: Any
    """Its type, without what makes it optional."""
    required: bool
    form: str
    """How it is written."""
    meaning: str

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return f"--{self.path.replace('_', '-')}"


class ActCommand(TyperCommand):
    """A command that names an act, whose fields are options of it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the fields of the named act out of the arguments; all others are for the command."""
        named = next((word for word in args if word in _COMMANDS), None)
        options = {field.option: field for field in fields_of(named)} if named else {}
        given, rest = dict[str, list[str]](), list[str]()
        words = iter(args)
        for word in words:
            option, equals, value = word.partition("=")
            if (field := options.get(option)) is None:
                rest.append(word)
            elif field.kind is bool and not equals:
                given[field.path] = ["true"]
            else:
                given.setdefault(field.path, []).append(value if equals else next(words, ""))
        ctx.meta[FIELDS] = given
        return super().parse_args(ctx, rest)


def acts() -> Sequence[str]:
    """The acts that can be named, in the order of the contracts."""
    return tuple(_COMMANDS)


def model_of(act: str) -> type[Command]:
    """The command that asks for an act. Raises BadParameter."""
    if act not in _COMMANDS:
        raise typer.BadParameter(f"there is no act {act}; acts are: {', '.join(acts())}", param_hint="ACT")
    return _COMMANDS[act]


def fields_of(act: str) -> list[ActField]:
    """The fields of an act."""
    fields = _fields(model_of(act), "")
    return [field._replace(required=False) if _creates(act, field.path) else field for field in fields]


def stated(ctx: Any, act: str, file: Path | None, command_id: UUID) -> Command:
    """The command for an act with the fields of the file and of the options, which come first.

    The id of a new measure, payment or cost follows from that of the command unless it is given. Raises StackError and
    MalformedMessage.
    """
    model = model_of(act)
    known = {field.path: field for field in fields_of(act)}
    values = _from_file(file) if file else {}
    for path, texts in ctx.meta.get(FIELDS, {}).items():
        _put(values, path.split("."), _read(known[path], texts))
    for name in _OWN_IDS & model.model_fields.keys():
        if name not in values and _creates(act, name):
            values[name] = str(derived_id(command_id, name))
    return _decoded(model, {key: _short(value) for key, value in values.items()})


def _decoded(model: type[Command], values: Mapping[str, Any]) -> Command:
    command: Command = COMMANDS.decode(model.type, json.dumps(values, default=str).encode())
    return command


def _creates(act: str, name: str) -> bool:
    """Whether the field is the id of what the act creates, not of something it refers to."""
    return name in _OWN_IDS and act in {f"add-{name}", f"record-{name}"}


def _fields(model: type[Contract], prefix: str, required: bool = True) -> Iterator[ActField]:
    for name, field in model.model_fields.items():
        kind, must = _bare(field.annotation), required and field.is_required()
        path = f"{prefix}{name}"
        if isinstance(kind, type) and issubclass(kind, Contract) and not issubclass(kind, Money):
            yield from _fields(kind, f"{path}.", must)
        else:
            form = _form(kind, [field.annotation, *field.metadata])
            yield ActField(path, kind, must, form, " ".join((field.description or "").split()))


def _form(kind: Any, parts: Sequence[Any]) -> str:
    if codes := next(_code_lists(parts), None):
        return f"{codes}: a code"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(each.value for each in kind)
    if isinstance(kind, type) and issubclass(kind, Money):
        return "100.00 BYN"
    return _FORMS.get(get_origin(kind) or kind, "")


def _code_lists(parts: Sequence[Any]) -> Iterator[str]:
    """The code lists that a type names, however deep."""
    for part in parts:
        if isinstance(part, Listed):
            yield part.name
        yield from _code_lists(get_args(part))
        yield from _code_lists(getattr(part, "__metadata__", ()))


def _bare(annotation: Any) -> Any:
    """A type without `None` and without annotations."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [each for each in get_args(annotation) if each is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _read(field: ActField, texts: Sequence[str]) -> Any:
    if get_origin(field.kind) is tuple:
        return [part.strip() for text in texts for part in text.split(",") if part.strip()]
    return texts[-1]


def _short(value: Any) -> Any:
    """`100.00 BYN` as money."""
    if isinstance(value, str) and len(parts := value.split()) == 2:
        amount, currency = parts
        if currency in _ABBREVIATIONS or currency in CURRENCIES:
            return {"amount": amount, "currency": _ABBREVIATIONS.get(currency, currency)}
    return value


def _put(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        nested = values.setdefault(part, {})
        if not isinstance(nested, dict):
            nested = values[part] = {}
        values = nested
    values[path[-1]] = value


def _from_file(file: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise StackError(f"{file} does not hold the fields of an act.")
    return loaded
