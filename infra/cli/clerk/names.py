"""Names of what the rows of the law hold, in three languages; a code without a row is shown as it is."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from infra.cli.clerk.fields import rule_set
from shared.law.names import Language

if TYPE_CHECKING:
    from shared.naming import LawNames


def act_name(act: str, language: Language) -> str:
    """`Suspension`; of an act that no row has, its code."""
    return _law().act(act, language)


def actor_names(actors: Iterable[str], language: Language) -> str:
    """`Court executor, Head of the enforcement body`."""
    return _law().actors(actors, language)


def duty_name(duty: str, language: Language) -> str:
    """`Send copies of the resolution to the parties`."""
    return _law().duty(duty, language)


def document_name(kind: str, language: Language) -> str:
    """`Resolution on completion`."""
    return _law().document(kind, language)


def ground_name(ground: str, language: Language) -> str:
    """What the ground is, as the article says it."""
    return _law().ground(ground, language)


def thing_name(kind: str, language: Language) -> str:
    """`Arrested property`."""
    return _law().thing(kind, language)


def thing_status(status: str, kind: str, language: Language) -> str:
    """Where a thing of this kind stands."""
    return _law().thing_status(status, language, kind)


def value_name(code: str, language: Language, field: str = "") -> str:
    """What the value of a field is called; one without a name is shown as it is.

    Where a value is called otherwise in one field than in others, `field` names the field, by its path.
    """
    return _law().value(code, language, field)


def field_name(path: str, language: Language) -> str:
    """What a field is called, by the names of the parts of its path: `executor, full name`."""
    return _law().field(path, language)


@cache
def _law() -> "LawNames":
    from shared.naming import LawNames  # large, and of no use for help

    return LawNames(rule_set())
