"""Refusals and returns get numbers without gaps, and become documents beside the commands."""

import asyncio
from base64 import b64decode
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from contracts.commands.intake import AssessStatement
from contracts.identifiers import new_id
from contracts.queries.intake import ShowStatement, ShowStatementDocument, StatementDocument, StatementView
from services.intake.documents import SERIES, made
from services.intake.domain.assessment import Rules
from shared.clock import FixedClock
from shared.decider import Rejection
from shared.documents.worker import DocumentWorker
from shared.eventstore.store import EventStore
from shared.law.calendar import belarus
from shared.law.rule_sets import RuleSets
from tests.integration.intake.test_handling import REFUSE, RETURN, WAIVED
from tests.integration.intake.test_intake import NOW, Intake, codes, intake, registration
from tests.integration.intake.test_queries import answered
from tests.patience import PATIENCE

__all__ = ["intake"]

TODAY = NOW.date()


async def refused(intake: Intake, number: str, *more: tuple[UUID, Any]) -> UUID:
    """A statement that was refused, in one batch with more commands."""
    statement = new_id()
    steps: tuple[Any, ...] = (registration(number, f"document-{number}"), WAIVED, AssessStatement(), REFUSE)
    await intake.send(*((statement, each) for each in steps), *more, day=TODAY)
    return statement


async def viewed(intake: Intake, number: str) -> StatementView:
    view: StatementView = await answered(intake, ShowStatement(body="0101", registration_number=number))
    return view


async def test_numbers_have_no_gaps_whatever_was_refused_between_them(intake: Intake) -> None:
    for number in ("1", "2"):
        statement = await refused(intake, number)
        assert codes(await intake.send((statement, REFUSE), day=TODAY)) == ["already-decided"]
    flawed = registration("3", "document-3")
    contents = flawed.contents.model_copy(update={"lists_enclosures": False})
    steps: tuple[Any, ...] = (flawed.model_copy(update={"contents": contents}), AssessStatement(), RETURN)
    statement = new_id()
    assert codes(await intake.send(*((statement, each) for each in steps), day=TODAY)) == ["accepted"] * 3
    resolutions = [each for number in "123" for each in (await viewed(intake, number)).resolutions]
    assert [each.number for each in resolutions] == ["0101-2026/S1", "0101-2026/S2", "0101-2026/S3"]
    assert [each.kind for each in resolutions] == ["d-refusal-resolution"] * 2 + ["d-return-resolution"]


async def test_what_was_decided_on_another_day_has_no_number(intake: Intake) -> None:
    statement = new_id()
    steps: tuple[Any, ...] = (registration("1"), WAIVED, AssessStatement(), REFUSE)
    assert codes(await intake.send(*((statement, each) for each in steps))) == ["accepted"] * 4
    assert (await viewed(intake, "1")).resolutions == ()


async def test_a_refusal_becomes_a_document(intake: Intake) -> None:
    await refused(intake, "1")
    rules, store = Rules(RuleSets.load(), belarus()), EventStore("intake")
    worker = DocumentWorker(
        intake.pool, SERIES, partial(made, store=store, rules=rules), FixedClock(NOW), ("ru", "en"), None
    )
    task = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE):
        while True:
            if len((await viewed(intake, "1")).resolutions[0].documents) == len(("ru", "en")):
                break
            await asyncio.sleep(0.1)
    task.cancel()
    shown: StatementDocument = await answered(intake, ShowStatementDocument(resolution="0101-2026/S1", language="en"))
    content = b64decode(shown.content)
    assert sha256(content).hexdigest() == shown.document.sha256
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", " ")
    assert "Refuse to initiate an enforcement proceeding" in text
    assert (shown.registration_number, shown.document.translation) == ("1", True)


@pytest.mark.parametrize("language", [None, "be"])
async def test_a_document_that_is_not_there(intake: Intake, language: str | None) -> None:
    await refused(intake, "1")
    for number, code in (("0101-2026/S9", "resolution-unknown"), ("0101-2026/S1", "document-missing")):
        with pytest.raises(Rejection) as raised:
            await answered(intake, ShowStatementDocument.model_validate({"resolution": number, "language": language}))
        assert raised.value.problems[0].code == code
