"""The cases of `answers/late_acts.yaml`, recorded, and what an answer says of the fields that a case names."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from contracts.service_3_11_01 import CardProvenance, EnforcementProceedingInfo
from tests.unit.proceedings.harness import Fields, Life, cases, life

CASES = list(cases(Path(__file__).parent / "answers"))


def recorded(case: Fields) -> Life:
    """The proceeding of a case with its acts, each recorded on its day."""
    proceeding = life(case)
    for act in case["acts"]:
        fields = {key: value for key, value in act.items() if key != "recorded"}
        proceeding.carry_out(fields, act.get("recorded", act["day"]))
    return proceeding


def end_of(day: date | None) -> datetime | None:
    """The moment that `known` names."""
    return None if day is None else datetime.combine(day, time(20), UTC)


def named_in(wanted: Fields) -> Fields:
    """What an answer has to say."""
    return {key: value for key, value in wanted.items() if key not in {"as_of", "known"}}


def said(card: bytes | None, provenance: bytes | None) -> Fields:
    """What an answer says."""
    if card is None or provenance is None:
        return {"found": False}
    info = EnforcementProceedingInfo.model_validate_json(card)
    beside = CardProvenance.model_validate_json(provenance)
    rows = [len(beside.claims), len(beside.statuses), len(beside.measures)]
    assert rows == [len(info.claims), len(info.statuses), len(info.measures)]
    return {
        "status": info.status_code,
        "statuses": [status.code for status in info.statuses],
        "executor": info.executor_full_name,
        "measures": [measure.added_on for measure in info.measures],
        "repaid": float(info.claims[0].repaid or 0),
        "balance": float(info.claims[0].balance or 0),
        "revision": beside.revision,
    }
