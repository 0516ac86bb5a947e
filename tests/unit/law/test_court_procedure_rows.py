"""Rows of court procedure against what the articles say: who acts, how many there are, what a number is."""

import pytest

from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import (
    Article,
    Document,
    EntryIntoForce,
    ImmediateExecution,
    Measure,
    Notification,
    Rule,
)
from shared.law.rule_sets.vocabulary import MeasureCategory

RULES = RuleSets.load().named("epc-2021")


# Art. 116(1): nine measures, ind. 2-10; Art. 402(3) ind. 5 lets the fee rest on the first alone.
def test_every_measure_that_secures_a_claim_is_a_row() -> None:
    measures = [row for row in RULES.all(Measure) if row.category is MeasureCategory.CLAIM_SECURITY]
    assert [(row.article.article, row.article.indent) for row in measures] == [("116", n) for n in range(2, 11)]
    assert all(row.decided_by == ("court",) and row.document == "doc-securing-ruling" for row in measures)
    # Art. 116(5): inventory and arrest stay within the amount of the claim.
    assert {row.id for row in measures if row.cap == "claim-amount"} == {
        "claim-security-arrest",
        "claim-security-arrest-bank-money",
    }


# A list whose items a table holds one by one is held whole.
@pytest.mark.parametrize(
    ("article", "part", "indents"),
    [
        (article.id, part, indents)
        for article in RULES.all(Article)
        if article.id in {"116", "348", "360", "362", "363", "365", "366"}
        for part, indents in enumerate(article.parts or (), start=1)
        if indents > 1
    ],
)
def test_lists_of_measures_and_grounds_are_whole(article: str, part: int, indents: int) -> None:
    held = {
        row.article.indent
        for row in (*RULES.all(Measure), *RULES.grounds())
        if str(row.article).startswith(f"Art. {article}({part}) ind.")
    }
    assert held == set(range(2, indents + 1))


# Art. 220(2): up to one hundred base units.
def test_the_limit_of_a_writ_is_a_number() -> None:
    assert {ground.id: ground.base_units for ground in RULES.grounds() if ground.base_units} == {
        "writ-eligible-small": 100
    }


# Statements that count the items of a list: rule, article, part, number.
@pytest.mark.parametrize(
    ("rule", "article", "part", "items"),
    [
        ("co-transfer", "53", 2, 6),
        ("fact-conditions", "232", 1, 4),
        ("preparation-actions", "170", 5, 17),
    ],
)
def test_statements_count_right(rule: str, article: str, part: int, items: int) -> None:
    assert RULES.row(Rule, rule).article.article == article
    assert (RULES.row(Article, article).parts or ())[part - 1] - 1 == items


# Art. 65(3).
def test_a_third_party_without_a_claim_is_barred_from_seven_named_acts() -> None:
    statement = RULES.row(Rule, "ck-third-party-blocked").what.en
    assert statement.startswith("Block seven acts")
    assert len(statement.partition(": ")[2].split("; ")) == 7


@pytest.mark.parametrize(
    ("document", "issuers"),
    [
        ("foreign-document", {"foreign-court", "foreign-authority"}),  # Art. 243(1)
        ("immunity-waiver", {"foreign-state", "international-organization"}),  # Art. 239(3)
        ("foreign-status-evidence", {"foreign-person"}),  # Art. 242(3)
        ("response-to-claim", {"respondent", "participant"}),  # Art. 166(1)
        ("cancel-court-order-third", {"interested-person"}),  # Art. 226(2)
        (
            "petition-explanation-correction",
            {"participant", "court-executor", "state-body", "organization"},
        ),  # Art. 210(1)
        ("execution-report-review", {"state-body", "official"}),  # Art. 230(4)
        ("execution-report-response", {"organization", "entrepreneur"}),  # Art. 266-2(10)
        ("doc-challenge-ruling", {"court", "court-chairperson"}),  # Art. 37(2), 37(4)
        ("doc-securing-petition", {"participant", "arbitral-body", "party"}),  # Art. 113(3)
        ("d-complaint-for-appeal", {"participant", "interested-person", "prosecutor"}),  # Art. 267
        ("d-cassation-complaint", {"participant", "interested-person", "prosecutor"}),  # Art. 282(1)
        ("d-supervision-complaint", {"participant", "interested-person"}),  # Art. 303(1)
    ],
)
def test_issuers(document: str, issuers: set[str]) -> None:
    assert set(RULES.row(Document, document).issuer) == issuers


@pytest.mark.parametrize(
    ("notification", "senders", "receivers"),
    [
        ("n-appeal-response", {"participant"}, {"participant", "court"}),  # Art. 271(1)
        ("n-cassation-response", {"participant"}, {"participant", "cassation-court"}),  # Art. 287(1)
        ("n-review-judgment", {"court"}, {"state-body", "official"}),  # Art. 230(3)
        ("n-review-report", {"state-body", "official"}, {"applicant", "court"}),  # Art. 230(4)
        ("n-notarial-session", {"court"}, {"applicant", "notary", "official"}),  # Art. 266(4)
        ("n-commission-ruling", {"court"}, {"foreign-court", "foreign-authority"}),  # Art. 244(4)
        ("n-response-report", {"organization", "entrepreneur"}, {"applicant", "court"}),  # Art. 266-2(10)
        ("no-workplace", {"court"}, {"entrepreneur", "citizen"}),  # Art. 140(4)
    ],
)
def test_senders_and_receivers(notification: str, senders: set[str], receivers: set[str]) -> None:
    row = RULES.row(Notification, notification)
    assert (set(row.sender), set(row.receiver)) == (senders, receivers)


@pytest.mark.parametrize(
    ("limit", "who"),
    [
        ("third-person-cancels-court-order", {"interested-person"}),  # Art. 226(2)
        ("report-execution-of-review-judgment", {"state-body", "official"}),  # Art. 230(4)
        ("report-execution-of-response-judgment", {"organization", "entrepreneur"}),  # Art. 266-2(10)
        ("suspension-period-in-judgment", {"court"}),  # Art. 230-5: the control body only proposes it
    ],
)
def test_whose_limit_it_is(limit: str, who: set[str]) -> None:
    assert set(RULES.limit(limit).who) == who


# Art. 201(5): the order and time for remarks on recordings and protocols, too.
def test_what_the_judge_explains_on_announcement() -> None:
    assert "remark" in RULES.row(Notification, "n-appeal-info").what.en


# An official of Art. 301 has a part in Section III only; any other official is another actor.
def test_officials_of_supervision_act_in_section_iii() -> None:
    named = [
        row
        for table in (Document, Notification)
        for row in RULES.all(table)
        if "supervision-official"
        in (*getattr(row, "issuer", ()), *getattr(row, "sender", ()), *getattr(row, "receiver", ()))
    ]
    assert named
    assert all(267 <= row.article.number <= 324 for row in named)


# Art. 205(1): what is executed at once is named there, item by item; other acts in insolvency cases are not.
def test_acts_executed_at_once_are_those_of_article_205() -> None:
    listed = {row.article for row in RULES.all(ImmediateExecution) if row.mandatory}
    at_once = [row for row in RULES.all(EntryIntoForce) if "executed at once" in row.starts]
    assert {row.id for row in at_once} == {
        "review-judgment",
        "suspension-judgment",
        "response-judgment",
        "bankruptcy-acts",
    }
    for row in at_once:
        assert {place for place in (row.article, *row.see) if place.article == "205"} & listed
    insolvency = next(row for row in at_once if row.id == "bankruptcy-acts")
    assert {insolvency.article, *insolvency.see} >= {"Art. 205(1) ind. 6", "Art. 205(1) ind. 7"}


# Grounds whose article knows an exception or a further condition: the row names it.
@pytest.mark.parametrize(
    "ground",
    [
        "evidence-not-examined",  # Art. 24(2)
        "repeat-supervision",  # Art. 32(4)
        "witness-bar-conciliation",  # Art. 72(7) ind. 3
        "representative-bar-officials",  # Art. 80(1) ind. 3
        "evidence-hidden-recording",  # Art. 90(3)
        "terminate-res-judicata",  # Art. 149(1) ind. 3
        "terminate-domestic-award",  # Art. 149(1) ind. 4
        "leave-plaintiff-absent",  # Art. 151(1) ind. 6
        "leave-plaintiff-returns",  # Art. 151(1) ind. 13
        "refuse-res-judicata",  # Art. 164(1) ind. 3
        "refuse-domestic-award",  # Art. 164(1) ind. 4
        "foreign-competence-agreement",  # Art. 237(1)
        "immunity",  # Art. 239(1)
        "lwc-foreign-pending",  # Art. 240(1)
        "terminate-foreign-judgment",  # Art. 240(2)
        "recognition-refuse-not-in-force",  # Art. 248(1) ind. 2
        "award-recognition-refuse-public-order",  # Art. 248(2)
        "appeal-absolute-8",  # Art. 280(4) ind. 8
        "cassation-return-bypass",  # Art. 288(1) ind. 4
        "cassation-absolute-8",  # Art. 297(5) ind. 8
        "supervision-return-late",  # Art. 305(2) ind. 3
        "supervision-return-bypass",  # Art. 305(2) ind. 5
        "return-recoverer-request",  # Art. 366(1) ind. 2
        "return-debtor-absent",  # Art. 366(1) ind. 6
    ],
)
def test_a_ground_names_its_exceptions(ground: str) -> None:
    row = RULES.ground(ground)
    assert (row.effect or row.note or "").startswith(("Not ", "Only "))
