"""Acts and proceedings made from `samples.yaml`: a command for every act, a proceeding in every status."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.proceedings.domain import computing
from services.proceedings.domain.act_types import ACTS, RECORDED_BY
from services.proceedings.domain.rules import name_of
from shared.law.procedures import Procedure
from shared.plain_yaml import read_table
from tests.unit.proceedings.harness import Fields, Life, life

SAMPLES: dict[str, Any] = read_table((Path(__file__).parent / "samples.yaml").read_text(encoding="utf-8"))
PROCEDURE = computing.procedure_of("epc-2021")
CASE: Fields = {
    "debtor": "citizen",
    "claims": ["1000.00 BYN", "perform-action", "transfer-of-property"],
    "liability": {"kind": "joint"},
}


_BEGUN: dict[str, tuple[Procedure, Life]] = {}
"""Proceedings by what they were made from, with the procedure they followed: many tests begin with the same one."""


def given_for(act: str) -> list[Fields]:
    """The events that the sample of an act needs."""
    given: list[Fields] = SAMPLES["given"].get(act, [])
    return given


def proceeding_in(status: str, act: str, given: list[Fields] | None = None) -> Life:
    """A proceeding in a status in which the sample of the act is in order, if the act is open at all.

    What the sample needs has happened as far as it is not of a later day.
    """
    how = {**SAMPLES["statuses"][status], **SAMPLES["otherwise"].get(act, {}).get(status, {})}
    before = [each for each in given_for(act) if str(each["day"]) <= str(how["day"])] if given is None else given
    case = {**CASE, "given": before, "today": how["day"], **how}
    # Tests that put another procedure in place must not begin with a course that followed this one, nor leave theirs.
    key, procedure = repr(case), computing.procedure_of("epc-2021")
    if key not in _BEGUN or _BEGUN[key][0] is not procedure:
        begun = life(case)
        if "then" in how:
            begun.happen(how["then"])
        assert begun.course(how["day"]).status == status
        _BEGUN[key] = procedure, begun
    return _BEGUN[key][1].copy()


def command_in(status: str, act: str) -> Fields:
    """The sample of an act on the day of a status."""
    return {"command": act, "day": SAMPLES["statuses"][status]["day"], **SAMPLES["acts"][act]}


def pool() -> list[Fields]:
    """Commands for every act: its sample, and what made the events that samples need."""
    commands = [{"command": act, **sample} for act, sample in SAMPLES["acts"].items()]
    for spec in (spec for given in SAMPLES["given"].values() for spec in given):
        commands += [each for each in _asking_for(spec) if each not in commands]
    return commands


def _asking_for(spec: Fields) -> Iterator[Fields]:
    """The commands that lead to an event of a sample, as far as the event says what they state."""
    act = _RECORDED_BY.get(spec["event"])
    if act is None:
        return
    model = _COMMANDS[act].model_fields
    stated = {name: value for name, value in spec.items() if name in model and name != "status"}
    if all(name in stated for name, field in model.items() if field.is_required()):
        yield {"command": PROCEDURE.acts[act].command_name, **stated}
    if spec["event"] == "measure-added" and spec["status"] != "adopted":
        yield {"command": "change-measure-status", "measure": spec["measure"], "status": spec["status"]}


_RECORDED_BY = {name_of(event.type): act for event, act in RECORDED_BY.items()}
_COMMANDS = {act: command for command, act in ACTS.items()}
