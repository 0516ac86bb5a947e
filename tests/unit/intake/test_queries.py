"""What queries show of a statement: what is on record, and what a command would do."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.catalogue import COMMANDS
from contracts.identifiers import new_id
from contracts.queries.intake import StatementPreview, StatementStatus, StatementView
from contracts.queries.proceedings import Reading
from services.intake.domain.computing import course_of
from services.intake.domain.facts import Facts
from services.intake.domain.preview import preview
from services.intake.domain.views import statement_view
from shared.decider import Context, Rejection
from tests.unit.intake.harness import CASES, RULES, STATEMENT, TODAY, Life, command_of

FACTS = Facts(returns=())
LATE = {"change": {"document": {"in_force_on": "2025-02-05", "decided_on": "2025-01-20", "issued_on": "2025-02-06"}}}


def shown(life: Life) -> StatementView:
    return statement_view(STATEMENT, course_of(life.state.acts, RULES, TODAY), life.stream, RULES)


def previewed(life: Life, case: dict[str, Any], step: Any) -> StatementPreview:
    return preview(RULES, life.state, life.version, command_of(case, step), Context(TODAY, life.facts))


def lived(case: dict[str, Any], *steps: Any) -> Life:
    life = Life(FACTS)
    for step in steps:
        life.carry_out(command_of(case, step))
    return life


def test_a_statement_is_shown_with_its_acts_and_its_assessment() -> None:
    view = shown(lived({}, "register", "assess"))
    assert (view.status, view.registration_number, view.version) == (StatementStatus.ASSESSED, "0101/26-77", 2)
    assert [(act.act, act.article) for act in view.acts] == [
        ("register-statement", "Art. 355(1)"),
        ("assess-statement", "Art. 356(1)"),
    ]
    assert view.assessment is not None
    assert view.assessment.proposal.value == "initiate"
    assert (view.decision, view.corrections, view.duties) == (None, (), ())


def test_the_presentation_limit_is_shown_with_every_step() -> None:
    view = shown(lived({}, "register", "assess"))
    assert view.assessment is not None
    presentation, steps = view.assessment.presentation, view.assessment.steps
    assert (presentation.start, presentation.due) == (date(2026, 2, 5), date(2026, 8, 5))
    assert steps[0].day == date(2026, 2, 6)
    assert steps[-1].article == "Art. 135(5)"
    sentence = view.assessment.sentence
    assert sentence is not None
    assert "5 August 2026" in sentence.en
    assert "5 августа 2026" in sentence.ru
    assert "5 жніўня 2026" in sentence.be


def test_what_is_lacking_is_named_in_three_languages() -> None:
    case = {"change": {"contents": {"lists_enclosures": False}, **LATE["change"]}}
    view = shown(lived(case, "register", "assess"))
    assert view.assessment is not None
    expired, lacking = view.assessment.findings
    assert (expired.ground, expired.article) == ("refuse-presentation-expired", "Art. 358(1) ind. 5")
    assert lacking.article == "Art. 355(2) ind. 6"
    assert lacking.text.ru == "В заявлении нет перечня прилагаемых документов."
    assert lacking.text.be == "У заяве няма пераліку дакументаў, якія дадаюцца."


def test_a_decision_is_shown_with_the_proceeding_that_it_begins() -> None:
    view = shown(lived({}, "register", "assess", {"decide": "initiate"}))
    assert view.status is StatementStatus.INITIATED
    assert view.decision is not None
    assert (view.decision.article, view.decision.day) == ("Art. 356(1)", date(2026, 3, 17))
    assert view.decision.proceeding is not None


def test_a_preview_of_an_assessment_writes_nothing_and_says_what_it_would_find() -> None:
    life = lived({}, "register")
    state = life.state
    seen = previewed(life, {}, "assess")
    assert life.state is state
    assert (seen.outcome, seen.before, seen.after, seen.version) == (
        "accepted",
        StatementStatus.REGISTERED,
        StatementStatus.ASSESSED,
        1,
    )
    life.carry_out(command_of({}, "assess"))
    assert seen.assessment == shown(life).assessment


def test_a_preview_says_why_a_command_would_be_refused() -> None:
    seen = previewed(lived({}, "register"), {}, {"decide": "initiate"})
    assert [(each.code, each.article) for each in seen.problems] == [("not-assessed", "Art. 356(1)")]


def test_a_fact_that_speaks_against_the_decision_would_open_a_duty() -> None:
    life = lived({}, "register", "assess", {"decide": "initiate"})
    seen = previewed(life, {}, {"circumstance": "refuse-waived", "day": date(2026, 3, 18)})
    assert seen.outcome == "accepted", seen.problems
    assert [duty.duty for duty in seen.duties] == ["review-decision-on-statement"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_preview_says_what_the_command_does(case: dict[str, Any]) -> None:
    life = Life(TypeAdapter(Facts).validate_python(case.get("facts", {})))
    for step in case.get("given", []):
        life.carry_out(command_of(case, step))
    command = command_of(case, case["when"])
    seen = preview(RULES, life.state, life.version, command, Context(command.effective_date, life.facts))
    if seen.outcome == "refused":
        with pytest.raises(Rejection) as refused:
            life.carry_out(command)
        assert seen.problems == refused.value.problems
        return
    life.carry_out(command)
    view = shown(life)
    assert (seen.outcome, seen.after, seen.assessment) == ("accepted", view.status, view.assessment)


def test_a_struck_act_stays_in_view() -> None:
    life = lived({}, "register", "assess")
    act = life.stream[-1].causation_id
    struck = {
        "act": str(act),
        "reason": "entered twice",
        "basis": {"kind": "memo", "dated": "2026-03-17", "author": "x"},
    }
    life.carry_out(_correction("strike-entry", struck))
    view = shown(life)
    assert [(each.act, each.struck) for each in view.acts] == [
        ("register-statement", False),
        ("assess-statement", True),
    ]
    assert [(each.act, each.standing) for each in view.corrections] == [(act, "made")]
    assert view.status is StatementStatus.REGISTERED


def test_both_versions_of_a_corrected_act_remain() -> None:
    life = Life(FACTS)
    fact, right = (command_of({}, {"circumstance": ground}) for ground in ("refuse-waived", "refuse-amicable"))
    for each in (command_of({}, "register"), fact):
        life.carry_out(each)
    stated = {"type": right.type, "data": right.data.model_dump(mode="json")}
    paper = {"kind": "memo", "dated": "2026-03-17", "author": "x"}
    proposal = _correction("correct-entry", {"act": fact.id, "data": stated, "reason": "typed wrongly", "basis": paper})
    approval = _correction("approve-correction", {"correction": proposal.id})

    def grounds(*readings: Reading | None) -> list[str]:
        return [each.data["circumstance"]["ground"] for each in readings if each]

    for command, standing, recorded in (
        (proposal, "proposed", []),
        (approval.model_copy(update={"actor": "head:0101-001"}), "made", ["refuse-waived"]),
    ):
        life.carry_out(command)
        view = shown(life)
        [correction], [act] = view.corrections, [each for each in view.acts if each.id == fact.id]
        assert correction.standing == standing
        assert grounds(correction.was, correction.reads) == ["refuse-waived", "refuse-amicable"]
        assert grounds(act.recorded_as) == recorded
    assert act.data["circumstance"]["ground"] == "refuse-amicable"


def _correction(name: str, data: dict[str, Any]) -> Any:
    model = COMMANDS.models[f"lea.intake.{name}.v1"]
    return command_of({}, "assess").model_copy(
        update={"type": model.type, "data": model.model_validate(data), "id": new_id()}
    )
