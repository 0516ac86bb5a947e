"""Names of what the rows of the law hold, in three languages; a code without a row is shown as it is."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from contracts.codelists import (
    CLAIM_TYPES,
    DOCUMENT_KINDS,
    ENFORCEMENT_BODIES,
    MEASURE_STATUSES,
    MEASURES,
    STATUS_REASONS,
    STATUSES,
)
from contracts.names import field_names, thing_names
from shared.documents.wording import words
from shared.law.names import Language, Names, in_language
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.fields import Wording
from shared.law.rule_sets.rows import Actor, Condition, Document, Ground

_OTHER_ACTS = {
    "initiate-proceeding": Names(
        en="Initiation", ru="Возбуждение исполнительного производства", be="Узбуджэнне выканаўчай вытворчасці"
    ),
}
"""What the history shows and no row makes: it follows from the decision on the statement."""


class LawNames:
    """The names of the rows of a rule set."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._law = rule_set

    def act(self, act: str, language: Language) -> str:
        """`Suspension`; of an act that no row has, its code."""
        return named(self._acts, act, language)

    def actors(self, actors: Iterable[str], language: Language) -> str:
        """`Court executor, Head of the enforcement body`."""
        return ", ".join(named(self._actors, each, language) for each in actors)

    def duty(self, duty: str, language: Language) -> str:
        """`Send copies of the resolution to the parties`."""
        return named(self._duties, duty, language)

    def document(self, kind: str, language: Language) -> str:
        """`Resolution on completion`."""
        return named(self._documents, kind, language)

    def ground(self, ground: str, language: Language) -> str:
        """What the ground is, as the article says it."""
        return named(self._grounds, ground, language)

    def condition(self, condition: str, language: Language) -> str:
        """`The parties were notified of the consideration`; English where it has no other name."""
        found = self._conditions.get(condition)
        return (getattr(found, language) or found.en) if found else condition

    def field(self, path: str, language: Language) -> str:
        """What a field is called, by the names of the parts of its path: `executor, full name`."""
        return ", ".join(named(self._fields, part, language) for part in path.split("."))

    def value(self, code: str, language: Language, field: str = "") -> str:
        """What the value of a field is called; one without a name is shown as it is.

        Where a value is called otherwise in one field than in others, `field` names the field, by its path.
        """
        choices = words().codes
        if (of_field := f"{field.rpartition('.')[2]}.{code}") in choices:
            return named(choices, of_field, language)
        listed = listed_name(code, language)
        return listed if listed != code else named(choices, code, language)

    def thing(self, kind: str, language: Language) -> str:
        """`Arrested property`: what a thing is, by the field in which acts name it."""
        return named(self._things, kind.replace("-", "_"), language)

    def thing_status(self, status: str, language: Language, kind: str = "") -> str:
        """`took place`: where a thing of this kind stands."""
        names = thing_names().statuses
        of_kind = f"{kind}.{status}"
        return named(names, of_kind if of_kind in names else status, language)

    @cached_property
    def _things(self) -> Mapping[str, Names]:
        return {row.name: row.names for row in self._law.procedures.fields.fields.values()}

    @cached_property
    def _fields(self) -> Mapping[str, Names]:
        return {**self._things, **field_names().fields}

    @cached_property
    def _acts(self) -> Mapping[str, Names]:
        tables = self._law.procedures
        rows = {**tables.statement.acts, **tables.enforcement.acts}
        return {**_OTHER_ACTS, **{act: row.names for act, row in rows.items()}}

    @cached_property
    def _actors(self) -> Mapping[str, Names]:
        return {row.id: row.name for row in self._law.all(Actor)}

    @cached_property
    def _documents(self) -> Mapping[str, Names]:
        return {row.id: row.name for row in self._law.all(Document)}

    @cached_property
    def _grounds(self) -> Mapping[str, Names]:
        return {row.id: row.name for row in self._law.all(Ground)}

    @cached_property
    def _conditions(self) -> Mapping[str, Wording]:
        return {row.id: row.name for row in self._law.all(Condition)}

    @cached_property
    def _duties(self) -> Mapping[str, Names]:
        of_statements: dict[str, Names] = {row.duty: row.name for row in self._law.intake.duties.duties.values()}
        return of_statements | {duty: row.name for duty, row in self._law.procedures.duties.duties.items()}


_LISTS = (STATUSES, STATUS_REASONS, MEASURES, MEASURE_STATUSES, CLAIM_TYPES, DOCUMENT_KINDS, ENFORCEMENT_BODIES)


def listed_name(code: str, language: Language) -> str:
    """The name of a code of any code list; the code itself where none has it."""
    found = next((codes[code] for codes in _LISTS if code in codes), None)
    return in_language(found.names, language) if found else code


def named(names: Mapping[str, Names], code: str, language: Language) -> str:
    """The name of a code; the code itself where it has none."""
    return in_language(names[code], language) if code in names else code
