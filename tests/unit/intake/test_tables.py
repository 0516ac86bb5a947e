"""The rows of the procedure of a statement against the contracts and the registries of intake."""

from datetime import date
from typing import Any

import pytest

from contracts.catalogue import COMMANDS, EVENTS
from contracts.events.intake_corrections import CorrectionMade, CorrectionProposed, CorrectionRejected
from contracts.events.intake_duties import DutyClosed, DutyOpened
from contracts.registry import Event
from services.intake.domain.computing import kinds_of_conditions, procedure_on
from services.intake.domain.conditions import CONDITIONS
from services.intake.domain.corrections import CORRECTIONS
from services.intake.domain.drafts import ACTS
from services.intake.domain.effects import EFFECTS
from services.intake.domain.facts import Facts
from services.intake.domain.items import RECORDED_BY
from shared.decider import Rejection
from shared.law.procedures import Conditions, Effects, check
from tests.unit.intake.harness import RULES, Life, command_of

PROCEDURE = procedure_on(date(2026, 3, 16), RULES.rule_sets)
REASONS = "as the papers say"
STEPS: dict[str, Any] = {
    "establish-circumstance": {"circumstance": "refuse-waived"},
    "establish-document-history": {"history": {"suspensions": [{"since": "2026-03-10", "until": "2026-03-11"}]}},
    "assess-statement": {"assess": True},
    "decide-on-statement": {"decide": "initiate"},
    "send-decision-copies": {"copies": True},
    "distribute-statement": {"distribute": ["0101-017"]},
    "receive-decision-copy": {"received_by": "recoverer"},
    "complain-of-decision": {"complain": "court"},
    "decide-complaint-of-decision": {"outcome": "upheld", "day": date(2026, 4, 17)},
    "send-refused-document": {"send_document": True, "day": date(2026, 4, 17)},
}
FIRST: dict[str, list[Any]] = {
    "decide-complaint-of-decision": [{"complain": "superior-enforcement-body"}],
    "send-refused-document": [{"received_by": "recoverer"}, {"received_by": "debtor"}],
}
"""What an act waits for beside the status."""
WAYS: dict[str, list[Any]] = {
    "registered": [],
    "assessed": ["assess"],
    "decided-initiate": ["assess", {"decide": "initiate"}],
    "decided-refuse": [
        {"circumstance": "refuse-act-cancelled"},
        "assess",
        {"decide": "refuse", "ground": "refuse-act-cancelled", "reasons": REASONS},
    ],
    "decided-return": [
        {"circumstance": "return-uninitiated-other-law"},
        "assess",
        {"decide": "return", "ground": "return-uninitiated-other-law", "reasons": REASONS},
    ],
}
"""How a statement comes to each status."""


def named(models: Any) -> set[str]:
    return {type_.split(".")[2] for type_ in models if type_.startswith("lea.intake.")}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    corrections = {command.type.split(".")[2] for command in CORRECTIONS}
    assert set(PROCEDURE.acts) == set(ACTS.values()) == named(COMMANDS.models) - corrections - {"record-acts"}


def test_every_act_is_recorded_by_an_event() -> None:
    assert set(RECORDED_BY.values()) == set(PROCEDURE.acts)
    others: list[type[Event]] = [DutyOpened, DutyClosed, CorrectionProposed, CorrectionMade, CorrectionRejected]
    assert {event.type for event in [*RECORDED_BY, *others]} == {
        type_ for type_ in EVENTS.models if type_.startswith("lea.intake.")
    }


def test_every_condition_and_every_effect_is_used_by_an_act() -> None:
    kinds = kinds_of_conditions(RULES.rule_sets.named("epc-2021"))
    with pytest.raises(ValueError, match="no table of the service gives these facts"):
        check(PROCEDURE, Conditions(), EFFECTS, kinds)
    facts = {code: each for code, each in CONDITIONS.by_code.items() if each.fact}
    with pytest.raises(ValueError, match="unknown condition"):
        check(PROCEDURE, Conditions(facts), EFFECTS, kinds)
    with pytest.raises(ValueError, match="unknown effect"):
        check(PROCEDURE, CONDITIONS, Effects(), kinds)


@pytest.mark.parametrize("status", WAYS)
@pytest.mark.parametrize("act", STEPS)
def test_an_act_is_open_in_the_statuses_of_its_row(act: str, status: str) -> None:
    life = Life(Facts())
    for step in ["register", *WAYS[status]]:
        life.carry_out(command_of({}, step))
    assert life.course().status == status
    if status in PROCEDURE.acts[act].statuses:
        for step in FIRST.get(act, []):
            life.carry_out(command_of({}, step))
        assert life.carry_out(command_of({}, STEPS[act]))
    else:
        with pytest.raises(Rejection) as refused:
            life.carry_out(command_of({}, STEPS[act]))
        assert refused.value.problems[0].article is not None
