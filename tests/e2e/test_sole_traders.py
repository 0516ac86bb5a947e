"""A sole trader is known to two bodies by one number each: the court finds both proceedings by either number."""

from dataclasses import replace

import httpx

from contracts.values import IdentifierKind, Party, PartyKind, PersonIdentifier
from infra.demo.persons import payer_number, personal_number
from infra.demo.script import Script
from tests.e2e.conftest import CASES, Office
from tests.e2e.test_court_answers import LookUp, ask, by_document, card, statement
from tests.system import System

UNP = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(33_000_001))
OTHER = PersonIdentifier(kind=IdentifierKind.UNP, value=payer_number(33_000_003))
PERSONAL = PersonIdentifier(kind=IdentifierKind.PERSONAL_NUMBER, value=personal_number("3010190A777PB"))


async def test_either_number_finds_what_is_against_the_person(
    court: httpx.AsyncClient, office: Office, system: System
) -> None:
    script = office.case_of_kind("the voluntary term runs", CASES + 130)
    by_unp = _against(script, _trader(UNP), 6001)
    by_personal = _against(script, _trader(PERSONAL), 6002)
    assert not (await office.play(by_unp, by_personal)).refused
    await system.settle()
    one, two = [(await card(court, by_document(each)))["number"] for each in (by_unp, by_personal)]
    assert await _found(court) == [[one], [two], []]
    # Another statement states both numbers of the recoverer: the two proceedings are against that person.
    joining = _against(script, _trader(OTHER), 6003, recoverer=_trader(UNP, PERSONAL))
    assert not (await office.play(joining)).refused
    await system.settle()
    three = (await card(court, by_document(joining)))["number"]
    assert await _found(court) == [sorted([one, two])] * 2 + [[three]]
    # A second person with the same payer number is refused, and joins nobody.
    stranger = _trader(UNP, PersonIdentifier(kind=PERSONAL.kind, value=personal_number("4150575A778PB")))
    refused = (await office.play(_against(script, stranger, 6004))).refused
    assert "identifiers-contradict" in str(refused)
    await system.settle()
    assert await _found(court) == [sorted([one, two])] * 2 + [[three]]


def _trader(first: PersonIdentifier, second: PersonIdentifier | None = None) -> Party:
    return Party(
        kind=PartyKind.ENTREPRENEUR,
        identifier=first,
        second_identifier=second,
        name="Ivanov Petr (sole trader)",
        address="Street 1, Belarus",
    )


def _against(script: Script, debtor: Party, number: int, recoverer: Party | None = None) -> Script:
    """The steps of a script up to the decision, with other parties and another document."""
    of = replace(script, number=script.number + number)
    streams = {script.statement: of.statement, script.proceeding: of.proceeding}
    steps = [replace(step, stream=streams[step.stream]) for step in script.steps if step.stream == script.statement]
    registered = statement(script)
    stated = {
        "debtor": debtor,
        "recoverer": recoverer or registered.recoverer,
        "registration_number": f"{registered.registration_number}-{number}",
        "document": registered.document.model_copy(update={"number": f"{registered.document.number}-{number}"}),
    }
    return replace(of, steps=[replace(steps[0], data=registered.model_copy(update=stated)), *steps[1:]])


async def _found(court: httpx.AsyncClient) -> list[list[str]]:
    """The numbers of the proceedings that each identifier finds."""
    look_ups: list[LookUp] = [
        {"by": "debtor", "identifier": {"kind": each.kind.value, "value": each.value}}
        for each in (UNP, PERSONAL, OTHER)
    ]
    results = (await ask(court, look_ups))["results"]
    return [sorted(card["number"] for card in result["proceedings"]) for result in results]
