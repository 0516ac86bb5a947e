"""Refusals and returns as resolutions: which are made here, and what they say in each language."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from contracts.envelope import EventEnvelope
from contracts.events.intake import InitiationRefused, StatementReturned
from services.intake.documents import draft
from services.intake.domain.facts import Facts
from services.intake.domain.preview import resolution_foreseen
from services.intake.domain.resolutions import Made, body_of, made_here, resolution
from shared.decider import Context, Rejection
from shared.documents.rendering import rendered
from shared.documents.resolution import Resolution
from shared.documents.wording import in_words
from shared.law.names import LANGUAGES, Language
from tests.unit.intake.harness import RULES, TODAY, Life, command_of

NUMBER = "0101-2026/S3"
EXPIRED = {"change": {"document": {"decided_on": "2025-09-01", "issued_on": "2025-09-15", "in_force_on": "2025-09-13"}}}
FLAWED = {
    "change": {"contents": {"lists_enclosures": False, "signed_by": "representative", "lacks": ["claim-security"]}}
}
REFUSE = {"decide": "refuse", "ground": "refuse-presentation-expired", "reasons": "Presented too late, Art. 337"}
RETURN = {"decide": "return", "ground": "return-uninitiated-form", "reasons": "Papers are missing, Art. 355"}


def decided(case: dict[str, Any], decision: dict[str, Any], **more: Any) -> tuple[Life, EventEnvelope[Any]]:
    """A statement that was decided, and the event of the decision."""
    life = Life(Facts())
    for step in ("register", "assess"):
        life.carry_out(command_of(case, step))
    life.carry_out(command_of(case, {**decision, **more}), more.get("today"))
    [event] = [each for each in life.stream if isinstance(each.data, InitiationRefused | StatementReturned)]
    return life, event


def said(case: dict[str, Any], decision: dict[str, Any]) -> Resolution:
    """What the resolution says."""
    life, event = decided(case, decision)
    kind = made_here(event, RULES.rule_sets.in_force(event.effective_date))
    assert kind is not None
    return resolution(Made(NUMBER, kind, event, life.course()))


def words(made: Resolution, language: Language) -> dict[str, Any]:
    return in_words(made, language, signed=False, translation=False)


def test_a_refusal_says_what_the_code_asks_for() -> None:
    """Art. 343(2), 358."""
    document = words(said(EXPIRED, REFUSE), "en")
    assert (document["number"], document["date"], document["kind"]) == (
        "No. 0101-2026/S3",
        "17.03.2026",
        "Resolution refusing initiation",
    )
    assert ["Statement on initiation", "No. 0101/26-77, received on 16.03.2026"] in document["about"]
    assert ["Last day of the presentation limit", "13.03.2026"] in document["established"]["rows"]
    assert ["Motives", "Presented too late, Art. 337"] in document["established"]["rows"]
    assert document["reasons"]["items"] == [
        "Art. 358(2)",
        "Art. 358(1) ind. 5: The time limit for presenting the execution document has expired",
    ]
    assert document["decided"]["items"][1].endswith("that issued it: Economic Court of Minsk (Art. 358(3)).")
    assert "10 working days" in document["complaint"]["text"]
    assert document["copies"]["text"] == "Recoverer, Debtor"


def test_a_return_names_all_that_was_found_at_once() -> None:
    """Art. 359."""
    document = words(said(FLAWED, RETURN), "en")
    found = [text for label, text in document["established"]["rows"] if label == "Found"]
    assert found == [
        "The statement has no list of enclosures.",
        "A representative signed, but no power of attorney is enclosed.",
        "The statement does not name the measures by which the court secured the claim.",
    ]
    assert document["reasons"]["items"] == [
        "Art. 359(2)",
        "Art. 359(1) ind. 2: The statement breaks the rules on form or contents",
        "Art. 355(2) ind. 6",
        "Art. 355(1)",
        "Art. 355(2) ind. 5",
    ]
    assert len(document["decided"]["items"]) == 3
    assert "signed" in document["copies"]["text"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "decision"), [(EXPIRED, REFUSE), (FLAWED, RETURN)], ids=["refusal", "return"])
def test_it_is_rendered_in_each_language(case: dict[str, Any], decision: dict[str, Any], language: Language) -> None:
    pdf = PdfReader(BytesIO(rendered(words(said(case, decision), language))))
    assert NUMBER in " ".join(page.extract_text() for page in pdf.pages)


def test_what_is_recorded_from_paper_or_later_was_made_elsewhere() -> None:
    law = RULES.rule_sets.in_force(TODAY)
    assert made_here(decided(EXPIRED, REFUSE, paper=True)[1], law) is None
    later = date(2026, 3, 17) + timedelta(days=1)
    assert made_here(decided(EXPIRED, REFUSE, today=later)[1], law) is None


def test_the_series_is_that_of_the_body() -> None:
    life, _ = decided(EXPIRED, REFUSE)
    assert body_of(life.state) == "0101"


def test_a_draft_says_what_the_refusal_would_say() -> None:
    life = Life(Facts())
    for step in ("register", "assess"):
        life.carry_out(command_of(EXPIRED, step))
    refusal = command_of(EXPIRED, REFUSE)
    context = Context(refusal.effective_date, Facts())
    then, event, kind = resolution_foreseen(RULES, life.state, 2, refusal, context)
    draft_, made = draft(then, event, kind, RULES), said(EXPIRED, REFUSE)
    assert draft_ == replace(made, number="", draft=True)
    assert words(draft_, "be")["number"] == "Праект, без нумара"
    with pytest.raises(Rejection, match="no-draft"):
        resolution_foreseen(RULES, life.state, 2, command_of(EXPIRED, "assess"), context)
