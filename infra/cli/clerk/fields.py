"""The fields of an act as options of a command: `--ground suspend-must-release-claim --until 2026-06-30`.

Money is written `100.00 BYN`, an identifier `unp:191234563`, a list with commas, a part of a field with a dot:
`--executor.id 0101-018`. What has parts and may be given several times is written in braces, once each:
`--claims "{type: principal-debt, sum: 100.00 BYN}"`.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin
from uuid import UUID

import typer
from typer.core import TyperCommand

from contracts import codelists
from contracts.base import Contract
from contracts.catalogue import COMMANDS
from contracts.listed import Listed
from contracts.registry import Command
from contracts.values import Money, PersonIdentifier
from shared.clock import SystemClock

if TYPE_CHECKING:
    from shared.law.rule_sets import RuleSet
    from shared.law.rule_sets.parts.acts import ActRow

FIELDS = "fields"
"""Under this key of the context are the fields that were given as options."""
_OWN_IDS = frozenset({"measure", "payment", "cost"})
_PAST_THE_ACCOUNT = frozenset({"confirm-direct-payment", "record-payment-by-employer"})
"""Acts that record a payment under other names."""
_FORMS: Mapping[Any, str] = {date: "2026-06-30", UUID: "an id", tuple: "a,b,c", int: "1", bool: "true, false"}


_LONG_LISTS = frozenset({"currencies"})
"""Code lists that everybody knows."""


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


class ActCommand(TyperCommand):
    """A command that names an act, whose fields are options of it."""

    act: str | None = None
    """The act, where the command is for one only."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the fields of the named act out of the arguments; all others are for the command."""
        if "--help" in args:
            return super().parse_args(ctx, args)
        named = self.act or next((word for word in args if word in rows()), None)
        ctx.meta[FIELDS], rest = fields_in(named, args)
        return super().parse_args(ctx, rest)


def fields_in(act: str | None, args: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The fields of an act that arguments give, by path, and the other arguments."""
    options = {field.option: field for field in fields_of(act)} if act else {}
    given, rest = dict[str, list[str]](), list[str]()
    words = deque(args)
    while words:
        word = words.popleft()
        option, equals, value = word.partition("=")
        if (field := options.get(option)) is None:
            rest.append(word)
            continue
        if not equals:
            value = _flag(words) if field.kind is bool else (words.popleft() if words else "")
        given.setdefault(field.path, []).append(value)
    return given, rest


@cache
def rule_set() -> "RuleSet":
    """Today's law."""
    from shared.law.rule_sets import RuleSets  # large, and of no use for help

    return RuleSets.load().in_force(SystemClock().today())


@cache
def rows() -> Mapping[str, "ActRow"]:
    """The acts that can be named, those of statements first."""
    procedures = rule_set().procedures
    return {**procedures.statement.acts, **procedures.enforcement.acts}


def row_of(act: str) -> "ActRow":
    """The row of an act. Raises BadParameter."""
    if act not in rows():
        raise typer.BadParameter(f"there is no act {act}: `lea act show` lists all acts", param_hint="ACT")
    return rows()[act]


def service_of(act: str) -> str:
    """The service that records the act: intake those on statements. Raises BadParameter."""
    row_of(act)
    statements = rule_set().procedures.statement
    return "intake" if act in statements.acts else "proceedings"


def check_service(act: str, service: str) -> None:
    """Raises BadParameter where the act is for the other command."""
    if service_of(act) != service:
        other = "lea statement" if service == "proceedings" else "lea act"
        raise typer.BadParameter(f"{act} is an act for `{other}`", param_hint="ACT")


def model_of(act: str) -> type[Command]:
    """The command that asks for an act. Raises BadParameter."""
    return COMMANDS.models[f"lea.{service_of(act)}.{row_of(act).command_name}.v1"]  # type: ignore[return-value]


def fields_of(act: str) -> list[ActField]:
    """The fields of an act."""
    fields = fields_inside(model_of(act), "")
    return [field._replace(required=False) if creates(act, field.path) else field for field in fields]


def creates(act: str, name: str) -> bool:
    """Whether the field is the id of what the act creates, not of something it refers to."""
    own = name in _OWN_IDS and act in {f"add-{name}", f"record-{name}"}
    past_account = name == "payment" and act in _PAST_THE_ACCOUNT
    opened = any(move.of == name and not move.from_ for move in row_of(act).moves_thing)
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


def _flag(words: deque[str]) -> str:
    """What is said of a field that is true or false: `--sealed` alone, or with a word."""
    return words.popleft() if words and words[0] in {"true", "false"} else "true"


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
            yield ActField(path, kind, must, _form(kind, parts), meaning, _codes(kind, parts))


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
