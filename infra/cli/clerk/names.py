"""Names of what the rows of the law hold, in three languages; a code without a row is shown as it is."""

from collections.abc import Iterable, Mapping
from functools import cache

from contracts.names import field_names
from infra.cli.clerk.fields import rows, rule_set
from infra.cli.clerk.labels import name_of
from shared.law.names import Language, Names, in_language

_OTHER_ACTS = {
    "initiate-proceeding": Names(
        en="Initiation", ru="Возбуждение исполнительного производства", be="Узбуджэнне выканаўчай вытворчасці"
    ),
}
"""What the history shows and no row makes: it follows from the decision on the statement."""


def act_name(act: str, language: Language) -> str:
    """`Suspension`; of an act that no row has, its code."""
    row = rows().get(act)
    return _named(row.names if row else _OTHER_ACTS.get(act), act, language)


def actor_names(actors: Iterable[str], language: Language) -> str:
    """`Court executor, Head of the enforcement body`."""
    return ", ".join(_named(_actors().get(each), each, language) for each in actors)


def duty_name(duty: str, language: Language) -> str:
    """`Send copies of the resolution to the parties`."""
    return _named(_duties().get(duty), duty, language)


def document_name(kind: str, language: Language) -> str:
    """`Resolution on completion`."""
    return _named(_documents().get(kind), kind, language)


def ground_name(ground: str, language: Language) -> str:
    """What the ground is, as the article says it."""
    return _named(_grounds().get(ground), ground, language)


def value_name(code: str, language: Language) -> str:
    """What the value of a field is called; one without a name is shown as it is."""
    listed = name_of(code, language)
    return listed if listed != code else _named(_choices().get(code), code, language)


def field_name(path: str, language: Language) -> str:
    """What a field is called, by the names of the parts of its path: `executor, full name`."""
    parts = path.split(".")
    return ", ".join(_named(field_names().fields.get(part) or _stated().get(part), part, language) for part in parts)


def _named(names: Names | None, code: str, language: Language) -> str:
    return in_language(names, language) if names else code


@cache
def _choices() -> Mapping[str, Names]:
    from shared.documents.wording import words  # large, and of no use for help

    return words().codes


@cache
def _documents() -> dict[str, Names]:
    from shared.law.rule_sets.rows import Document

    return {row.id: row.name for row in rule_set().all(Document)}


@cache
def _actors() -> dict[str, Names]:
    from shared.law.rule_sets.rows import Actor

    return {row.id: row.name for row in rule_set().all(Actor)}


@cache
def _grounds() -> dict[str, Names]:
    from shared.law.rule_sets.rows import Ground

    return {row.id: row.name for row in rule_set().all(Ground)}


@cache
def _duties() -> dict[str, Names]:
    of_statements: dict[str, Names] = {row.duty: row.name for row in rule_set().intake.duties.duties.values()}
    return of_statements | {duty: row.name for duty, row in rule_set().procedures.duties.duties.items()}


@cache
def _stated() -> dict[str, Names]:
    """The names of what acts state, by its name in messages."""
    return {row.name: row.names for row in rule_set().procedures.fields.fields.values()}
