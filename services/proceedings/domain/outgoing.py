"""What went out in a proceeding, each paper to one recipient, for dispatch lists (Art. 140, 343(5)).

A paper that was handed over went out on the day of its receipt. Of another way the receipt alone sends nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, cast
from uuid import UUID

from contracts.acts.confirm_execution import ExecutionConfirmed
from contracts.acts.hand_over_arrest_act import ArrestActHandedOver
from contracts.acts.hand_over_valuation_act import ValuationActHandedOver
from contracts.acts.notify_of_consideration import PartyNotified
from contracts.acts.notify_of_ended_measures import EndedMeasuresNotified
from contracts.acts.notify_of_valuation import ValuationNotified
from contracts.acts.recall_effect import EffectRecalled
from contracts.acts.recall_income_order import IncomeOrderRecalled
from contracts.acts.recall_registration import RegistrationRecalled
from contracts.acts.record_undelivered import PaperUndelivered
from contracts.acts.send_document import DocumentSent
from contracts.acts.send_file import FileSent
from contracts.acts.send_income_order import IncomeOrderSent
from contracts.acts.send_notice import NoticeSent
from contracts.acts.send_paper import PaperSent
from contracts.acts.send_registration_prescription import RegistrationPrescribed
from contracts.acts.serve_paper import PaperServed
from contracts.events.proceedings import DebtorServed, ResolutionCopiesSent, ServiceMethod
from contracts.recording import Paper
from contracts.registry import Event
from services.proceedings.domain.copies import PARTIES
from services.proceedings.domain.journal import TAKING_UP, Journal
from services.proceedings.domain.tracks import track_of
from services.proceedings.domain.views import executor_in
from shared.law.procedures import Act

INITIATION = "initiate-proceeding"
BY_HAND = "by-hand"


class Outgoing(NamedTuple):
    """One paper to one recipient."""

    act: UUID
    recipient: str
    body: str
    """That had the proceeding on the day."""
    executor: str
    sent_on: date
    name: str
    """Of the act that recorded the sending."""
    what: str | None
    about: str | None
    """The name of the act that the paper is about."""
    concerns: UUID | None
    """Its id; of a resolution, that of the command that asked for it."""
    paper_number: str | None
    """The number of the resolution, where it was recorded from paper."""
    method: str | None
    mark: Paper | None
    """What the sending was recorded from."""
    delivered_on: date | None
    came_back_on: date | None
    receipt: Paper | None
    """What shows that it was delivered, or came back."""


class _Sent(NamedTuple):
    recipients: tuple[str, ...]
    what: str | None = None
    method: str | None = None
    concerns: UUID | None = None
    delivered_on: date | None = None
    came_back_on: date | None = None
    receipt: Paper | None = None


def outgoing(state: Journal) -> Iterator[Outgoing]:
    """All that went out, as the acts read now."""
    for act in state.acts:
        reads = SENDINGS.get(type(act.data))
        if (sent := reads(state, act) if reads else None) is None:
            continue
        for recipient in dict.fromkeys(sent.recipients):
            yield _row(state, act, _of_recipient(state, act, sent, recipient), recipient)


def _row(state: Journal, act: Act, sent: _Sent, recipient: str) -> Outgoing:
    about = _named(state, sent.concerns)
    return Outgoing(
        act.id, recipient, _body(state, act), _executor(state, act.day), act.day, act.name, sent.what, about[0],
        sent.concerns, about[1], sent.method, _paper_of(act), sent.delivered_on, sent.came_back_on, sent.receipt,
    )  # fmt: skip


def _of_recipient(state: Journal, act: Act, sent: _Sent, recipient: str) -> _Sent:
    """The copy of the initiation for the debtor is served by an act apart (Art. 357(1))."""
    served = _served(state)
    if served and served[0] >= act.day and recipient == "debtor" and sent.concerns == state.initiated_by:
        day, data = served
        found = next((each for each in state.acts if isinstance(each.data, DebtorServed) and each.day == day), None)
        return sent._replace(method=data.method.value, delivered_on=day, receipt=_paper_of(found))
    return sent


def _named(state: Journal, act: UUID | None) -> tuple[str | None, str | None]:
    """The name of an act, and the number of its paper where it was recorded from paper."""
    if act == state.initiated_by:
        return INITIATION, None
    found = next((each for each in state.acts if each.id == act), None) if act else None
    paper = _paper_of(found)
    return (found.name, paper.number if paper else None) if found else (None, None)


def _paper_of(act: Act | None) -> Paper | None:
    """The paper that an act was recorded from."""
    return act.recording.paper if act and act.recording else None


def _body(state: Journal, act: Act) -> str:
    """The body that had the proceeding; on the day of a taking up that of who acted, if it is one of both."""
    taken = sorted((each.day, each.data.executor.id) for each in state.acts if each.name == TAKING_UP)
    bodies = [(day, executor.partition("-")[0]) for day, executor in taken if day <= act.day]
    before: str = [state.initiation.body, *(body for day, body in bodies if day < act.day)][-1]
    of_actor = act.actor.partition(":")[2].partition("-")[0]
    return next((body for day, body in bodies if day == act.day and body == of_actor), before)


def _executor(state: Journal, day: date) -> str:
    until = [item for item in state.published.get("executor", ()) if item.day <= day]
    return executor_in(until, state.initiation.executor).id


def _served(state: Journal) -> tuple[date, DebtorServed] | None:
    for item in reversed(state.published.get("service", ())):
        if isinstance(item.data, DebtorServed):
            return item.day, item.data
    return None


def _copies(state: Journal, act: Act) -> _Sent:
    return _Sent(act.data.recipients, "resolution", concerns=state.causes.get(act.data.resolution))


def _service(state: Journal, act: Act) -> _Sent | None:
    """The copy that was handed to the debtor, where no act says that it was sent before."""
    if act.data.method is not ServiceMethod.HANDED_OVER:
        return None
    before = (each.data for each in state.acts if isinstance(each.data, ResolutionCopiesSent) and each.day <= act.day)
    sent = any(
        state.causes.get(each.resolution) == state.initiated_by and "debtor" in each.recipients for each in before
    )
    return None if sent else _Sent(("debtor",), "resolution", concerns=state.initiated_by)


def _paper(state: Journal, act: Act) -> _Sent:
    """What became of it is published on its track: a receipt that was not open stands in no course."""
    data: PaperSent = act.data
    items = {type(item.data): item for item in state.published.get(track_of(data), ())}
    sent = _Sent((data.addressee,), data.what, data.way)
    if served := items.get(PaperServed):
        return sent._replace(delivered_on=served.day, receipt=cast("PaperServed", served.data).paper)
    if back := items.get(PaperUndelivered):
        return sent._replace(came_back_on=back.day, receipt=_paper_of(_back(state, data.dispatch)))
    return sent


def _back(state: Journal, dispatch: UUID) -> Act | None:
    acts = (act for act in state.acts if isinstance(act.data, PaperUndelivered))
    return next((act for act in acts if act.data.dispatch == dispatch), None)


def _notified(_: Journal, act: Act) -> _Sent | None:
    if act.data.method != ServiceMethod.HANDED_OVER:
        return None
    return _Sent((act.data.party,), "notice", act.data.method, delivered_on=act.day)


def _handed_over(to: Callable[[Any], str]) -> Callable[[Journal, Act], _Sent]:
    return lambda _, act: _Sent((to(act.data),), method=BY_HAND, delivered_on=act.day)


def _document(_: Journal, act: Act) -> _Sent:
    recipient = {"issuer": "issuing-body"}.get(act.data.recipient, act.data.recipient)
    return _Sent((recipient,), "execution-document", act.data.method)


SENDINGS: Mapping[type[Event], Callable[[Journal, Act], _Sent | None]] = {
    ResolutionCopiesSent: _copies,
    DebtorServed: _service,
    PaperSent: _paper,
    NoticeSent: lambda _, act: _Sent(act.data.recipients, "notice", concerns=act.data.act),
    EffectRecalled: lambda _, act: _Sent(act.data.recipients, concerns=act.data.act),
    EndedMeasuresNotified: lambda _, act: _Sent(act.data.recipients, "notice"),
    ValuationNotified: lambda *_: _Sent(PARTIES, "notice"),
    PartyNotified: _notified,
    ArrestActHandedOver: _handed_over(lambda data: data.receiver),
    ValuationActHandedOver: _handed_over(lambda data: data.party),
    DocumentSent: _document,
    IncomeOrderSent: lambda *_: _Sent(("employer",), "execution-document"),
    IncomeOrderRecalled: lambda *_: _Sent(("employer",)),
    RegistrationPrescribed: lambda *_: _Sent(("registration-body",)),
    RegistrationRecalled: lambda *_: _Sent(("registration-body",)),
    ExecutionConfirmed: lambda _, act: _Sent(act.data.recipients),
    FileSent: lambda _, act: _Sent(("enforcement-body",), method=act.data.way),
}
"""By event, what the act that it records sends; none: this one sends nothing."""
