"""The whole service on a real broker and a real database: events, commands, and what it publishes."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from uuid import UUID

from contracts.identifiers import derived_id, new_id
from contracts.recording import Paper, Recording
from contracts.replies import Accepted, Rejected
from services.proceedings.domain.inputs import inputs_of
from shared.clock import SystemClock
from shared.law.calendar import belarus
from tests.integration.proceedings.running import DECIDED_ON, House, of
from tests.unit.proceedings.harness import initiation_of

SERVED_ON, DUE, COMPULSORY_ON = date(2026, 3, 4), date(2026, 3, 13), date(2026, 3, 14)


async def _compulsory(house: House) -> UUID:
    """A proceeding whose voluntary term has run out; four events are published by then."""
    proceeding = await house.decide_initiation()
    await house.events(proceeding, 1)
    await _accepted(house.send(proceeding, of("RecordService", method="handed-over"), SERVED_ON))
    await house.limit(proceeding, "voluntary-execution", "Art. 357(1)", SERVED_ON, DUE)
    await house.expiry(proceeding, "voluntary-execution", "Art. 357(1)", DUE, COMPULSORY_ON)
    await house.events(proceeding, 4)
    return proceeding


async def _accepted(sent: Awaitable[Accepted | Rejected]) -> Accepted:
    reply = await sent
    assert isinstance(reply, Accepted), reply
    return reply


def _codes(reply: object) -> list[str]:
    assert isinstance(reply, Rejected), reply
    return [problem.code for problem in reply.problems]


async def test_the_main_path(house: House) -> None:
    proceeding = await _compulsory(house)
    levy = new_id()
    for day, command in [
        (date(2026, 3, 16), of("AddMeasure", measure=levy, code="comp-levy-bank-money", sum="1100.00 BYN")),
        (date(2026, 3, 16), of("ChangeMeasureStatus", measure=levy, status="performed")),
        (
            date(2026, 3, 18),
            of("RecordPayment", payment=new_id(), sum="1100.00 BYN", source="account-levy", measure=levy),
        ),
        (date(2026, 3, 19), of("CompleteProceeding", ground="complete-fulfilled")),
    ]:
        await _accepted(house.send(proceeding, command, day))
    published = await house.events(proceeding, 8)
    assert [event.data.type.split(".")[2] for event in published] == [
        "proceeding-initiated",
        "debtor-served",
        "voluntary-term-started",
        "compulsory-execution-started",
        "measure-added",
        "measure-status-changed",
        "payment-received",
        "proceeding-completed",
    ]
    assert [event.version for event in house.heard[proceeding]] == list(range(1, len(house.heard[proceeding]) + 1))
    assert published[3].effective_date == COMPULSORY_ON
    payment = published[6].data
    assert (str(payment.fee.amount), str(payment.repayments[0].sum.amount)) == ("100.00", "1000.00")
    assert any("Art. 402(1) ind. 2" in line for line in payment.explanation)


async def test_a_decision_delivered_again_changes_nothing(house: House) -> None:
    first = await house.decide_initiation({"body": "0701"})
    await house.events(first, 1)
    [event] = [event for event, spec in house.decisions.items() if spec[1].proceeding == first]
    for _ in range(3):
        await house.repeat(event)
    second = await house.decide_initiation({"body": "0701"})
    assert (await house.events(second, 1))[0].data.number == "0701-2026-000002"
    [stored] = await house.database.fetch("SELECT DISTINCT causation_id FROM event WHERE stream = $1", first)
    assert stored["causation_id"] == derived_id(event, "initiation-decided")


async def test_numbers_have_no_gaps_whatever_is_refused(house: House) -> None:
    refused = [await house.decide_initiation({"body": "0401"}, on=date(2019, 5, 6)) for _ in range(3)]
    cases = [({"body": "0401"}, date(2025, 3, 3)), ({"body": "0401"}, date(2024, 5, 6)), ({"body": "0501"}, DECIDED_ON)]
    proceedings = [await house.decide_initiation(case, on=on) for case, on in cases * 15]
    numbers = [(await house.events(proceeding, 1))[0].data.number for proceeding in proceedings]
    assert sorted(numbers) == [
        f"{body}-{year}-{number:06}"
        for body, year in (("0401", 2024), ("0401", 2025), ("0501", 2026))
        for number in range(1, 16)
    ]
    assert not any(house.heard[proceeding] for proceeding in refused)


async def test_numbers_have_no_gaps_when_commands_race(house: House) -> None:
    spec = {**initiation_of({"body": "0601"}), "statement": new_id()}
    sound, broken = of("InitiateProceeding", **spec), of("InitiateProceeding", **{**spec, "claims": []})
    one, sender = new_id(), "executor:0601-017"
    replies = await asyncio.gather(
        *(house.send(new_id(), sound, DECIDED_ON, sender=sender) for _ in range(20)),
        *(house.send(new_id(), broken, DECIDED_ON, sender=sender) for _ in range(5)),
        *(house.send(one, sound, DECIDED_ON, sender=sender) for _ in range(5)),
        *(house.send(new_id(), sound, date(2099, 1, 1), sender=sender) for _ in range(5)),
        *(house.send(new_id(), sound, DECIDED_ON, sender=f"executor:0601-01{n}") for n in (6, 8)),
    )
    accepted = [reply.stream for reply in replies if isinstance(reply, Accepted)]
    assert len(accepted) == 21
    numbers = [(await house.events(proceeding, 1))[0].data.number for proceeding in accepted]
    assert sorted(numbers) == [f"0601-2026-{number:06}" for number in range(1, 22)]


async def test_what_no_role_allows_is_refused_at_the_queue_as_well(house: House) -> None:
    proceeding = await house.decide_initiation({"body": "0102"}, on=SystemClock().today())
    await house.events(proceeding, 1)
    cost, said = of("RecordCost", cost=new_id(), kind="travel", sum="5.00 BYN"), {}
    for sender in ("executor:0102-018", "executor:0101-017", "head:0102", "registrar:0102-003", "operator:petrova"):
        reply = await house.send(proceeding, cost, SystemClock().today(), sender=sender)
        assert isinstance(reply, Rejected)
        said[sender] = [(problem.code, problem.article) for problem in reply.problems]
    row = ("actor-unfit", "Art. 401(1)")
    assert said == {
        "executor:0102-018": [("not-the-executor", "Art. 344(3)")],
        "executor:0101-017": [("actor-of-another-body", "Art. 354(2)"), ("not-the-executor", "Art. 344(3)")],
        "head:0102": [row],
        "registrar:0102-003": [row],
        "operator:petrova": [row],
    }
    assert isinstance(await house.send(proceeding, cost, SystemClock().today()), Accepted)


async def test_a_number_that_a_restore_lost_goes_to_its_proceeding_only(house: House) -> None:
    statement = new_id()
    lost = derived_id(statement, "proceeding")
    await house.database.executemany(
        "INSERT INTO reserved_number (proceeding, number, actor, reason) VALUES ($1, $2, 'operations:test', 'lost')",
        [(new_id(), "0301-2026-000002"), (lost, "0301-2026-000003"), (new_id(), "0301-2026-000004")],
    )
    others = [await house.decide_initiation({"body": "0301"}) for _ in range(2)]
    numbers = [(await house.events(proceeding, 1))[0].data.number for proceeding in others]
    assert sorted(numbers) == ["0301-2026-000001", "0301-2026-000005"]
    assert await house.decide_initiation({"body": "0301"}, statement=statement) == lost
    assert (await house.events(lost, 1))[0].data.number == "0301-2026-000003"
    last = await house.decide_initiation({"body": "0301"})
    assert (await house.events(last, 1))[0].data.number == "0301-2026-000006"


async def test_an_expired_term_resumes_the_proceeding(house: House) -> None:
    proceeding = await _compulsory(house)
    until = date(2026, 6, 30)
    suspend = of("SuspendProceeding", ground="suspend-may-recoverer-plea", until=until)
    await _accepted(house.send(proceeding, suspend, date(2026, 4, 1)))
    await house.expiry(proceeding, "suspension-recoverer-plea-max", "Art. 364(1) ind. 9", until, date(2026, 7, 1))
    resumed = (await house.events(proceeding, 6))[5]
    assert (resumed.data.status.code, resumed.data.status.reason) == ("compulsory", "resume-term-expired")
    assert resumed.effective_date == date(2026, 7, 1)


async def test_the_reply_to_a_rejected_policy_is_stored(house: House) -> None:
    proceeding = await house.decide_initiation()
    await house.events(proceeding, 1)
    await _accepted(house.send(proceeding, of("TerminateProceeding", ground="terminate-waived"), SERVED_ON))
    await house.limit(proceeding, "voluntary-execution", "Art. 357(1)", SERVED_ON, DUE)
    expiry = await house.expiry(proceeding, "voluntary-execution", "Art. 357(1)", DUE, COMPULSORY_ON)
    assert "accepted" in await house.answered(derived_id(expiry, "voluntary-term"))
    unserved = await house.decide_initiation()
    await house.events(unserved, 1)
    expiry = await house.expiry(unserved, "voluntary-execution", "Art. 357(1)", DUE, COMPULSORY_ON)
    assert "act-not-allowed-in-status" in await house.answered(derived_id(expiry, "voluntary-term"))
    assert await house.database.fetchval("SELECT count(*) FROM deferred_message WHERE reason = 'parked'") == 0


async def test_bad_commands_are_refused_and_write_nothing(house: House) -> None:
    proceeding = await _compulsory(house)
    command, payment = new_id(), new_id()
    pay = of("RecordPayment", payment=payment, sum="10.00 BYN", source="debtor")
    other = of("RecordPayment", payment=payment, sum="20.00 BYN", source="debtor")
    first = await _accepted(house.send(proceeding, pay, date(2026, 3, 20), id=command))
    assert await house.send(proceeding, pay, date(2026, 3, 20), id=command) == first
    assert _codes(await house.send(proceeding, other, date(2026, 3, 20), id=command)) == ["command-id-reused"]
    assert _codes(await house.send(proceeding, other, date(2026, 3, 20))) == ["payment-already-recorded"]
    assert _codes(await house.send(proceeding, pay, date(2099, 3, 20))) == ["effective-date-in-future"]
    assert _codes(await house.send(proceeding, of("ImposeFee"), date(2026, 3, 1))) == [
        "effective-date-before-initiation",
    ]
    assert _codes(await house.send(new_id(), pay, date(2026, 3, 20))) == ["proceeding-unknown"]
    recorded = "SELECT count(*) FROM event WHERE stream = $1 AND type NOT LIKE '%.duty-%'"
    assert await house.database.fetchval(recorded, proceeding) == 5


async def test_the_recording_of_a_command_travels_with_its_events(house: House) -> None:
    proceeding = await house.decide_initiation()
    await house.events(proceeding, 1)
    recording = Recording(
        paper=Paper(kind="postal-notice", number="7", dated=SERVED_ON, author="Белпочта"), reason="нет связи"
    )
    served = of("RecordService", method="handed-over")
    await _accepted(house.send(proceeding, served, SERVED_ON, recording=recording))
    initiated, *others = await house.events(proceeding, 4)
    assert {event.recording for event in others} == {recording}
    assert initiated.recording is None
    assert initiated.inputs == others[0].inputs == inputs_of(belarus())
    impossible = recording.model_copy(update={"decided_on": SERVED_ON})
    assert _codes(await house.send(proceeding, served, SERVED_ON, recording=impossible)) == ["fact-without-decision"]
