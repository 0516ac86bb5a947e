"""The fields of acts: their types, forms and codes, and the command that states them.

Money is written `100.00 BYN`, an identifier `unp:191234563`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin
from uuid import UUID

from contracts import codelists
from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.codelists import CURRENCIES
from contracts.identifiers import derived_id
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import IdentifierKind, Money, PersonIdentifier

if TYPE_CHECKING:  # large, and of no use for the help of commands
    from shared.law.rule_sets import RuleSet
    from shared.law.rule_sets.parts.acts import ActRow

_OWN_IDS = frozenset({"measure", "payment", "cost"})
_PAST_THE_ACCOUNT = frozenset({"confirm-direct-payment", "record-payment-by-employer"})
"""Acts that record a payment under other names."""
_FORMS: Mapping[Any, str] = {date: "2026-06-30", UUID: "an id", tuple: "a,b,c", int: "1", bool: "true, false"}
_LONG_LISTS = frozenset({"currencies"})
"""Code lists that everybody knows."""
_CURRENCIES = frozenset({"currency", "into"})
"""Fields that name a currency."""
_ABBREVIATIONS = {currency.abbreviation: code for code, currency in CURRENCIES.items()}
_IDENTIFIERS = frozenset(IdentifierKind)


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
    codes: tuple[str, ...] = ()
    """The values it can have, where they are a list."""

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return f"--{self.path.replace('_', '-')}"


class ActFields:
    """The acts of a rule set, and what each states."""

    def __init__(self, rule_set: "RuleSet") -> None:
        self.rule_set = rule_set

    @cached_property
    def rows(self) -> Mapping[str, "ActRow"]:
        """The acts that can be named, those of statements first."""
        procedures = self.rule_set.procedures
        return {**procedures.statement.acts, **procedures.enforcement.acts}

    def service_of(self, act: str) -> str:
        """The service that records the act: intake those on statements. Raises KeyError."""
        self.rows[act]
        return "intake" if act in self.rule_set.procedures.statement.acts else "proceedings"

    def model_of(self, act: str) -> type[Command]:
        """The command that asks for an act. Raises KeyError."""
        name = f"lea.{self.service_of(act)}.{self.rows[act].command_name}.v1"
        return COMMANDS.models[name]  # type: ignore[return-value]

    def fields_of(self, act: str) -> list[ActField]:
        """The fields of an act. Raises KeyError."""
        fields = fields_inside(self.model_of(act), "")
        return [field._replace(required=False) if creates(self.rows[act], field.path) else field for field in fields]

    def command(self, act: str, values: dict[str, Any], command_id: UUID) -> Command:
        """The command for an act with what is stated for its fields. Raises KeyError and MalformedMessage.

        The id of what is new, such as a payment, follows from that of the command unless it is given; claims without a
        number are numbered in their order.
        """
        model = self.model_of(act)
        if isinstance(claims := values.get("claims"), list):
            values = {**values, "claims": numbered(model, claims)}
        return self.stated(act, in_full(values), command_id)

    def stated(self, act: str, data: Mapping[str, Any], command_id: UUID) -> Command:
        """The command for an act with data of its type, in which ids of what is new may be left out.

        Raises KeyError and MalformedMessage.
        """
        model = self.model_of(act)
        new = {name: derived_id(command_id, name) for name in model.model_fields if creates(self.rows[act], name)}
        command: Command = COMMANDS.decode(model.type, json.dumps({**new, **data}, default=_text).encode())
        return command


def creates(row: "ActRow", name: str) -> bool:
    """Whether the field is the id of what the act creates, not of something it refers to."""
    own = name in _OWN_IDS and row.act in {f"add-{name}", f"record-{name}"}
    past_account = name == "payment" and row.act in _PAST_THE_ACCOUNT
    opened = any(move.of == name and not move.from_ for move in row.moves_thing)
    return own or past_account or opened


def element_of(kind: Any) -> type[Contract] | None:
    """What has parts and may be given several times; None for any other type."""
    arguments = get_args(kind)
    element = bare(arguments[0]) if get_origin(kind) is tuple and arguments else None
    return element if isinstance(element, type) and issubclass(element, Contract) else None


def numbered(model: type[Contract], claims: list[Any]) -> list[Any]:
    """The claims that an act states, each with its number: where they have none, their place."""
    claim = element_of(bare(model.model_fields["claims"].annotation)) if "claims" in model.model_fields else None
    if claim is None or "number" not in claim.model_fields:
        return claims
    return [{"number": place, **each} if isinstance(each, dict) else each for place, each in enumerate(claims, 1)]


def in_full(value: Any) -> Any:
    """`100.00 BYN` as money, `BYN` as the code of a currency, `unp:191234563` as an identifier, however deep."""
    if isinstance(value, dict):
        return {str(name): _code_of(each) if name in _CURRENCIES else in_full(each) for name, each in value.items()}
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


def _code_of(currency: Any) -> Any:
    return _ABBREVIATIONS.get(currency, currency) if isinstance(currency, str) else currency


def put(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set what is stated for a field, or for a part of one."""
    for part in path[:-1]:
        nested = values.setdefault(part, {})
        if not isinstance(nested, dict):
            nested = values[part] = {}
        values = nested
    values[path[-1]] = value


def fields_inside(model: type[Contract], prefix: str, required: bool = True) -> Iterator[ActField]:
    """The fields of a model, each with its path behind a prefix."""
    for name, field in model.model_fields.items():
        kind, must = bare(field.annotation), required and field.is_required()
        path = f"{prefix}{name}"
        if isinstance(kind, type) and issubclass(kind, Contract) and not issubclass(kind, Money | PersonIdentifier):
            yield from fields_inside(kind, f"{path}.", must)
        else:
            parts = [field.annotation, *field.metadata]
            meaning = " ".join((field.description or "").split())
            form = "BYN" if name in _CURRENCIES else _form(kind, parts)
            yield ActField(path, kind, must, form, meaning, _codes(kind, parts))


def _form(kind: Any, parts: Sequence[Any]) -> str:
    if element := element_of(kind):
        return "{" + ", ".join(f"{name}: …" for name in element.model_fields) + "}"
    if codes := next(_code_lists(parts), None):
        return f"{codes}: a code"
    if choices := _choices(kind):
        return ", ".join(choices)
    if isinstance(kind, type) and issubclass(kind, Money):
        return "100.00 BYN"
    if kind is PersonIdentifier:
        return "unp:191234563"
    return _FORMS.get(get_origin(kind) or kind, "")


def _choices(kind: Any) -> tuple[str, ...]:
    """The values of an enumeration, or of a literal type."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(each.value for each in kind)
    return tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()


def _codes(kind: Any, parts: Sequence[Any]) -> tuple[str, ...]:
    """What can be written: choices, those of the elements of a list, or the codes of a list."""
    inside = [bare(each) for each in get_args(kind)] if get_origin(kind) is tuple else []
    if choices := next(filter(None, map(_choices, [kind, *inside])), ()):
        return choices
    named = next(_code_lists(parts), None)
    return tuple(getattr(codelists, named.replace("-", "_").upper())) if named and named not in _LONG_LISTS else ()


def _code_lists(parts: Sequence[Any]) -> Iterator[str]:
    """The code lists that a type names, however deep."""
    for part in parts:
        if isinstance(part, Listed):
            yield part.name
        yield from _code_lists(get_args(part))
        yield from _code_lists(getattr(part, "__metadata__", ()))


def bare(annotation: Any) -> Any:
    """A type without `None` and without annotations."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [each for each in get_args(annotation) if each is not type(None)]
        return bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
