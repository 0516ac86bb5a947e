"""The deposit account of a body as tests carry out commands on it, and on the proceedings it has money for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from contracts.banking import BankOrder
from contracts.commands import accounts as commands
from contracts.envelope import CommandEnvelope, EventEnvelope
from contracts.identifiers import accounts_of
from contracts.recording import Paper
from contracts.registry import Command, Event
from services.proceedings.domain.accounts import ACCOUNTS, AccountFacts, BodyAccount
from services.proceedings.domain.unidentified import day_of_payment, payment_of, recording_of
from shared.books import Leg
from shared.decider import Context
from tests.unit.proceedings.harness import Fields, Life, named, spelled_out

BODY = "0101"
LETTER = Paper(kind="letter", number="17", dated=date(2021, 4, 9), author="Payer")
_COMMANDS: Mapping[str, type[Command]] = {
    each.type.split(".")[2]: each
    for each in (
        commands.ReceiveUnidentified,
        commands.IdentifyReceipt,
        commands.WithdrawIdentification,
        commands.ReturnUnidentified,
        commands.ConfirmUnidentifiedReturn,
        commands.UndoUnidentifiedReturn,
        commands.StrikeUnidentified,
    )
}
_DEFAULTS: Fields = {"payer": "Payer", "purpose": "debt", "paper": LETTER, "reason": "typed twice", "source": "debtor",
                     "proceeding": "EP-1"}  # fmt: skip


class AccountLife:
    """The account of a body that lives through commands."""

    def __init__(self, proceedings: Mapping[str, Life] | None = None) -> None:
        self.state = BodyAccount()
        self._proceedings = proceedings or {}

    def carry_out(self, spec: Fields, recorded: date | None = None) -> list[Event]:
        """Carry out a command, and what it records in a proceeding. Raises Rejection."""
        data, day, today = data_of(spec), spec["day"], recorded or spec["day"]
        of = self._proceedings.get(spec.get("proceeding", ""))
        known: Fields = {"known": True, "closed_until": None, "proceeding_body": BODY}
        known |= {"initiated_on": of.course().initiated_on} if of else {}
        facts = AccountFacts(**{**known, **spec.get("facts", {})})
        command = CommandEnvelope[Any](
            id=named(f"{spec}"),
            source="/lea/test",
            type=data.type,
            stream=accounts_of(spec.get("body", BODY)),
            effective_date=day,
            issued_at=datetime.combine(today, time(9), UTC),
            actor=spec.get("by", "accountant:0101-003"),
            correlation_id=named("account"),
            data=data,
        )
        events = list(ACCOUNTS.decide(self.state, command, Context(today, facts)))
        if isinstance(data, commands.IdentifyReceipt) and spec["proceeding"] in self._proceedings:
            self._record(data, spec, today)
        for event in events:
            assert isinstance(event, Event)
            self._take(event, day, command)
        return [event for event in events if isinstance(event, Event)]

    def legs(self) -> list[Leg]:
        """What it holds in the books."""
        return [leg for receipt in self.state.receipts.values() for leg in receipt.legs()]

    def _record(self, data: commands.IdentifyReceipt, spec: Fields, today: date) -> None:
        receipt, number = self.state.receipts[data.receipt], spec["proceeding"]
        day = day_of_payment(receipt, self._proceedings[number].course().initiated_on)
        payment, recording = payment_of(data, receipt, day), recording_of(data)
        fields = {"day": day, "recording": recording.model_dump(exclude_defaults=True), "attests": []}
        spec = {"command": "record-payment", **payment.model_dump(exclude_defaults=True), **fields}
        self._proceedings[number].carry_out(spec, today)

    def _take(self, data: Event, day: date, command: CommandEnvelope[Any]) -> None:
        event = EventEnvelope[Any](
            id=named(f"{command.id} event"),
            source="/lea/proceedings",
            type=data.type,
            stream=command.stream,
            version=1,
            effective_date=day,
            recorded_at=command.issued_at,
            actor=command.actor,
            correlation_id=command.correlation_id,
            causation_id=command.id,
            data=data,
        )
        self.state = ACCOUNTS.evolve(self.state, event)


def data_of(spec: Fields) -> Command:
    """The command that a test names, with what it leaves out."""
    model = _COMMANDS[spec["command"]]
    given: Fields = {"body": BODY, **_DEFAULTS, **spec}
    ids = ("receipt", "payment", "payout", "proceeding", "measure", "payday", "passed_on")
    given |= {field: named(given[field]) for field in ids if isinstance(given.get(field), str)}
    given = spelled_out(given, spec["day"])
    if spec["command"] == "receive-unidentified":
        number, *payer = str(given.get("order", "214")).split()
        kind, value = payer or ("unp", "100000007")
        given["bank_order"] = BankOrder.model_validate(
            {"number": number, "dated": date(2021, 4, 5), "payer": {"kind": kind, "value": value}}
        )
    return model.model_validate({name: given[name] for name in model.model_fields if name in given})
