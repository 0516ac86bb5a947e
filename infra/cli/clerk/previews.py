"""What an act would do, in tables."""

from collections.abc import Iterator

import typer
from rich.console import RenderableType
from rich.text import Text

from contracts.distribution import ShareOfProceeding
from contracts.queries import proceedings as queries
from contracts.values import Money
from infra.cli.clerk.labels import Say, money, name_of, words_in
from infra.cli.clerk.names import act_name, actor_names, document_name, duty_name
from infra.cli.clerk.problems import REFUSED, problems_table, reasons_in, refuse
from infra.cli.clerk.tables import owed_to, path_of, statuses_table, table
from infra.cli.common.output import console, print_json
from infra.cli.common.terminal import PlainTable
from shared.law.names import Language, article_in, in_language


def preview_parts(preview: queries.Preview, language: Language) -> Iterator[RenderableType]:
    """What a command would do."""
    say = words_in(language)
    yield Text(f"{say('Would be accepted')}. {say('Nothing is written.')}", "green")
    yield f"{say('version')} {preview.version}"
    if preview.revises_since:
        yield f"{say('Revises the course since')} {preview.revises_since}."
    if preview.irregular:
        yield f"{say('Not open on its day')}:"
        yield problems_table(preview.irregular, language)
    if preview.conflicts:
        rows = (
            (str(each.day), act_name(each.name, language), reasons_in(each.problems, language), str(each.act))
            for each in preview.conflicts
        )
        yield table(say, say("Conflicts"), ("day", "act", "why", "id"), rows, prose=("why",))
    if preview.statuses:
        for title, entries in ((say("before"), preview.statuses.before), (say("after"), preview.statuses.after)):
            yield statuses_table(say, entries, language, title)
    if preview.measures:
        yield table(
            say,
            say("Measures and actions"),
            ("measure", "before", "after"),
            (
                (name_of(each.code, language), path_of(each.before, language), path_of(each.after, language))
                for each in preview.measures
            ),
            prose=("measure",),
        )
    yield from _asked_parts(preview, language)
    if preview.allocation:
        yield allocation_table(preview.allocation, language)
    if preview.division:
        yield from division_parts(preview.division, say("Allocation"), language)
    if preview.money:
        rows_ = (
            (f"{say(each.of)} {each.claim or ''}".strip(), money(each.before), money(each.after))
            for each in preview.money
        )
        yield table(say, say("Money"), ("what", "before", "after"), rows_)


def _asked_parts(preview: queries.Preview, language: Language) -> Iterator[RenderableType]:
    """The document, whom to notify, time limits, duties."""
    say = words_in(language)
    if preview.document:
        yield f"{say('Document')}: {document_name(preview.document, language)}"
    if preview.notices:
        notices = (
            (
                actor_names(each.whom, language),
                in_language(each.within, language) if each.within else "",
                article_in(each.article, language),
            )
            for each in preview.notices
        )
        yield table(say, say("To notify"), ("who", "limit", "article"), notices, prose=("who", "limit"))
    if limits := [*(preview.limits_begun or ()), *(preview.limits_ended or ())]:
        changes = (
            (
                say("begins" if each.due else "ends where it runs"),
                in_language(each.names, language),
                str(each.due or ""),
                article_in(each.article, language),
            )
            for each in limits
        )
        yield table(say, say("Time limits"), ("change", "limit", "due", "article"), changes, prose=("limit",))
    if preview.duties:
        rows = (
            (
                say("opens" if each.opens else "closes"),
                owed_to(duty_name(each.duty, language), each.whom, language),
                actor_names([each.who], language),
                article_in(each.article or "", language),
            )
            for each in preview.duties
        )
        yield table(say, say("Duties"), ("change", "duty", "who", "article"), rows, prose=("duty", "who"))


def allocation_table(allocation: queries.Allocation, language: Language) -> PlainTable:
    """Where the money of a payment goes."""
    say = words_in(language)
    parts = (
        (say("costs"), allocation.costs),
        (say("fee"), allocation.fee),
        *((f"{say('claim')} {each.claim}", each.sum) for each in allocation.repayments),
        (say("surplus"), allocation.surplus),
        (say("held unallocated"), allocation.unallocated),
    )
    rows = ((what, money(sum_)) for what, sum_ in parts if sum_ is not None and sum_.amount)
    return table(say, say("Allocation"), ("what", "sum"), rows)


def tried_parts(found: queries.TriedDistributions, language: Language) -> Iterator[RenderableType]:
    """The shares of each sum that was tried, with the calculation."""
    yield Text(words_in(language)("Nothing is written."), "green")
    for each in found.tried:
        yield from division_parts(each, f"{money(each.money.sum)}, {each.money.day}", language)


def division_parts(division: queries.Division, title: str, language: Language) -> Iterator[RenderableType]:
    """What each proceeding gets, and how it is calculated."""
    say = words_in(language)
    rows = (
        (share.number, what, money(owed), money(sum_))
        for share in division.shares
        for what, owed, sum_ in _parts_of(share, say)
        if sum_.amount or owed
    )
    yield table(say, title, ("proceeding", "what", "owed", "sum"), rows, prose=("what",))
    yield f"{say('surplus')}: {money(division.rest)}"
    yield from division.explanation


def _parts_of(share: ShareOfProceeding, say: Say) -> Iterator[tuple[str, Money | None, Money]]:
    """What a proceeding gets, with what was owed of a claim."""
    yield say("costs"), None, share.costs
    yield say("charged fees"), None, share.charged_fees
    yield say("fee"), None, share.fee
    for claim in share.claims:
        yield f"{say('claim')} {claim.claim}, {say('queue')} {claim.queue}", claim.outstanding, claim.sum


def show_preview(preview: queries.Preview, *, language: Language, as_json: bool) -> None:
    """Print what an act would do; one that would be refused ends with exit code 3."""
    if as_json:
        print_json(preview.model_dump(mode="json"))
        if preview.outcome == "refused":
            raise typer.Exit(REFUSED)
    elif preview.outcome == "refused":
        refuse(preview.problems, language=language, as_json=False)
    else:
        for part in preview_parts(preview, language):
            console.print(part)
