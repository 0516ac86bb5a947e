"""The fields of an act as options of a command: `--ground suspend-must-release-claim --until 2026-06-30`.

Money is written `100.00 BYN`, an identifier `unp:191234563`, a list with commas, a part of a field with a dot:
`--executor.id 0101-018`. What has parts and may be given several times is written in braces, once each:
`--claims "{type: principal-debt, sum: 100.00 BYN}"`.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from contracts.registry import Command
from shared.clock import SystemClock

if TYPE_CHECKING:
    from shared.act_fields import ActField, ActFields
    from shared.law.rule_sets import RuleSet
    from shared.law.rule_sets.parts.acts import ActRow

FIELDS = "fields"
"""Under this key of the context are the fields that were given as options."""


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
def act_fields() -> "ActFields":
    """The acts of today's law."""
    from shared.act_fields import ActFields  # large, and of no use for help
    from shared.law.rule_sets import RuleSets

    return ActFields(RuleSets.load().in_force(SystemClock().today()))


def rule_set() -> "RuleSet":
    """Today's law."""
    return act_fields().rule_set


def rows() -> Mapping[str, "ActRow"]:
    """The acts that can be named, those of statements first."""
    return act_fields().rows


def row_of(act: str) -> "ActRow":
    """The row of an act. Raises BadParameter."""
    if act not in rows():
        raise typer.BadParameter(f"there is no act {act}: `lea act show` lists all acts", param_hint="ACT")
    return rows()[act]


def check_service(act: str, service: str) -> None:
    """Raises BadParameter where the act is for the other command."""
    if service_of(act) != service:
        other = "lea statement" if service == "proceedings" else "lea act"
        raise typer.BadParameter(f"{act} is an act for `{other}`", param_hint="ACT")


def _flag(words: deque[str]) -> str:
    """What is said of a field that is true or false: `--sealed` alone, or with a word."""
    return words.popleft() if words and words[0] in {"true", "false"} else "true"


def service_of(act: str) -> str:
    """The service that records the act: intake those on statements. Raises BadParameter."""
    row_of(act)
    return act_fields().service_of(act)


def model_of(act: str) -> type[Command]:
    """The command that asks for an act. Raises BadParameter."""
    row_of(act)
    return act_fields().model_of(act)


def fields_of(act: str) -> list["ActField"]:
    """The fields of an act. Raises BadParameter."""
    row_of(act)
    return act_fields().fields_of(act)
