"""The report of a restore: as data, and as lines for people. It names no debtor."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from infra.backup.access import ACCESS_FILE
from infra.backup.closing import Closed
from infra.backup.deliveries import LostDelivery
from infra.backup.losses import LostAnswer, LostEvent
from infra.backup.restoring import Order, Restored

SHOWN = 20
"""Lines of each kind on the terminal; the file has all."""


def as_data(order: Order, restored: Restored) -> dict[str, Any]:
    """The whole report."""
    losses, closed = restored.aftermath.losses, restored.aftermath.closed
    return {
        "ordered": _text(order.moment),
        "by": order.actor,
        "reason": order.reason,
        "restored_to": _text(restored.moment),
        "last_transaction": _text(restored.last_commit),
        "archive_ends": _text(restored.archive_end),
        "timeline": restored.timeline,
        "replaced": restored.replaced and str(restored.replaced),
        "lost_events": [{**asdict(event), "at": _text(event.at)} for event in losses.events],
        "lost_answers": [{**asdict(answer), "at": _text(answer.at)} for answer in losses.answers],
        "answers_known_by_their_heads_only": [{**asdict(each), "at": _text(each.at)} for each in losses.unknown],
        "lost_events_sent_to_subscribers": [asdict(each) for each in restored.aftermath.deliveries],
        "registrations_changed_since": list(closed.consumers),
        "suspended": list(closed.suspended),
        "subscribers_changed_since": list(closed.subscribers),
        "suspended_subscribers": list(closed.suspended_subscribers),
        "accounts_changed_since": list(closed.accounts),
        "disabled_accounts": list(closed.disabled),
        "revoked_tokens": closed.tokens,
        "ended_sessions": closed.sessions,
        "access_after_the_archive_is_known": closed.known,
        "reserved_numbers": list(restored.aftermath.reserved),
        "streams_published_again": dict(restored.aftermath.republished),
    }


def lines(restored: Restored) -> Iterator[str]:
    """What people have to know, in order of importance."""
    losses = restored.aftermath.losses
    yield f"Restored to {_text(restored.moment)}; the last transaction is of {_text(restored.last_commit)}."
    if restored.archive_end is not None:
        yield f"The archive ends at {_text(restored.archive_end)}: what came after it is not known."
    events = Counter(event.service for event in losses.events)
    yield f"Lost events: {_counted(events) or 'none'}."
    for event in islice(losses.events, SHOWN):
        yield f"  {_text(event.at)}  {_about(event)}  {event.type}, recorded by {event.actor}, who got the reply"
    receivers = Counter(str(answer.consumer) for answer in losses.answers)
    yield f"Answers given after that moment: {_counted(receivers) or 'none'}."
    about_lost = [answer for answer in losses.answers if answer.about_lost]
    for answer in islice(about_lost or losses.answers, SHOWN):
        yield f"  {_text(answer.at)}  {_answered(answer)}"
    for each in losses.unknown:
        yield f"  chain {each.chain}: answers {each.first} to {each.last} are known by their kept head only"
    yield from _sent(restored.aftermath.deliveries)
    yield from _access(restored.aftermath.closed)
    if reserved := restored.aftermath.reserved:
        yield f"Numbers of lost proceedings, which nobody else gets: {', '.join(reserved[:SHOWN])}."
    if again := Counter(restored.aftermath.republished):
        yield f"Streams with events that were on their way, and are published again: {_counted(again)}."
    if restored.replaced:
        yield f"The cluster that was there before is in {restored.replaced}; remove it when nothing is missing."


def _sent(deliveries: Sequence[LostDelivery]) -> Iterator[str]:
    streams = Counter(each.subscriber for each in deliveries)
    yield f"Subscribers that were sent lost events, by streams: {_counted(streams) or 'none'}."
    for each in islice(deliveries, SHOWN):
        about = each.number or f"{each.service} {each.stream}"
        yield f"  {each.subscriber} was sent {about}, sequence {', '.join(map(str, each.sequences))}"


def _access(closed: Closed) -> Iterator[str]:
    if not closed.known:
        yield (
            f"There is no {ACCESS_FILE}: what was taken away after the archive ends is not known, and everything was "
            "closed."
        )
    kinds = (
        ("registration of consumer", closed.consumers, closed.suspended, "suspended, two people restore it"),
        (
            *("registration of subscriber", closed.subscribers, closed.suspended_subscribers),
            "suspended, two people restore it",
        ),
        ("account", closed.accounts, closed.disabled, "disabled with its tokens, an operator enables it"),
    )
    for kind, since, shut, what in kinds:
        for name in sorted({*since, *shut}):
            changed = "was changed after that moment" if name in since else "may have been changed after that moment"
            yield f"The {kind} {name} {changed}{f': {what}' if name in shut else ''}."
    if closed.tokens:
        yield f"Access tokens that had been revoked after that moment, and are again: {closed.tokens}."
    yield f"Sessions of the desk: all ended ({closed.sessions}); people sign in again."


def _about(event: LostEvent) -> str:
    return event.number or f"{event.service} {event.stream}"


def _answered(answer: LostAnswer) -> str:
    about = ", ".join(answer.proceedings) or "no proceeding"
    lost = " (events of it are lost)" if answer.about_lost else ""
    return f"{answer.consumer or 'nobody'} received an answer about {about}{lost}, request {answer.request_id}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _text(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else "none"
