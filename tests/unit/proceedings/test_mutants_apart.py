"""One mutant of each attribute that decides beside the course, held against the test that decides by it.

`test_mutants.py` has those of the attributes that decide on the course.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from services.proceedings.domain.rules import rules_named
from shared.law.procedures import ActKind, ActRow, Effective
from tests.unit.proceedings import test_cases, test_corrections, test_tables
from tests.unit.proceedings.documents import test_made_here
from tests.unit.proceedings.test_mutants import KINDS, PROCEDURE, Mutant, fails, mutated

RULES = rules_named("epc-2021")
AS_RESOLUTIONS = tuple(
    way.model_copy(update={"limit": "complaint-resolution"}) for way in PROCEDURE.acts["perform-action"].appeal
)


class Apart(NamedTuple):
    """A mutant, and the test that decides by its attribute, with what it is given."""

    mutant: Mutant
    check: Callable[..., None]
    given: tuple[Any, ...]


def _case(mutant: Mutant, name: str, check: Callable[..., None] = test_cases.test_case) -> Apart:
    [case] = [each for each in (*test_cases.CASES, *test_corrections.CASES) if each["name"] == name]
    return Apart(mutant, check, (case,))


APART = (
    _case(Mutant("record-payment", "effective", Effective.DECISION, "as decided"), "a payment is not decided"),
    _case(Mutant("assign-executor", "by", ("court-executor",), "an executor"), "the hand-over closes the duty"),
    _case(
        Mutant("record-payment", "kind", ActKind.DECISION, "a decision"),
        "facts are not annulled, nor an act from before it was made, nor from a day to come",
        test_corrections.test_the_course_follows_the_corrections,
    ),
    _case(
        Mutant("suspend-proceeding", "moves_to", frozenset({"compulsory"}), "to another status"),
        "the executor must suspend when the debtor has died and succession is possible",
    ),
    _case(
        Mutant("invite-participant", "notify", (), "nobody"),
        "who is invited to take part has a copy as the parties do",
    ),
    Apart(
        Mutant("record-cost", "document", None, "none"),
        test_made_here.test_an_act_of_today_is_made_in_the_document_of_its_row,
        ("record-cost", "d-expenses-resolution"),
    ),
    Apart(
        Mutant("perform-action", "events", (), "none"),
        test_tables.test_an_act_that_is_complained_of_as_an_action_starts_the_limit_of_that_complaint,
        (RULES,),
    ),
    Apart(
        Mutant("perform-action", "appeal", AS_RESOLUTIONS, "as of a resolution"),
        test_tables.test_an_act_that_is_complained_of_as_an_action_starts_the_limit_of_that_complaint,
        (RULES,),
    ),
)


def test_every_attribute_that_decides_has_mutants() -> None:
    words = {"act", "article", "names", "reading"}
    contract = {"command", "emits", "track", "fields", "found"}
    assert set(ActRow.model_fields) - words - contract == {*KINDS, *(each.mutant.attribute for each in APART)}


@pytest.mark.parametrize("apart", APART, ids=lambda apart: apart.mutant.name)
def test_the_test_that_decides_by_it_notices(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not fails(apart.check, *apart.given)
    assert RULES.copies_of, "read from the rows once, and here again"
    monkeypatch.setitem(PROCEDURE.acts, apart.mutant.act, mutated(apart.mutant))
    monkeypatch.delitem(vars(RULES), "copies_of")
    assert fails(apart.check, *apart.given)
