"""The client's other operations: policy, changes, reconciliation, bulk requests."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest

from contracts.service_3_11_01 import Belief, BulkState, ByProceedingNumber, Outcome
from infra.client import CourtClient, Identity, NotFound, client, service_keys_in, service_keys_of
from tests.integration.client.conftest import NUMBERS, PURPOSE, Served
from tests.integration.edge.conftest import COURT
from tests.patience import PATIENCE

NUMBER = NUMBERS[1]


@pytest.fixture
def court(served: Served) -> Iterator[CourtClient]:
    with served.client() as court:
        yield court


def test_the_policy_names_the_keys(court: CourtClient, served: Served) -> None:
    policy = court.policy().answer
    assert policy.rights.consumer == COURT
    assert service_keys_of(policy).keys() == served.service_keys.keys()
    assert service_keys_in(*(key.public_key for key in policy.keys)).keys() == served.service_keys.keys()


def test_changes_are_read_to_the_end(court: CourtClient) -> None:
    end = court.changes(None, PURPOSE).answer
    assert end.changes == ()
    page = court.changes(end.next, PURPOSE, limit=5).answer
    assert (page.changes, page.more) == ((), False)


def test_beliefs_are_compared(court: CourtClient) -> None:
    card = court.proceeding(NUMBER, PURPOSE)
    assert card is not None
    beliefs = [
        Belief(number=NUMBER, digest=card.etag.strip('"')),
        Belief(number=NUMBERS[2], status_code="completed-fulfilled"),
        Belief(number="9999-2026-999999", status_code="compulsory"),
    ]
    results = court.reconcile(beliefs, PURPOSE).answer.results
    assert [result.agreement.value for result in results] == ["same", "different", "unknown"]
    assert results[1].differences[0].field == "status_code"


def test_no_such_bulk_request(court: CourtClient) -> None:
    with pytest.raises(NotFound):
        court.task(UUID(int=1))


def test_a_bulk_request_is_answered_line_by_line(court: CourtClient) -> None:
    numbers = [*NUMBERS, "9999-2026-999999"] * 20
    look_ups = (ByProceedingNumber(by="proceeding-number", number=number) for number in numbers)
    task = court.submit(look_ups, PURPOSE, request_id=uuid4()).answer
    assert task.look_ups == len(numbers)
    done = court.finished(task.id, within=PATIENCE, pause=0.1)
    assert done.outcomes == {Outcome.FOUND: 240, Outcome.NOT_FOUND: 20}
    with court.result(task.id) as lines:
        received = list(lines)
    assert [line.line for line in received] == list(range(1, len(numbers) + 1))
    found = [line.proceedings[0].number if line.proceedings else "9999-2026-999999" for line in received]
    assert found == numbers


@pytest.mark.parametrize("in_memory", [1 << 20, 100], ids=["in memory", "in a file"])
def test_a_bulk_request_with_a_bearer_key_only(served: Served, in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_IN_MEMORY", in_memory)
    look_ups = [ByProceedingNumber(by="proceeding-number", number=number) for number in NUMBERS]
    with served.client(Identity(COURT, bearer=served.bearer)) as court:
        task = court.submit(look_ups, PURPOSE).answer
        assert court.finished(task.id, within=PATIENCE, pause=0.1).done == len(NUMBERS)


def test_a_bulk_request_in_a_file_is_signed(court: CourtClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_IN_MEMORY", 100)
    look_ups = [ByProceedingNumber(by="proceeding-number", number=number) for number in NUMBERS]
    task = court.submit(look_ups, PURPOSE).answer
    assert court.finished(task.id, within=PATIENCE, pause=0.1).done == len(NUMBERS)


def test_waiting_for_a_bulk_request_ends(court: CourtClient) -> None:
    look_ups = [ByProceedingNumber(by="proceeding-number", number=NUMBER)]
    task = court.submit(look_ups, PURPOSE, as_of=date(2026, 3, 1)).answer
    assert task.as_of == date(2026, 3, 1)
    with pytest.raises(TimeoutError):
        court.finished(task.id, within=-1)
    assert court.finished(task.id, within=PATIENCE, pause=0.1).state is BulkState.DONE
