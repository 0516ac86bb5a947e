"""Resolutions of every act, made by the samples of `samples.yaml`."""

from collections.abc import Callable
from typing import Any

from contracts.envelope import EventEnvelope
from services.proceedings.domain.computing import computed, procedure_of
from services.proceedings.domain.documents.contents import Made, resolution
from services.proceedings.domain.journal import State
from services.proceedings.domain.resolutions import made_here
from shared.documents.resolution import Resolution
from shared.law.calendar import belarus
from tests.unit.proceedings.harness import Fields, Life, life
from tests.unit.proceedings.sampled import CASE, SAMPLES

PROCEDURE = procedure_of("epc-2021")
NUMBER = "0101-2026/17"
IN_DOCUMENTS = sorted(act for act, row in PROCEDURE.acts.items() if row.document)
WITHIN = {"return-document": "compulsory", "answer-late-disagreement": "suspended"}
"""The status of a sample whose ground, or late disagreement, is not there in the first one."""


def begun(act: str, case: Fields | None = None) -> tuple[Life, Fields]:
    """A proceeding in which the act is open, and its command."""
    statuses = PROCEDURE.acts[act].statuses
    status = WITHIN.get(act) or next(each for each in SAMPLES["statuses"] if each in statuses)
    how = SAMPLES["statuses"][status]
    proceeding = life({**CASE, "given": SAMPLES["given"].get(act, []), "today": how["day"], **how, **(case or {})})
    if "then" in how:
        proceeding.happen(how["then"])
    return proceeding, {"command": act, "day": how["day"], **SAMPLES["acts"][act]}


def resolution_of(act: str, case: Fields | None = None, **changed: Any) -> Resolution:
    """What the resolution of the act says."""
    proceeding, command = begun(act, case)
    return made_by(proceeding, {**command, **changed})


def made_by(proceeding: Life, command: Fields) -> Resolution:
    """What the resolution says that a command makes."""
    return made_in(proceeding, lambda: proceeding.carry_out(command))


def made_in(proceeding: Life, carry_out: Callable[[], object]) -> Resolution:
    """What the resolution says that is made in a proceeding meanwhile."""
    before, known = proceeding.state, len(proceeding.stream)
    carry_out()
    return _written(proceeding, before, proceeding.stream[known:])


def initiation(case: Fields | None = None) -> Resolution:
    """What the resolution on initiation says."""
    proceeding = life(case or {})
    return _written(proceeding, None, proceeding.stream[:1])


def _written(proceeding: Life, before: State, events: list[EventEnvelope[Any]]) -> Resolution:
    state = proceeding.state
    assert state is not None
    [(event, kind)] = [(event, kind) for event in events if (kind := made_here(event, state))]
    course = computed(state, event.effective_date, belarus())
    return resolution(Made(NUMBER, kind, event, state, course, before, {}))
