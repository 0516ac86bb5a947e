"""What went out about statements on a day, as dispatch lists ask for it."""

import re
from datetime import date
from typing import Any

from contracts.commands.intake import SendDecisionCopies
from contracts.commands.intake_handling import ReceiveDecisionCopy
from contracts.events.proceedings import ServiceMethod
from contracts.queries.outgoing import ListStatementOutgoing, Outgoing, OutgoingKey, OutgoingView
from contracts.recording import Paper, Recording
from shared.migrations import folder_of
from tests.integration.intake.test_documents import TODAY, refused
from tests.integration.intake.test_intake import EXECUTOR, RECEIVED, Intake, intake
from tests.integration.intake.test_queries import answered

__all__ = ["intake"]


async def sent(intake: Intake, day: date = TODAY, **asked: Any) -> tuple[OutgoingView, ...]:
    listed: Outgoing = await answered(intake, ListStatementOutgoing(**{"body": "0101", "day": day, **asked}))
    return listed.papers


async def test_copies_of_a_day_with_their_receipt_and_number(intake: Intake) -> None:
    mark, receipt = (
        Recording(paper=Paper(kind=kind, number=number, dated=TODAY, author="Belpochta"))
        for kind, number in (("postal-receipt", "RR17BY"), ("notice-of-delivery", None))
    )
    both = SendDecisionCopies(recipients=("recoverer", "debtor"))
    statements = [await refused(intake, number) for number in ("1", "2")]
    for statement in statements:
        await intake.send((statement, both), day=TODAY, recording=mark)
    received = ReceiveDecisionCopy(party="debtor", method=ServiceMethod.REGISTERED_MAIL)
    await intake.send((statements[0], received), day=TODAY, recording=receipt)
    papers = await sent(intake)
    assert [(each.number, each.recipient, each.resolution, each.delivered_on) for each in papers] == [
        ("1", "debtor", "0101-2026/S1", TODAY),
        ("1", "recoverer", "0101-2026/S1", None),
        ("2", "debtor", "0101-2026/S2", None),
        ("2", "recoverer", "0101-2026/S2", None),
    ]
    assert {(each.name, each.executor) for each in papers} == {("send-decision-copies", EXECUTOR.id)}
    assert {each.mark for each in papers} == {mark.paper}
    assert [each.receipt for each in papers] == [receipt.paper, None, None, None]
    assert await sent(intake, day=RECEIVED) == await sent(intake, body="0401") == ()
    assert await sent(intake, executor="0101-018") == ()
    first: Outgoing = await answered(intake, ListStatementOutgoing(body="0101", day=TODAY, limit=3))
    after = OutgoingKey(**first.papers[-1].model_dump(include=set(OutgoingKey.model_fields)))
    assert (first.more, first.papers + await sent(intake, after=after)) == (True, papers)
    text = (folder_of("intake") / "intake-0016-outgoing.sql").read_text(encoding="utf-8")
    [filling] = re.findall(r"^WITH .*?;$", text, re.DOTALL | re.MULTILINE)
    async with intake.pool.acquire() as connection:
        await connection.execute("DELETE FROM outgoing")
        await connection.execute(filling)
    assert await sent(intake) == papers, "the migration lists what was recorded before"
