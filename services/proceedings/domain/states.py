"""What the status of a sale, of property or of a pledge says beside the acts that lead on from it (arrested.yaml)."""

from uuid import UUID

from services.proceedings.domain.course import Course
from services.proceedings.domain.rules import Rules
from shared.law.rule_sets.parts.arrested import StateCode

OFFER = "offer-to-recoverer"


def says(course: Course, thing: UUID, state: StateCode) -> bool:
    """Whether the status of a thing says so."""
    return course.things.status(thing) in statuses_that_say(course, state)


def statuses_that_say(course: Course, state: StateCode) -> frozenset[str]:
    """The statuses that say so."""
    return course.rules.proceedings.arrested.states[state].statuses


def check_states(rules: Rules) -> None:
    """Whether acts lead to every status that the table names, and offers are made out of its. Raises ValueError."""
    rows = rules.law.procedures.enforcement.rows
    reached = {(move.of, move.to) for row in rows.values() for move in row.moves_thing}
    for state, row in rules.proceedings.arrested.states.items():
        if never := {(row.of, status) for status in row.statuses} - reached:
            raise ValueError(f"state {state!r} names statuses that no act leads to: {sorted(never)}")
    offered = {status for move in rows[OFFER].moves_thing for status in move.from_}
    if unfit := offered.symmetric_difference(rules.proceedings.arrested.offers):
        raise ValueError(f"offers and the act {OFFER!r} differ in the statuses they are made out of: {sorted(unfit)}")
