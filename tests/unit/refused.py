"""What every problem of a refusal names: field, rule and article."""

from collections.abc import Iterable, Mapping

from contracts.problems import Problem

RECORDING = "how an act is recorded is no matter of the Code"
CORRECTION = "entries are corrected as records are kept; who may do it and how, a table says"
TECHNICAL = "the message cannot be read or the sums cannot be counted"
WITHOUT_ARTICLE: Mapping[str, str] = {
    **dict.fromkeys(
        ("attestation-unknown", "fact-without-decision", "followed-act-unknown", "order-contradictory"), RECORDING
    ),
    **dict.fromkeys(("paper-dated-in-future", "time-in-future", "time-of-another-day"), RECORDING),
    **dict.fromkeys(("act-struck", "act-unknown", "corrected-act-of-another-kind", "corrected-meanwhile"), CORRECTION),
    **dict.fromkeys(("corrected-to-the-future", "correction-of-a-correction", "correction-settled"), CORRECTION),
    **dict.fromkeys(("correction-unknown", "initiated-in-another-year"), CORRECTION),
    **dict.fromkeys(("not-changed-by-a-correction", "second-person-needed"), CORRECTION),
    **dict.fromkeys(("invalid-field", "money-invalid-amount"), TECHNICAL),
    "rule-set-unknown": "no law is held of the day",
}
"""Codes of problems that rest on no article, with the reason."""
OF_CORRECTIONS = {"actor-unfit"}
"""These rest on an article where they refuse an act, and on the table of corrections where they refuse one of these."""
WITHOUT_FIELD: Mapping[str, str] = {"money-invalid-amount": "what follows from all acts together cannot be counted"}
"""Codes of problems for which the whole is at fault, with the reason."""


def check_named(problems: Iterable[Problem], *, correction: bool = False) -> None:
    """Every problem has a field, a rule and an article, save those of the lists."""
    free = WITHOUT_ARTICLE.keys() | (OF_CORRECTIONS if correction else set())
    for problem in problems:
        assert problem.rule
        assert problem.field or problem.code in WITHOUT_FIELD, problem
        assert problem.article or problem.code in free, problem


def is_among(found: Problem, reasons: Iterable[Problem]) -> bool:
    """Whether what a condition found is a reason, by the article of the condition where it names no other."""
    return any(found in (each, each.model_copy(update={"article": None})) for each in reasons)
