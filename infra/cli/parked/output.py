"""Output of `lea parked`: tables with complete ids at any width of the terminal, or JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from infra.cli.common.output import console, errors, print_json
from infra.cli.common.terminal import PlainTable, visible
from shared.messaging.parked import HeldMessage, Retried

if TYPE_CHECKING:
    from shared.messaging.decisions import ParkedDecision

_IDS = 20
_HELD = ("service", "id", "reason", "type", "stream", "version", "since", "problem")
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """The shown items of a service, the total number, and that of the items nobody asked for."""

    shown: Sequence[T]
    total: int
    others: int = 0


def show_held(pages: Mapping[str, Page[HeldMessage]], as_json: bool) -> None:
    """Held messages, by service."""
    if as_json:
        print_json(
            [
                {**_as_data(service, message), "total": page.total}
                for service, page in pages.items()
                for message in page.shown
            ]
        )
        _count(pages, as_json)
        return
    rows = [_row(service, message) for service, page in pages.items() for message in page.shown]
    others = sum(page.others for page in pages.values())
    if rows:
        _print_table(_HELD, rows)
        _count(pages, as_json)
    elif not others:
        console.print("No messages are held.")
    if others > 0:
        console.print(f"Held for other reasons: {others} (--reason all)")


def show_message(service: str, message: HeldMessage, as_json: bool) -> None:
    """All fields of a message."""
    body = message.body.decode(errors="replace")
    data = {**_as_data(service, message), "headers": message.headers, "body": body}
    if as_json:
        print_json(data)
        return
    width = max(map(len, data))
    for field, value in data.items():
        console.print(f"{field:<{width}}  {visible(str(value))}")


def show_retried(service: str, outcome: Retried, shown: Sequence[HeldMessage], as_json: bool, *, dry_run: bool) -> None:
    """Messages that are retried, and named ones that are not; `shown`: some of them, in a dry run."""
    if as_json:
        retried = 0 if dry_run else len(outcome.ids)
        print_json({"retried": retried, "dry_run": dry_run, **outcome._asdict()})
        return
    if shown:
        _print_table(_HELD, [_row(service, message) for message in shown])
    would = "would be" if dry_run else "will be"
    console.print(f"{len(outcome.ids)} {would} retried{_listed(outcome.ids)}.")
    if outcome.waiting:
        console.print(
            f"Not retried, as they only wait for earlier versions of their streams{_listed(outcome.waiting)}.",
            soft_wrap=True,
        )
    if outcome.not_held:
        console.print(f"Not held in {service}{_listed(outcome.not_held)}.")


def show_decisions(pages: Mapping[str, "Page[ParkedDecision]"], as_json: bool) -> None:
    """Decisions, by service."""
    if as_json:
        print_json(
            [
                {"service": service, "state": each.state, **each._asdict(), "total": page.total}
                for service, page in pages.items()
                for each in page.shown
            ]
        )
        _count(pages, as_json)
        return
    rows = [
        (
            service,
            str(each.id),
            each.action,
            each.state,
            str(each.held_id),
            each.type or "",
            str(each.stream or ""),
            str(each.version or ""),
            each.sender or "",
            f"{each.decided_at:%Y-%m-%d %H:%M}",
            each.actor,
            each.approved_by or each.withdrawn_by or "",
            each.reason,
        )
        for service, page in pages.items()
        for each in page.shown
    ]
    if not rows:
        console.print("No decisions.")
        return
    message = ("message", "type", "stream", "version", "sender")
    _print_table(("service", "id", "action", "state", *message, "decided", "by", "closed by", "reason"), rows)
    _count(pages, as_json)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = PlainTable(*columns, box=None, prose=("problem", "reason"))
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _count(pages: Mapping[str, Page[T]], as_json: bool) -> None:
    """Print the numbers; with JSON, which has the totals, only if not all are shown."""
    shown, total = sum(len(page.shown) for page in pages.values()), sum(page.total for page in pages.values())
    cut = [f"{service} has {page.total}" for service, page in pages.items() if len(page.shown) < page.total]
    more = f" ({', '.join(cut)}; --limit shows more)" if cut else ""
    if not as_json:
        console.print(f"{shown} of {total} shown{more}")
    elif cut:
        errors.print(f"{shown} of {total} shown{more}")


def _listed(ids: Sequence[int]) -> str:
    """The first ids, and the number of further ones."""
    if not ids:
        return ""
    more = f" and {len(ids) - _IDS} more" if len(ids) > _IDS else ""
    return f": {', '.join(map(str, ids[:_IDS]))}{more}"


def _row(service: str, message: HeldMessage) -> tuple[str, ...]:
    return (
        service,
        str(message.id),
        message.reason,
        message.type or "",
        str(message.stream or ""),
        str(message.version or ""),
        f"{message.first_seen_at:%Y-%m-%d %H:%M}",
        message.problem,
    )


def _as_data(service: str, message: HeldMessage) -> dict[str, Any]:
    data = message._asdict()
    del data["body"], data["headers"]
    return {"service": service, **data}
