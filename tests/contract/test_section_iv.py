"""No row of Section IV, be it an act, step, ground, measure, limit or document, is without a test or a reason."""

from collections import Counter

from infra.documents.coverage.rows import OF_THE_TEXT, Section
from infra.documents.law_rows import latest, read

ACCOUNTS = read()
ITEMS = Section(latest(), ACCOUNTS).items()


def test_every_row_of_the_section_has_a_test_or_a_reason() -> None:
    assert [f"{item.kind} {item.row} ({item.article})" for item in ITEMS if item.standing == "open"] == []


def test_every_row_of_the_text_is_one_that_is_held_or_accounted_for() -> None:
    held = {item.row for item in ITEMS} | ACCOUNTS.entry_of().keys()
    assert [row for row in ACCOUNTS.digest if row not in held] == []
    assert {named.kind for named in ACCOUNTS.digest.values()} - OF_THE_TEXT.keys() <= {item.kind for item in ITEMS}


def test_no_row_is_shown_twice() -> None:
    assert [key for key, shown in Counter((item.kind, item.row) for item in ITEMS).items() if shown > 1] == []
