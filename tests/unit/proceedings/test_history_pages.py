"""The history of a proceeding in pages: every act is on one of them, with its corrections."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from contracts.queries.proceedings import History, ShowHistory
from services.proceedings.domain.history_pages import page_of

NUMBER = "0101-2026-000001"
ACTS: tuple[Any, ...] = tuple(SimpleNamespace(id=UUID(int=n), day=date(2026, 6, 1)) for n in range(1, 8))
CORRECTIONS: tuple[Any, ...] = tuple(
    SimpleNamespace(id=UUID(int=100 + act), act=UUID(int=act), standing=standing)
    for act, standing in ((1, "made"), (1, "proposed"), (2, "rejected"), (7, "made"))
)
REVISIONS: tuple[Any, ...] = (1, 2, 3, 4)
WHOLE = History.model_construct(
    id=UUID(int=9), number=NUMBER, acts=ACTS, corrections=CORRECTIONS, revisions=REVISIONS, more=False, known=None
)


def page(**asked: Any) -> History:
    return page_of(WHOLE, ShowHistory(number=NUMBER, **asked))


def acts_of(found: History) -> list[int]:
    return [each.id.int for each in found.acts]


def test_pages_lead_from_the_last_act_to_the_first() -> None:
    seen, before = list[list[int]](), None
    while True:
        found = page(limit=3, before=before)
        seen.append(acts_of(found))
        if not found.more:
            break
        before = found.acts[0].id
    assert seen == [[5, 6, 7], [2, 3, 4], [1]]


def test_a_page_has_the_corrections_of_its_acts_and_those_that_wait() -> None:
    assert [each.id.int for each in page(limit=3).corrections] == [101, 107]
    assert [each.id.int for each in page(limit=3, before=UUID(int=5)).corrections] == [101, 102]
    assert page(limit=3).revisions == REVISIONS[1:]


def test_without_a_limit_it_is_whole() -> None:
    assert page() == WHOLE
    assert acts_of(page(limit=100)) == [1, 2, 3, 4, 5, 6, 7]
    assert acts_of(page(limit=2, before=UUID(int=77))) == [6, 7], "an act that is none: the last ones"


def test_whether_a_command_is_on_record() -> None:
    assert [page(limit=1, known=UUID(int=id_)).known for id_ in (1, 102, 55)] == [True, True, False]
    assert page(known=UUID(int=7)).known is True
    assert page(limit=1).known is None


def test_a_query_without_a_page_reads_as_before() -> None:
    assert ShowHistory(number=NUMBER).model_dump(mode="json") == {"number": NUMBER}
