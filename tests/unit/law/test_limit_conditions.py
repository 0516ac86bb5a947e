"""Which time limits an event starts: those that apply only in certain cases need their conditions to be known."""

from collections.abc import Iterable

import pytest

from shared.law.rule_sets import RuleSets
from shared.law.rule_sets.rows import EntryIntoForce, Event, TimeLimit
from shared.law.rule_sets.vocabulary import Basis, LimitKind, Unit

RULES = RuleSets.load().named("epc-2021")
ENFORCEMENT = 325
"""The first article of Section IV."""


def started(event: str, holding: Iterable[str] = ()) -> set[str]:
    """The limits with a length that an event starts, extension caps left aside."""
    return {
        limit.id
        for limit in RULES.started_by(event, frozenset(holding))
        if limit.amount is not None and limit.kind is not LimitKind.EXTENSION_CAP
    }


# event, conditions known to hold, limits started.
CASES = [
    # Art. 161(2), 169(1), 170(2): what follows from any claim; the rest would be duties that nobody has.
    ("claim-received", [], {"send-ruling-on-acceptance", "complete-preparation", "appoint-preparatory-session"}),
    ("claim-received", ["claim-deficient"], {"send-ruling-no-progress"}),
    ("claim-received", ["claim-returnable"], {"send-ruling-on-return"}),
    ("claim-received", ["claim-inadmissible"], {"send-ruling-on-refusal"}),
    # Art. 170(3): for a party abroad the earliest day replaces the last one.
    (
        "claim-received",
        ["party-abroad"],
        {"send-ruling-on-acceptance", "earliest-preparatory-session-foreign"},
    ),
    (
        "claim-received",
        ["party-abroad", "translation-needed"],
        {"send-ruling-on-acceptance", "earliest-preparatory-session-foreign-translation"},
    ),
    ("claim-accepted", [], set()),
    (
        "claim-accepted",
        ["claim-was-cured"],
        {"complete-preparation-after-cure", "appoint-preparatory-session-after-cure"},
    ),
    ("claim-cure-term-ended", ["claim-returnable"], {"send-ruling-on-return"}),
    ("conciliation-ended", [], {"complete-preparation"}),
    # Art. 175, 230-3: one term of consideration, by the kind of case.
    ("hearing-appointed", [], {"send-ruling-appointing-hearing", "consider-case-general"}),
    (
        "hearing-appointed",
        ["dispute-on-inventory-or-arrest"],
        {"send-ruling-appointing-hearing", "consider-case-short-inventory-arrest"},
    ),
    (
        "hearing-appointed",
        ["dispute-on-state-property", "party-abroad"],
        {"send-ruling-appointing-hearing", "consider-case-foreign"},
    ),
    (
        "hearing-appointed",
        ["control-suspension-case"],
        {"send-ruling-appointing-hearing", "consider-suspension-statement"},
    ),
    ("session-or-action-held", [], {"sign-protocol-ordinary"}),
    ("session-or-action-held", ["complicated-case"], set()),
    ("judgment-adopted", [], {"send-copies-of-judgment", "judgment-enters-into-force"}),
    ("judgment-adopted", ["supreme-court-judgment"], {"send-copies-of-judgment"}),
    ("appeal-filed", [], set()),
    ("appeal-filed", ["judgment-without-reasons"], {"draw-up-motivational-part"}),
    ("conciliator-appointed", [], {"conciliation-refusal-by-party", "conciliation-duration-first-instance"}),
    (
        "conciliator-appointed",
        ["case-in-appeal", "conciliator-appointed-by-court"],
        {"conciliation-refusal-by-party", "conciliation-duration-appeal", "conciliator-objection"},
    ),
    ("ruling-issued", [], set()),
    ("ruling-issued", ["ruling-separate", "ruling-appealable"], {"send-ruling-default", "appeal-against-ruling"}),
    ("appeal-received", [], {"appeal-acceptance-ruling-sent", "appeal-consideration"}),
    ("appeal-received", ["appeal-returnable"], {"appeal-return-ruling-sent", "appeal-consideration"}),
    ("cassation-received-by-court", [], {"cassation-acceptance-ruling-sent"}),
    ("award-cancellation-asked", [], {"consider-cancel-petition"}),
    ("evidence-request-received", [], set()),
    # Art. 337(1): the limit runs from legal force unless a delay was granted; then from its end.
    ("execution-delay-ends", [], {"presentation-from-end-of-delay"}),
]


@pytest.mark.parametrize(("event", "holding", "limits"), CASES)
def test_an_event_starts_what_applies(event: str, holding: list[str], limits: set[str]) -> None:
    assert started(event, holding) == limits


# The general rule for everybody, read in the text: the others of their event depend on the case.
ALWAYS = {
    "appeal-resolution-copy-sent",
    "appeal-resolution-in-force",
    "cassation-absolute-cutoff",
    "cassation-filing",
    "cassation-resolution-copy-sent",
    "cassation-resolution-in-force",
    "conciliation-refusal-by-party",
    "consider-award-execution-statement",
    "consider-cancel-petition",
    "consider-mediation-execution-statement",
    "consider-recognition-statement",
    "consider-writ-case",
    "send-copies-of-judgment",
    "send-ruling-appointing-hearing",
    "supervision-acceptance-decision",
    "supervision-complaint-filing",
    "supervision-protest-bringing",
    "supervision-resolution-copy-sent",
    "supervision-resolution-in-force",
}


def test_of_several_limits_of_one_event_each_has_its_case() -> None:
    general = set()
    for event in RULES.all(Event):
        limits = [
            limit
            for limit in RULES.limits()
            if event.id in limit.starts_from and limit.article.number < ENFORCEMENT and running(limit)
        ]
        if len(limits) > 1:
            general |= {limit.id for limit in limits if not limit.applies_when and not limit.unless}
    assert general == ALWAYS


def running(limit: TimeLimit) -> bool:
    return limit.covered_by is None and (limit.amount is not None or limit.unit is Unit.IMMEDIATE)


# What the act awaited by one of two alternatives takes away from the other.
@pytest.mark.parametrize(
    ("limit", "event"),
    [
        ("complete-preparation", "claim-left-without-progress"),  # Art. 169(1)
        ("appoint-preparatory-session", "conciliator-appointed"),  # Art. 170(2)
        ("send-ruling-on-acceptance", "return-ruling-sent"),
        ("appeal-acceptance-ruling-sent", "appeal-return-sent"),
        ("consider-writ-case", "writ-statement-refused"),
    ],
)
def test_a_limit_loses_its_object(limit: str, event: str) -> None:
    assert event in RULES.limit(limit).cancelled_by


# Art. 204(1): what comes about by law is not met by an act; an appeal keeps it from coming about.
def test_what_comes_about_by_law_is_not_met() -> None:
    by_law = [limit for limit in RULES.limits() if limit.kind is LimitKind.TAKES_EFFECT]
    assert len(by_law) == 6
    assert not any(limit.met_by for limit in by_law)
    assert RULES.limit("judgment-enters-into-force").cancelled_by == ("appeal-filed",)


# Where the Code refers to another article, its length is text; analogy is kept for what it does not regulate.
def test_analogy_only_where_the_code_is_silent() -> None:
    limits = {limit.id for limit in RULES.limits() if limit.basis is Basis.ANALOGY}
    assert limits == {"complete-preparation-after-cure", "appoint-preparatory-session-after-cure"}
    acts = {row.id for row in RULES.all(EntryIntoForce) if row.basis is Basis.ANALOGY}
    assert acts == {
        "appealable-ruling",
        "non-appealable-ruling",
        "award-cancel-ruling",
        "award-exec-ruling",
        "mediation-exec-ruling",
        "writ-cancel-ruling",
    }


# Art. 133-1(1) ind. 2, 227(2), 241(3), 364(1) ind. 8, 385(7) name the legislation that sets the length.
def test_limits_set_by_other_legislation() -> None:
    assert {limit.id for limit in RULES.limits() if limit.kind is LimitKind.SET_BY_LAW} == {
        "pretrial-reply-annex-1",
        "file-statement-against-act-or-action",
        "extension-for-foreign-service-treaty",
        "suspension-by-other-law",
        "buyer-full-payment",
    }


CONDITIONAL = [(limit, code) for limit in RULES.limits() for code in (*limit.applies_when, *limit.unless)]


@pytest.mark.parametrize(("limit", "code"), CONDITIONAL, ids=lambda each: each if isinstance(each, str) else each.id)
def test_a_limit_applies_as_each_of_its_conditions_says(limit: TimeLimit, code: str) -> None:
    assert limit.applies(limit.applies_when)
    assert not limit.applies({*limit.applies_when} ^ {code})
    for event in () if limit.covered_by else limit.starts_from:
        assert limit in RULES.started_by(event, limit.applies_when)
        assert limit not in RULES.started_by(event, {*limit.applies_when} ^ {code})
