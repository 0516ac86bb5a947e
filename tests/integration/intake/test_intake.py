"""Intake on a real database: what its own tables guard, across statements."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from contracts.acts.record_awaited_event import AwaitedEventOccurred
from contracts.acts.record_cancelled_delay import DelayCancelled
from contracts.acts.record_delay_until_event import DelayUntilEventGranted
from contracts.acts.record_grant_of_delay import DelayGranted
from contracts.acts.renew_proceeding import ProceedingRenewed
from contracts.acts.send_document import DocumentSent
from contracts.commands.intake import AssessStatement, DecideOnStatement, RegisterStatement
from contracts.documents import Executor
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.events.intake import AssessmentEvidence, KnownReturn, Proposal, StatementAssessed
from contracts.events.proceedings import (
    CompulsoryExecutionStarted,
    CourseRevised,
    DocumentReturned,
    ProceedingCompleted,
    Status,
)
from contracts.identifiers import derived_id, new_id
from contracts.recording import Paper, Recording
from contracts.registry import Command, Event
from contracts.replies import Accepted, Rejected
from contracts.revisions import Entry, revised_entry
from services.intake.application import application
from services.intake.domain.assessment import Rules
from services.intake.domain.decider import PROCEEDING
from services.intake.projections import ReturnedDocuments
from shared.clock import FixedClock
from shared.database import Pool
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from tests.engines import NewDatabase
from tests.unit.intake.harness import FAULTLESS

RECEIVED = date(2026, 3, 16)
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
STATUS = {"reason": "return-no-property", "article": "Art. 366(1) ind. 3"}
RETURNED = DocumentReturned(status=Status(code="completed-returned", **STATUS), counts_for_twice_returned=True)
SENT = DocumentSent(recipient="recoverer", method="post", notice="returned unexecuted")
SENT_TO_WORK = ProceedingCompleted(
    status=Status(code="completed-sent-to-income", reason="complete-sent-to-work", article="Art. 400(1) ind. 3")
)
COMPULSORY = CompulsoryExecutionStarted(
    status=Status(code="compulsory", reason="compulsory-term-expired", article="Art. 360(1)")
)
RENEWED = ProceedingRenewed(paper=Paper(kind="letter", dated=date(2026, 3, 18), author="Mill"))
PAPER = Paper(kind="decision", dated=date(2026, 3, 17), author="Ministry of Finance")
DELAYED = DelayGranted(delay=UUID(int=1), kind="delay", granted_by="state-body", until=date(2026, 9, 30), paper=PAPER)
AWAITING = DelayUntilEventGranted(delay=UUID(int=1), granted_by="court", awaited="the flat is finished", paper=PAPER)
DOCUMENT = "155EIP26114-1"
EXECUTOR = Executor(id="0101-017", full_name="Ivanova Anna Petrovna")


class Intake:
    """The service without its broker."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        clock = FixedClock(NOW)
        self.application = application(Rules(RuleSets.load(), belarus()), clock)

    async def send(
        self,
        *commands: tuple[UUID, Command],
        day: date = RECEIVED,
        actor: str | None = None,
        recording: Recording | None = None,
    ) -> list[Accepted | Rejected]:
        """What is made today is made by the executor, what was made before is recorded by a registrar."""
        enveloped = [
            CommandEnvelope[Command](
                id=new_id(),
                source="/lea/test",
                type=data.type,
                stream=stream,
                effective_date=day,
                issued_at=datetime(2026, 3, 20, 9, tzinfo=UTC),
                actor=actor or ("executor:0101-017" if day == NOW.date() else "registrar:0101-003"),
                correlation_id=stream,
                recording=recording,
                data=data,
            )
            for stream, data in commands
        ]
        return await self.application.handle_in_transaction(self.pool, enveloped)

    async def returned(self, statement: UUID, on: date) -> None:
        """Execution ended without result: the document goes back to the recoverer."""
        await self.happened(statement, RETURNED, on)

    async def happened(self, statement: UUID, data: Event, on: date) -> None:
        """An event of the proceeding that the statement began."""
        event = EventEnvelope[Event](
            id=new_id(),
            source="/lea/proceedings",
            type=data.type,
            stream=derived_id(statement, PROCEEDING),
            version=9,
            effective_date=on,
            recorded_at=datetime(2026, 3, 20, 9, tzinfo=UTC),
            actor="test",
            correlation_id=statement,
            causation_id=statement,
            data=data,
        )
        async with self.pool.acquire() as connection, connection.transaction():
            await ReturnedDocuments().apply(connection, [event])

    async def initiated(self, number: str, day: date = RECEIVED) -> UUID:
        """A statement that was initiated on the day of its receipt."""
        statement = new_id()
        commands = [(statement, registration(number)), (statement, AssessStatement()), (statement, INITIATE)]
        assert codes(await self.send(*commands, day=day)) == ["accepted"] * 3
        return statement

    async def assessed(self, stated: RegisterStatement, day: date) -> StatementAssessed:
        """What an assessment finds."""
        statement = new_id()
        answers = await self.send((statement, stated), (statement, AssessStatement()), day=day)
        assert codes(answers) == ["accepted"] * 2
        async with self.pool.acquire() as connection:
            events = await EventStore("intake").load(connection, statement)
        found: StatementAssessed = events[-1].data
        return found

    async def lies_elsewhere(self, number: str, day: date = RECEIVED, document: str = DOCUMENT) -> bool:
        """Whether an assessment of another statement finds that the document lies under an earlier one."""
        return await self.finds_elsewhere(registration(number, document), day)

    async def finds_elsewhere(self, stated: RegisterStatement, day: date = RECEIVED) -> bool:
        """The same of any statement."""
        found = await self.assessed(stated, day)
        against = [each for each in found.findings if each.article == "Art. 356(1)"]
        assert found.evidence is not None
        assert bool(against) == bool(found.evidence.document_presented)
        return bool(against)


@pytest.fixture
async def intake(migrated_database: NewDatabase) -> AsyncIterator[Intake]:
    async with asyncpg.create_pool(migrated_database("intake").url, min_size=1, max_size=4) as pool:
        yield Intake(pool)


def registration(number: str, document: str = DOCUMENT) -> RegisterStatement:
    changed = {"registration_number": number, "document": {**FAULTLESS["document"], "number": document}}
    return RegisterStatement.model_validate({**FAULTLESS, **changed})


def codes(answers: list[Accepted | Rejected]) -> list[str]:
    return [answer.problems[0].code if isinstance(answer, Rejected) else "accepted" for answer in answers]


INITIATE = DecideOnStatement(executor=EXECUTOR, decision=Proposal.INITIATE)


async def test_a_document_lies_with_one_body_at_a_time(intake: Intake) -> None:
    assert not await intake.lies_elsewhere("1")
    assert await intake.lies_elsewhere("2")


async def test_the_same_document_twice_in_one_batch_is_initiated_once(intake: Intake) -> None:
    first, second = new_id(), new_id()
    commands: list[tuple[UUID, Command]] = [(first, registration("1")), (second, registration("2"))]
    commands += [(each, step) for step in (AssessStatement(), INITIATE) for each in (first, second)]
    answers = await intake.send(*commands)
    assert codes(answers) == ["accepted"] * 5 + ["document-already-presented"]


async def test_what_is_registered_of_a_document_that_lies_elsewhere_is_returned_by_resolution(intake: Intake) -> None:
    statement = new_id()
    await intake.send((new_id(), registration("1")))
    decision = DecideOnStatement(
        executor=EXECUTOR,
        decision=Proposal.RETURN,
        ground="return-uninitiated-form",
        reasons="Lies elsewhere, Art. 356",
    )
    steps: tuple[Command, ...] = (registration("2"), AssessStatement(), INITIATE, decision)
    assert codes(await intake.send(*((statement, each) for each in steps))) == [
        "accepted", "accepted", "document-already-presented", "accepted",
    ]  # fmt: skip
    assert await intake.lies_elsewhere("3")  # the first statement still has it


async def test_a_document_that_came_back_is_initiated_on_the_statement_that_waited(intake: Intake) -> None:
    first, second = await intake.initiated("1"), new_id()
    steps: tuple[Command, ...] = (registration("2"), AssessStatement())
    assert codes(await intake.send(*((second, each) for each in steps))) == ["accepted"] * 2
    await intake.returned(first, date(2026, 3, 18))
    day = date(2026, 3, 19)
    assert codes(await intake.send((second, INITIATE), day=day)) == ["ground-against-initiation"]
    assert codes(await intake.send((second, AssessStatement()), (second, INITIATE), day=day)) == ["accepted"] * 2
    assert await intake.lies_elsewhere("3", day)


async def test_a_registration_number_is_given_once(intake: Intake) -> None:
    await intake.send((new_id(), registration("1")))
    assert codes(await intake.send((new_id(), registration("1", "other")))) == ["registration-number-taken"]


async def test_a_returned_statement_frees_its_document(intake: Intake) -> None:
    statement = new_id()
    flawed = registration("1").model_copy(
        update={"contents": registration("1").contents.model_copy(update={"lists_enclosures": False})}
    )
    decision = DecideOnStatement(
        executor=EXECUTOR, decision=Proposal.RETURN, ground="return-uninitiated-form", reasons="No list of enclosures"
    )
    await intake.send((statement, flawed), (statement, AssessStatement()), (statement, decision))
    assert not await intake.lies_elsewhere("2")


async def test_twice_returned_from_execution_demands_new_data(intake: Intake) -> None:
    day = RECEIVED
    for number in ("1", "2"):
        statement = await intake.initiated(number, day)
        day += timedelta(days=1)
        await intake.returned(statement, day)
    third = new_id()
    answers = await intake.send((third, registration("3")), (third, AssessStatement()), day=day)
    assert codes(answers) == ["accepted"] * 2
    assert codes(await intake.send((third, INITIATE), day=day)) == ["ground-against-initiation"]


async def test_the_days_of_a_proceeding_are_frozen_into_the_next_assessment(intake: Intake) -> None:
    await intake.returned(await intake.initiated("1"), date(2026, 3, 18))
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    returned = KnownReturn(
        received_on=RECEIVED, initiated_on=RECEIVED, returned_on=date(2026, 3, 18), counts=True, in_time=True
    )
    assert found.evidence == AssessmentEvidence(returns=(returned,))
    assert found.presentation.due == date(2026, 9, 18)  # Art. 339(2)


async def test_the_limit_after_a_return_runs_from_the_dispatch_to_the_recoverer(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 17))
    await intake.happened(statement, SENT, date(2026, 3, 18))
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.evidence is not None
    assert [each.returned_on for each in found.evidence.returns] == [date(2026, 3, 18)]
    assert found.presentation.due == date(2026, 9, 18)  # Art. 339(2)


async def test_a_dispatch_that_a_revised_course_no_longer_has_moves_nothing(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 17))
    await intake.happened(statement, SENT, date(2026, 3, 19))
    await intake.happened(statement, revision(date(2026, 3, 18)), date(2026, 3, 18))
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.presentation.due == date(2026, 9, 17)


async def test_a_delay_on_record_in_the_proceeding_bounds_the_next_presentation(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, DELAYED, date(2026, 3, 17))
    await intake.returned(statement, date(2026, 3, 18))
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.presentation.due == date(2027, 3, 30)  # Art. 337(1)
    assert [each.ground for each in found.findings] == ["return-uninitiated-delay-granted"]  # Art. 359(1) ind. 4


async def test_a_delay_until_an_event_lasts_until_it_occurs(intake: Intake) -> None:
    statement, day = await intake.initiated("1"), date(2026, 3, 18)
    await intake.happened(statement, AWAITING, date(2026, 3, 17))
    await intake.returned(statement, day)
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.presentation.due is None  # Art. 337(1): it runs from the event
    assert [each.ground for each in found.findings] == ["return-uninitiated-delay-granted"]  # Art. 359(1) ind. 4
    await intake.happened(statement, AwaitedEventOccurred(delay=UUID(int=1), paper=PAPER), day)
    found = await intake.assessed(registration("3"), date(2026, 3, 19))
    assert found.presentation.due == date(2026, 9, 18)
    await intake.happened(statement, revision(day, (day, RETURNED)), day)
    found = await intake.assessed(registration("4"), date(2026, 3, 19))
    assert found.presentation.due is None


async def test_a_delay_that_was_cancelled_bounds_nothing(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, DELAYED, date(2026, 3, 17))
    await intake.happened(statement, DelayCancelled(delay=UUID(int=1), paper=PAPER), date(2026, 3, 17))
    await intake.returned(statement, date(2026, 3, 18))
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.presentation.due == date(2026, 9, 18)


async def test_a_delay_is_what_the_revised_course_says(intake: Intake) -> None:
    statement, day = await intake.initiated("1"), date(2026, 3, 18)
    await intake.happened(statement, DELAYED, date(2026, 3, 17))
    await intake.happened(statement, DelayCancelled(delay=UUID(int=1), paper=PAPER), day)
    await intake.happened(statement, revision(day, (day, RETURNED)), day)
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.presentation.due == date(2027, 3, 30)
    await intake.happened(statement, revision(date(2026, 3, 17), (day, RETURNED)), day)
    found = await intake.assessed(registration("3"), date(2026, 3, 19))
    assert found.presentation.due == date(2026, 9, 18)


async def test_a_document_sent_to_the_place_of_work_can_be_presented_again(intake: Intake) -> None:
    await intake.happened(await intake.initiated("1"), SENT_TO_WORK, date(2026, 3, 17))
    assert not await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_a_proceeding_that_goes_on_binds_its_document_again(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 17))
    await intake.happened(statement, RENEWED, date(2026, 3, 18))
    assert await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_a_renewal_that_a_revised_course_no_longer_has_leaves_the_document_with_the_payer(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 17))
    await intake.happened(statement, RENEWED, date(2026, 3, 18))
    await intake.happened(statement, revision(date(2026, 3, 18)), date(2026, 3, 18))
    assert not await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_a_renewal_of_another_day_binds_the_document_from_that_day_on(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 16))
    await intake.happened(statement, RENEWED, date(2026, 3, 17))
    moved = revision(date(2026, 3, 17), (date(2026, 3, 18), RENEWED))
    await intake.happened(statement, moved, date(2026, 3, 17))
    assert await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_with_its_end_a_renewal_is_taken_back_in_vain(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 17))
    await intake.happened(statement, RENEWED, date(2026, 3, 18))
    await intake.happened(statement, revision(date(2026, 3, 17), (date(2026, 3, 17), COMPULSORY)), date(2026, 3, 17))
    assert await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_an_end_that_stands_again_is_annulled_like_any_other(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 16))
    await intake.happened(statement, RENEWED, date(2026, 3, 17))
    annulled = revision(date(2026, 3, 17), (date(2026, 3, 18), COMPULSORY))
    await intake.happened(statement, annulled, date(2026, 3, 17))
    assert await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_a_document_that_was_presented_again_before_the_renewal_stays_there(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.happened(statement, SENT_TO_WORK, date(2026, 3, 17))
    assert not await intake.lies_elsewhere("2", date(2026, 3, 18))
    await intake.happened(statement, RENEWED, date(2026, 3, 19))
    assert await intake.lies_elsewhere("3", date(2026, 3, 19))


def revision(since: date, *entries: tuple[date, Event]) -> CourseRevised:
    told = tuple(revised_entry(Entry(day, data)) for day, data in entries)
    return CourseRevised(revision=1, cause=new_id(), since=since, entries=told)


async def test_a_return_recorded_late_frees_the_document(intake: Intake) -> None:
    statement = await intake.initiated("1")
    day = date(2026, 3, 17)
    await intake.happened(statement, revision(day, (day, RETURNED)), day)
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.evidence is not None
    assert [each.returned_on for each in found.evidence.returns] == [day]


async def test_a_return_that_a_revised_course_no_longer_has_binds_the_document_again(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 18))
    await intake.happened(statement, revision(date(2026, 3, 17)), date(2026, 3, 17))
    assert await intake.lies_elsewhere("2")


async def test_a_return_that_was_annulled_from_a_later_day_binds_the_document_again(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 17))
    day = date(2026, 3, 18)
    await intake.happened(statement, revision(day, (day, COMPULSORY)), day)
    assert await intake.lies_elsewhere("2")
    await intake.returned(statement, date(2026, 3, 19))
    found = await intake.assessed(registration("3"), date(2026, 3, 20))
    assert found.evidence is not None
    assert [each.returned_on for each in found.evidence.returns] == [date(2026, 3, 19)]


async def test_a_revision_after_a_return_leaves_it(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 17))
    day = date(2026, 3, 18)
    await intake.happened(statement, revision(day), day)
    assert not await intake.lies_elsewhere("2", date(2026, 3, 19))


async def test_a_return_that_a_revised_course_has_on_another_day_is_one_return(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 18))
    earlier = date(2026, 3, 17)
    await intake.happened(statement, revision(earlier, (earlier, RETURNED)), earlier)
    found = await intake.assessed(registration("2"), date(2026, 3, 19))
    assert found.evidence is not None
    assert [each.returned_on for each in found.evidence.returns] == [earlier]


async def test_a_document_that_lies_elsewhere_by_now_stays_there(intake: Intake) -> None:
    statement = await intake.initiated("1")
    await intake.returned(statement, date(2026, 3, 18))
    assert not await intake.lies_elsewhere("2", date(2026, 3, 19))
    await intake.happened(statement, revision(date(2026, 3, 17)), date(2026, 3, 17))
    assert await intake.lies_elsewhere("3")
