"""The closing of periods: who may close which, and when."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.commands.accounts import ClosePeriod
from contracts.envelope import CommandEnvelope
from contracts.events.accounts import PeriodClosed
from contracts.identifiers import accounts_of
from contracts.recording import Paper
from services.proceedings.domain.accounts import ACCOUNTS, AccountFacts
from shared.decider import Context, Rejection

TODAY = date(2026, 7, 2)
STATEMENT = Paper(kind="bank-statement", number="6", dated=date(2026, 6, 30), author="Belarusbank")


def _decided(*, state: date | None = None, by: str = "accountant:0101-003", **more: Any) -> list[Any]:
    body, until = more.get("body", "0101"), more.get("until", date(2026, 6, 30))
    command = CommandEnvelope[Any](
        id=UUID(int=1),
        source="/lea/test",
        type=ClosePeriod.type,
        stream=more.get("stream", accounts_of(body)),
        effective_date=TODAY,
        issued_at=datetime(2026, 7, 2, 9, tzinfo=UTC),
        actor=by,
        correlation_id=UUID(int=1),
        data=ClosePeriod(body=body, until=until, statement=STATEMENT),
    )
    facts = AccountFacts(more.get("known", True), more.get("closed_until"))
    return list(ACCOUNTS.decide(state, command, Context(TODAY, facts)))


@pytest.mark.parametrize("by", ["accountant:0101-003", "head:0101-001"])
def test_the_body_closes_its_accounts(by: str) -> None:
    [closed] = _decided(by=by)
    assert isinstance(closed, PeriodClosed)
    assert (closed.body, closed.until, closed.article) == ("0101", date(2026, 6, 30), "Art. 403")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"by": "executor:0101-017"}, "actor-unfit"),
        ({"by": "accountant:0102-003"}, "actor-unfit"),
        ({"until": date(2026, 7, 3)}, "period-not-over"),
        ({"known": False}, "body-without-accounts"),
        ({"closed_until": date(2026, 6, 30)}, "period-already-closed"),
        ({"state": date(2026, 6, 30)}, "period-already-closed"),
        ({"stream": UUID(int=7)}, "stream-of-another-body"),
    ],
)
def test_what_is_refused(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Rejection) as refused:
        _decided(**asked)
    assert [problem.code for problem in refused.value.problems] == [code]
