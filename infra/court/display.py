"""An answer of service 3.11.01 as tables for a person."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from contracts.service_3_11_01 import EnforcementProceedingInfo, InformationAnswer, LookUpResult
from infra.terminal import PlainTable


def displayed(answer: InformationAnswer) -> Group:
    """The whole answer."""
    return Group(*(part for result in answer.results for part in _result(result)), _freshness(answer))


def _result(result: LookUpResult) -> Iterator[RenderableType]:
    if result.problem is not None:
        yield f"{result.outcome.value}: {result.problem.detail}"
    elif not result.proceedings:
        yield result.outcome.value
    for proceeding in result.proceedings:
        yield Panel(
            _proceeding(proceeding), title=Text(f"Enforcement proceeding {proceeding.number}"), title_align="left"
        )


def _proceeding(info: EnforcementProceedingInfo) -> Group:
    head = PlainTable.grid(padding=(0, 2))
    head.add_row("Body", f"{info.body_code}  {info.body_name}")
    head.add_row("Executor", info.executor_full_name)
    head.add_row("Initiated", str(info.initiated_on))
    head.add_row("Status", f"{info.status_name} ({info.status_code})")
    parts: list[RenderableType] = [head, "", _claims(info), "", _statuses(info)]
    if info.measures:
        parts += ["", _measures(info)]
    return Group(*parts)


def _claims(info: EnforcementProceedingInfo) -> PlainTable:
    table = PlainTable(
        "claim", "currency", prose=("claim",), title="Claims", title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    for name in ("amount", "repaid", "balance"):
        table.add_column(name, justify="right")
    for claim in info.claims:
        currency = f"{claim.currency.code} {claim.currency.abbreviation}" if claim.currency else ""
        sums = (str(sum_) if sum_ is not None else "" for sum_ in (claim.amount, claim.repaid, claim.balance))
        table.add_row(claim.name, currency, *sums)
    return table


def _statuses(info: EnforcementProceedingInfo) -> PlainTable:
    table = PlainTable(
        "date",
        "status",
        "reason",
        prose=("status", "reason"),
        title="Statuses",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for status in info.statuses:
        table.add_row(str(status.date), status.name, status.reason_name)
    return table


def _measures(info: EnforcementProceedingInfo) -> PlainTable:
    title = "Measures and actions"
    table = PlainTable(
        "added",
        "measure",
        "status",
        "since",
        prose=("measure", "status"),
        title=title,
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for measure in info.measures:
        table.add_row(str(measure.added_on), measure.name, measure.status_name, str(measure.status_date))
    return table


def _freshness(answer: InformationAnswer) -> str:
    fresh = answer.freshness
    stale = ", stale" if fresh.stale else ""
    return f"Data as of {fresh.data_as_of:%Y-%m-%d %H:%M:%S} UTC, {fresh.lag_seconds:.3f} s behind{stale}."
