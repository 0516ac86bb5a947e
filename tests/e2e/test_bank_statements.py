"""Bank statements against the whole system: every kind of entry is matched, recorded, and known when it comes again."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.acts.order_payout import OrderPayout
from contracts.commands.accounts import ReturnUnidentified
from contracts.commands.intake import RegisterStatement
from contracts.identifiers import accounts_of, new_id
from contracts.queries.proceedings import FindProceedings, ListUnidentified, ProceedingRow
from contracts.recording import Paper
from contracts.replies import Accepted
from contracts.values import Money, PositiveMoney
from infra.cli.main import app
from infra.demo.scenarios import SCENARIOS
from shared.act_fields import ActFields
from shared.bank_statements.choices import Choice, Step
from shared.bank_statements.looking import StatementMatcher
from shared.bank_statements.reading import read_statement
from shared.bank_statements.recording import Result, StatementRecorder
from shared.bank_statements.whole import Line, lines_of
from shared.clerk_client import ClerkClient
from shared.clock import SystemClock
from shared.law.rule_sets import RuleSets
from shared.messaging.senders import OPERATOR
from tests.e2e.conftest import CASES, Office
from tests.system import System

pytestmark = pytest.mark.usefixtures("played")

CAMT = Path(__file__).parents[1] / "unit" / "shared" / "bank_statements" / "files" / "version-02.xml"
HEADER = "date,order,amount,direction,name,purpose"


@asynccontextmanager
async def client_of(system: System, actor: str) -> AsyncIterator[ClerkClient]:
    url = system.stack.broker_url(OPERATOR)
    async with ClerkClient(url, user=OPERATOR, source="/lea/cli", actor=actor, name="test") as client:
        yield client


class Account:
    """The deposit account of a body, with its accountant."""

    def __init__(self, client: ClerkClient, body: str) -> None:
        self.client, self.body = client, body
        self.today = SystemClock().today()
        self._acts = ActFields(RuleSets.load().in_force(self.today))

    def file(self, *rows: str) -> bytes:
        return "\n".join([HEADER, *(f"{self.today},{row}" for row in rows)]).encode()

    async def lines(self, *rows: str, choose: Choice | None = None) -> list[Line]:
        choices = {"2": str(choose)} if choose else {}
        return await lines_of(self._matcher, read_statement(self.file(*rows)), choices)

    async def take(self, *rows: str, choose: Choice | None = None) -> list[Result]:
        statement = read_statement(self.file(*rows))
        recorder = StatementRecorder(self.client, self._acts, self.body, statement)
        lines = await self.lines(*rows, choose=choose)
        return await recorder.record([(line.entry, line.choice) for line in lines], new_id())

    async def steps(self, row: str, choose: Choice | None = None) -> tuple[str, str, str]:
        """The step that an entry is, what became of it, and of the same entry in the next file."""
        [line] = await self.lines(row, choose=choose)
        [first] = await self.take(row, choose=choose)
        assert not first.problems, first
        [again] = await self.take(row, choose=choose)
        return line.choice.step.value, first.became.value, again.became.value

    async def repaid(self, row: ProceedingRow) -> Money | None:
        """What a payment of 50.00 would repay in a proceeding."""
        statement = read_statement(self.file("x,50.00,credit,Debtor,"))
        recorder = StatementRecorder(self.client, self._acts, self.body, statement)
        tried = await recorder.try_(statement.entries[0], Choice(Step.PAYMENT, row.number, "debtor"))
        found = tried.preview.allocation if tried.preview and not tried.preview.irregular else None
        return next((each.sum for each in found.repayments if each.sum.amount), None) if found else None

    @property
    def _matcher(self) -> StatementMatcher:
        return StatementMatcher(self.client, self._acts, self.body)


@pytest.fixture(scope="module")
async def paying(system: System, office: Office) -> tuple[str, str, Money]:
    """A body, its proceeding in which a payment repaid something, and what."""
    script = office.case_of_kind(SCENARIOS["exit"].summary, CASES + 140)
    assert not (await office.play(script)).refused
    await system.settle()
    registered = script.steps[0].data
    assert isinstance(registered, RegisterStatement)
    document = registered.document
    async with client_of(system, "operator:cli") as client:
        asked = FindProceedings(document=document.number, issuer=document.issuer.code)
        [row] = (await client.find(asked)).proceedings
        repaid = await Account(client, row.body).repaid(row)
    assert repaid is not None
    return row.body, row.number, repaid


async def test_every_kind_of_entry(system: System, paying: tuple[str, str, Money]) -> None:
    body, number, repaid = paying
    paid = Choice(Step.PAYMENT, number, "debtor")
    async with client_of(system, f"accountant:{body}") as client:
        account = Account(client, body)
        assert await account.steps(f"in-1,50.00,credit,Debtor,debt of {number}", paid) == (
            "payment",
            "recorded",
            "known",
        )
        assert await account.steps("in-2,5.00,credit,Somebody,gift") == ("unidentified", "recorded", "known")

        payout = OrderPayout(
            payout=new_id(), payable="recoverer-payable", sum=PositiveMoney(**dict(repaid)), order="out-1"
        )
        stream = (await client.show(number)).id
        assert isinstance(await client.send(stream, payout, account.today), Accepted)
        out = f"out-1,{repaid.amount},{{}},Recoverer,by {number}"
        assert await account.steps(out.format("debit")) == ("payout-debited", "recorded", "known")
        assert await account.steps(out.format("debit-reversed")) == ("payout-came-back", "recorded", "known")

        assert await account.steps(f"in-3,20.00,credit,Debtor,debt of {number}", paid) == (
            "payment",
            "recorded",
            "known",
        )
        assert await account.steps(f"in-3,20.00,credit-reversed,Debtor,{number}") == ("reversal", "recorded", "known")

        held = (await client.unidentified(ListUnidentified(body=body))).receipts
        [receipt] = [each for each in held if each.bank_order.number == "in-2"]
        paper = Paper(kind="letter", dated=account.today, author="Somebody")
        back = ReturnUnidentified(
            body=body, receipt=receipt.receipt, payout=new_id(), sum=receipt.sum, order="back-1", paper=paper
        )
        assert isinstance(await client.send(accounts_of(body), back, account.today), Accepted)
        assert await account.steps("back-1,5.00,debit,Somebody,back") == ("return-debited", "recorded", "known")
        sent = await account.steps("back-1,5.00,debit-reversed,Somebody,back")
        assert sent == ("return-came-back", "recorded", "left")

        history = (await client.history(number)).acts
        ours = [act for act in history if act.actor == f"accountant:{body}" and act.recording]
        assert [act.act for act in ours if act.recording and act.recording.paper] == [
            "record-payment", "record-payment", "confirm-payout", "record-bank-reversal", "return-payout",
        ]  # fmt: skip
        assert [act.problems for act in ours] == [()] * len(ours)
    await system.settle()


async def test_the_command_line_reads_a_message_of_the_bank(system: System, paying: tuple[str, str, Money]) -> None:
    body, _, _ = paying
    environment = {"LEA_HOME": str(system.stack.home), "LEA_ACTOR": f"accountant:{body}", "LEA_LANGUAGE": "en"}
    words = ["money", "import", str(CAMT), "--dry-run", "--json"]
    result = await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)
    assert result.exit_code == 0, (result.output, result.exception)
    shown = json.loads(result.stdout)
    assert [each["entry"]["order"] for each in shown["lines"]] == ["214", "88", "7009"]
    assert shown["statement"]["number"] == "223"
