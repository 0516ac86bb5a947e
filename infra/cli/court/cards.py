"""Tables for an answer of service 3.11.01."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from contracts.service_3_11_01 import CardProvenance, EnforcementProceedingInfo, InformationAnswer, LookUpResult
from infra.cli.common.terminal import PlainTable
from infra.cli.court.labels import Say, words_in
from shared.explanations import explained
from shared.law.names import Language


def displayed(answer: InformationAnswer, language: Language = "en") -> Group:
    """The whole answer."""
    say = words_in(language)
    return Group(*(part for result in answer.results for part in _result(result, say)), _freshness(answer, say))


def _result(result: LookUpResult, say: Say) -> Iterator[RenderableType]:
    if result.problem is not None:
        yield f"{say(result.outcome.value)}: {explained(result.problem.detail)}"
    elif not result.proceedings:
        yield say(result.outcome.value)
    known = {one.number: one for one in result.provenances or ()}
    for proceeding in result.proceedings:
        title = Text(
            f"{say('Enforcement proceeding')} {proceeding.number}{_revised(known.get(proceeding.number), say)}"
        )
        yield Panel(_proceeding(proceeding, say), title=title, title_align="left")


def _revised(known: CardProvenance | None, say: Say) -> str:
    """The number of the last revision, and since when the card reads as it does; empty if it was never revised."""
    if known is None or not known.revision:
        return ""
    return f", {say('revision')} {known.revision}, {say('known since')} {known.known_since:%Y-%m-%d %H:%M:%S} UTC"


def _proceeding(info: EnforcementProceedingInfo, say: Say) -> Group:
    head = PlainTable.grid(padding=(0, 2))
    head.add_row(say("Body"), f"{info.body_code}  {info.body_name}")
    head.add_row(say("Executor"), info.executor_full_name)
    head.add_row(say("Initiated"), str(info.initiated_on))
    head.add_row(say("Status"), f"{info.status_name} ({info.status_code})")
    parts: list[RenderableType] = [head, "", _claims(info, say), "", _statuses(info, say)]
    if info.measures:
        parts += ["", _measures(info, say)]
    return Group(*parts)


def _claims(info: EnforcementProceedingInfo, say: Say) -> PlainTable:
    table = _table(say, "Claims", ("claim", "currency"), prose=("claim",))
    for name in ("amount", "repaid", "balance"):
        table.add_column(say(name), justify="right")
    for claim in info.claims:
        currency = f"{claim.currency.code} {claim.currency.abbreviation}" if claim.currency else ""
        sums = (str(sum_) if sum_ is not None else "" for sum_ in (claim.amount, claim.repaid, claim.balance))
        table.add_row(claim.name, currency, *sums)
    return table


def _statuses(info: EnforcementProceedingInfo, say: Say) -> PlainTable:
    table = _table(say, "Statuses", ("date", "status", "reason"), prose=("status", "reason"))
    for status in info.statuses:
        table.add_row(str(status.date), status.name, status.reason_name)
    return table


def _measures(info: EnforcementProceedingInfo, say: Say) -> PlainTable:
    columns = ("added", "measure", "status", "since")
    table = _table(say, "Measures and actions", columns, prose=("measure", "status"))
    for measure in info.measures:
        table.add_row(str(measure.added_on), measure.name, measure.status_name, str(measure.status_date))
    return table


def _table(say: Say, title: str, columns: Sequence[str], prose: Sequence[str]) -> PlainTable:
    return PlainTable(
        *map(say, columns),
        prose=tuple(map(say, prose)),
        title=say(title),
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )


def _freshness(answer: InformationAnswer, say: Say) -> str:
    fresh = answer.freshness
    stale = f", {say('stale')}" if fresh.stale else ""
    moment = f"{fresh.data_as_of:%Y-%m-%d %H:%M:%S} UTC"
    return f"{say('Data as of')} {moment}, {fresh.lag_seconds:.3f} {say('s behind')}{stale}."
