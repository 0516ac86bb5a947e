"""Whether the rows of duties agree with the acts that they name; checked when the rule set is loaded."""

from collections.abc import Iterator
from typing import Any, get_args

from contracts.events.proceedings import ProceedingInitiated
from services.proceedings.domain.act_types import EVENT_OF
from services.proceedings.domain.circumstances import ACTS_CONCERNED, CIRCUMSTANCES
from services.proceedings.domain.duties import MEASURE
from services.proceedings.domain.outward import BASES
from services.proceedings.domain.rules import Rules
from shared.law.rule_sets.parts.procedures import Duty


def check_duties(rules: Rules) -> None:
    """Whether every act, status and circumstance that a row of a duty names is known. Raises ValueError."""
    rows = rules.law.procedures.enforcement.rows
    acts = {"initiate-proceeding", *rows}
    reached = {(move.of, move.to) for row in rows.values() for move in row.moves_thing}
    reached |= {(MEASURE, step.to) for steps in rules.proceedings.measures.machines.values() for step in steps}
    for duty, row in rules.duties.items():
        if never := {(of, status) for of, statuses in row.falls_away.items() for status in statuses} - reached:
            raise ValueError(f"duty {duty!r} falls away in statuses that no act leads to: {sorted(never)}")
        outward = row.outward.acts | row.outward.ends_with if row.outward else frozenset()
        if unknown := (row.opened_by | row.closed_by | outward) - acts:
            raise ValueError(f"duty {duty!r} names unknown acts: {sorted(unknown)}")
        if row.outward is not None and row.outward.rests_on not in BASES:
            raise ValueError(f"duty {duty!r} names an unknown basis: {row.outward.rests_on!r}")
        if row.who_stated is not None and any(
            row.who_stated not in {field.name for field, _ in rules.law.procedures.fields_of(rows[act])}
            for act in row.opened_by
        ):
            raise ValueError(f"duty {duty!r} is opened by an act that does not state {row.who_stated!r}")
        if (row.as_long_as is not None or row.for_each is not None) and (
            row.opened_by or row.closed_by or row.falls_away or row.ends_with_proceeding
        ):
            raise ValueError(f"duty {duty!r} follows a circumstance, and acts or ends besides")
        if row.as_long_as is not None and row.as_long_as not in CIRCUMSTANCES:
            raise ValueError(f"duty {duty!r} names an unknown circumstance: {row.as_long_as!r}")
        if row.for_each is not None and row.for_each not in ACTS_CONCERNED:
            raise ValueError(f"duty {duty!r} is for acts of an unknown kind: {row.for_each!r}")
        for fault in _faults_of_fields(row):
            raise ValueError(f"duty {duty!r} {fault}")


def _faults_of_fields(row: Duty) -> Iterator[str]:
    """Fields that an act which opens the duty lacks, or no act which closes it has; values that a field never has."""
    opening, closing = ([(act, _fields(act)) for act in sorted(acts)] for acts in (row.opened_by, row.closed_by))
    for field in (*row.where, *row.stating):
        yield from (f"asks {act!r} for {field!r}, which it does not state" for act, has in opening if field not in has)
    for field in (*row.closed_where, *([row.closed_with_sum] if row.closed_with_sum else ())):
        if not any(field in has for _, has in closing):
            yield f"is closed by no act that states {field!r}"
    for stated, acts in ((row.where, opening), (row.closed_where, closing)):
        for field, values in stated.items():
            known = {value for _, has in acts for value in get_args(has.get(field)) if isinstance(value, str)}
            if known and (unknown := {*values} - known):
                yield f"asks for values that {field!r} never has: {sorted(unknown)}"


def _fields(act: str) -> dict[str, Any]:
    """The fields of the event that records an act, each with its type."""
    event = EVENT_OF.get(act, ProceedingInitiated)
    return {name: field.annotation for name, field in event.model_fields.items()}
