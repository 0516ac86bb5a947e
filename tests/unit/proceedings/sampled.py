"""Acts and proceedings made from `samples.yaml`: a command for every act, a proceeding in every status."""

from pathlib import Path
from typing import Any

import yaml

from services.proceedings.domain.computing import procedure_of
from tests.unit.proceedings.harness import Fields, Life, life

SAMPLES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "samples.yaml").read_text(encoding="utf-8"))
PROCEDURE = procedure_of("epc-2021")
CASE: Fields = {
    "debtor": "citizen",
    "claims": ["1000.00 BYN", "perform-action"],
    "liability": {"kind": "joint"},
}


def given_for(act: str) -> list[Fields]:
    """The events that the sample of an act needs."""
    given: list[Fields] = SAMPLES["given"].get(act, [])
    return given


def proceeding_in(status: str, act: str, given: list[Fields] | None = None) -> Life:
    """A proceeding in a status in which the sample of the act is in order, if the act is open at all."""
    how = SAMPLES["statuses"][status]
    if act == "record-service" and status in SAMPLES["unserved"]:
        how = {**how, **SAMPLES["unserved"][status]}
    before = given_for(act) if given is None else given
    begun = life({**CASE, "given": before, "today": how["day"], **how})
    if "then" in how:
        begun.happen(how["then"])
    assert begun.course(how["day"]).status == status
    return begun


def command_in(status: str, act: str) -> Fields:
    """The sample of an act on the day of a status."""
    return {"command": act, "day": SAMPLES["statuses"][status]["day"], **SAMPLES["acts"][act]}
