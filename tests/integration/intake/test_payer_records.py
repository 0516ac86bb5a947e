"""One payer number with two personal numbers is refused, as long as the other record stands."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from contracts.commands.intake import AssessStatement, RegisterStatement
from contracts.commands.intake_corrections import ApproveCorrection
from contracts.events.parties import PartyRole, SuccessorNamed
from contracts.events.proceedings import CourseRevised, ProceedingInitiated, Status
from contracts.identifiers import new_id
from contracts.recording import Paper
from contracts.replies import Rejected
from contracts.revisions import Entry, revised_entry
from contracts.values import Party
from tests.integration.intake.test_corrections import corrected
from tests.integration.intake.test_handling import REFUSE, WAIVED
from tests.integration.intake.test_intake import EXECUTOR, INITIATE, NOW, RECEIVED, Intake, codes, intake, registration

__all__ = ["intake"]

UNP, OTHER_UNP, THIRD_UNP = "291234572", "200988541", "191234563"
PERSONAL, OTHER_PERSONAL = "3140462K000VF6", "3010190A001PB9"
REFUSED = ["identifiers-contradict"]
RULING = Paper(kind="ruling", number="1", dated=RECEIVED, author="EC-MINSK")
STATUS = Status(code="initiated", reason="initiate-statement", article="Art. 356(1)")


def sole_trader(unp: str | None = UNP, personal: str | None = PERSONAL) -> Party:
    numbers = [{"kind": "unp", "value": unp}] if unp else []
    numbers += [{"kind": "personal-number", "value": personal}] if personal else []
    stated = dict(zip(("identifier", "second_identifier"), numbers, strict=False))
    return Party.model_validate({"kind": "entrepreneur", "name": "Ivanov Petr", **stated})


def company(unp: str = UNP) -> Party:
    return Party.model_validate(
        {"kind": "legal-person", "name": "Beta", "identifier": {"kind": "unp", "value": unp}, "address": "Brest"}
    )


def against(number: str, debtor: Party, recoverer: Party | None = None) -> RegisterStatement:
    stated = registration(number, f"document-{number}")
    return stated.model_copy(update={"debtor": debtor, "recoverer": recoverer or company(THIRD_UNP)})


def revised(*entries: Entry, since: date = RECEIVED) -> CourseRevised:
    return CourseRevised(revision=1, since=since, cause=new_id(), entries=tuple(map(revised_entry, entries)))


def initiated(statement: RegisterStatement, debtor: Party) -> ProceedingInitiated:
    return ProceedingInitiated(
        number="0101-2026-000001",
        body="0101",
        executor=EXECUTOR,
        statement=new_id(),
        recoverer=statement.recoverer,
        debtor=debtor,
        document=statement.document,
        claims=statement.claims,
        rule_set="epc-2021",
        status=STATUS,
    )


async def registered(intake: Intake, *stated: RegisterStatement) -> list[UUID]:
    streams = [new_id() for _ in stated]
    assert codes(await intake.send(*zip(streams, stated, strict=True))) == ["accepted"] * len(stated)
    return streams


async def answer(intake: Intake, number: str, debtor: Party, recoverer: Party | None = None) -> Any:
    [found] = await intake.send((new_id(), against(number, debtor, recoverer)))
    return found


async def test_a_payer_number_with_two_personal_numbers_is_refused_and_so_is_the_reverse(intake: Intake) -> None:
    await registered(intake, against("1", sole_trader()))
    for number, contradiction in (
        ("2", sole_trader(UNP, OTHER_PERSONAL)),
        ("3", sole_trader(OTHER_UNP, PERSONAL)),
        ("4", company(UNP)),
    ):
        found = await answer(intake, number, contradiction)
        assert codes([found]) == REFUSED
        [problem] = found.problems
        assert problem.field == f"debtor.{'identifier' if number == '4' else 'second_identifier'}.value"
        assert problem.article == "Art. 355(2) ind. 3"
        assert problem.detail.startswith("statement 1 of body 0101 names another person with this ")
        assert not any(value in problem.detail for value in (UNP, OTHER_UNP, PERSONAL, OTHER_PERSONAL))


async def test_the_same_numbers_either_alone_or_together_are_accepted(intake: Intake) -> None:
    await registered(
        intake,
        against("1", sole_trader()),
        against("2", sole_trader()),
        against("3", sole_trader(UNP, None)),
        against("4", sole_trader(None, PERSONAL)),
        against("5", company(OTHER_UNP), recoverer=sole_trader()),
    )


async def test_recoverer_and_debtor_of_one_statement_contradict_each_other(intake: Intake) -> None:
    found = await answer(intake, "1", sole_trader(), recoverer=sole_trader(UNP, OTHER_PERSONAL))
    assert codes([found]) == REFUSED
    assert {problem.field for problem in found.problems} == {
        "debtor.second_identifier.value", "recoverer.second_identifier.value"
    }  # fmt: skip


async def test_of_two_in_one_batch_the_second_is_refused(intake: Intake) -> None:
    found = await intake.send(
        (new_id(), against("1", sole_trader())), (new_id(), against("2", sole_trader(UNP, OTHER_PERSONAL)))
    )
    assert codes(found) == ["accepted", *REFUSED]


async def test_of_two_at_once_one_is_refused(intake: Intake) -> None:
    found = await asyncio.gather(
        answer(intake, "1", sole_trader()), answer(intake, "2", sole_trader(UNP, OTHER_PERSONAL))
    )
    assert sorted(codes([*found])) == ["accepted", *REFUSED]


async def test_a_refused_statement_binds_nobody(intake: Intake) -> None:
    [statement] = await registered(intake, against("1", sole_trader()))
    steps: tuple[Any, ...] = (WAIVED, AssessStatement(), REFUSE)
    assert codes(await intake.send(*((statement, each) for each in steps), day=NOW.date())) == ["accepted"] * 3
    assert codes([await answer(intake, "2", sole_trader(UNP, OTHER_PERSONAL))]) == ["accepted"]


async def test_a_correction_frees_the_wrong_number_and_is_refused_itself_where_it_contradicts(intake: Intake) -> None:
    statement = new_id()
    [answered] = await intake.send((statement, against("1", sole_trader(UNP, OTHER_PERSONAL))))
    wrong = answered.command_id
    assert wrong is not None
    [proposed] = await intake.send((statement, corrected(wrong, against("1", sole_trader()))))
    assert codes([proposed]) == ["accepted"]
    assert codes([await answer(intake, "2", sole_trader())]) == REFUSED
    approval = ApproveCorrection(correction=proposed.command_id)
    assert codes(await intake.send((statement, approval), actor="head:0101")) == ["accepted"]
    assert codes([await answer(intake, "3", sole_trader())]) == ["accepted"]
    again = await intake.send((statement, corrected(wrong, against("1", sole_trader(UNP, OTHER_PERSONAL)))))
    assert codes(again) == REFUSED


async def test_a_contradiction_registered_since_the_proposal_is_found_at_the_approval(intake: Intake) -> None:
    statement = new_id()
    [answered] = await intake.send((statement, against("1", sole_trader(UNP, None))))
    known = answered.command_id
    assert known is not None
    [proposed] = await intake.send((statement, corrected(known, against("1", sole_trader()))))
    await registered(intake, against("2", sole_trader(UNP, OTHER_PERSONAL)))
    approval = ApproveCorrection(correction=proposed.command_id)
    [found] = await intake.send((statement, approval), actor="head:0101")
    assert isinstance(found, Rejected)
    assert codes([found]) == REFUSED


async def test_a_successor_in_a_proceeding_counts_until_the_record_is_struck(intake: Intake) -> None:
    [statement] = await registered(intake, against("1", company(OTHER_UNP)))
    await intake.send((statement, AssessStatement()), (statement, INITIATE))
    named = SuccessorNamed(role=PartyRole.DEBTOR, successor=sole_trader(), basis=RULING, article="Art. 62(1)")
    await intake.happened(statement, named, RECEIVED + timedelta(days=1))
    assert codes([await answer(intake, "2", sole_trader(UNP, OTHER_PERSONAL))]) == REFUSED
    await intake.happened(statement, revised(since=RECEIVED + timedelta(days=1)), NOW.date())
    assert codes([await answer(intake, "3", sole_trader(UNP, OTHER_PERSONAL))]) == ["accepted"]


async def test_what_is_corrected_in_the_proceeding_counts_here(intake: Intake) -> None:
    stated = against("1", sole_trader(UNP, OTHER_PERSONAL))
    [statement] = await registered(intake, stated)
    await intake.send((statement, AssessStatement()), (statement, INITIATE))
    await intake.happened(statement, initiated(stated, stated.debtor), RECEIVED)
    assert codes([await answer(intake, "2", sole_trader())]) == REFUSED
    await intake.happened(statement, revised(Entry(RECEIVED, initiated(stated, sole_trader()))), NOW.date())
    assert codes([await answer(intake, "3", sole_trader())]) == ["accepted"]
