"""How a person names a time limit on the command line."""

import pytest

from contracts.identifiers import new_id
from contracts.queries.deadlines import LimitView, Standing
from infra.cli.clerk.limits import named
from infra.stack.errors import StackError


def limit(code: str, standing: Standing) -> LimitView:
    names = {"en": "Limit", "ru": "Срок", "be": "Тэрмін"}
    days = {"starts_on": "2026-11-03", "due": "2026-11-24", "provisional": False}
    stated = {"number": "0101-2026-000001", "body": "0101", "article": "Art. 360(1)", "names": names, **days}
    return LimitView.model_validate({**stated, "limit": code, "standing": standing, "id": new_id()})


MET, RUNNING = limit("voluntary-term", Standing.MET), limit("voluntary-term", Standing.RUNNING)
ANOTHER = limit("appeal", Standing.EXPIRED)


def test_by_its_id_or_by_its_code_where_one_is_open() -> None:
    limits = (MET, RUNNING, ANOTHER)
    assert named(limits, str(MET.id)) == MET.id
    assert named(limits, "voluntary-term") == RUNNING.id
    assert named(limits, "appeal") == ANOTHER.id


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((RUNNING, limit("voluntary-term", Standing.EXPIRED)), "Several time limits are called voluntary-term"),
        ((ANOTHER,), f"There is no time limit voluntary-term.*appeal.*{ANOTHER.id}"),
        ((), r"There is no time limit voluntary-term\.$"),
    ],
)
def test_what_names_none_or_several_is_answered_with_those_that_are_open(
    limits: tuple[LimitView, ...], said: str
) -> None:
    with pytest.raises(StackError, match=said):
        named(limits, "voluntary-term")
