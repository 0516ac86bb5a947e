"""A proceeding as it stands, in a panel."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits
from infra.cli.clerk.labels import Say, money, name_of, words_in
from infra.cli.clerk.names import thing_name, thing_status, value_name
from infra.cli.clerk.tables import duties_table, identified, limits_table, path_of, statuses_table, table
from infra.cli.common.terminal import PlainTable
from shared.law.names import Language, article_in


def proceeding_panel(view: queries.ProceedingView, limits: Limits, language: Language) -> Panel:
    """A proceeding as it stands."""
    say, document = words_in(language), view.document
    head = PlainTable.grid(padding=(0, 2))
    head.add_row(say("Body"), f"{view.body}  {name_of(view.body, language)}")
    head.add_row(say("Executor"), f"{view.executor.id}  {view.executor.full_name}")
    for role, party in ((say("Recoverer"), view.recoverer), (say("Debtor"), view.debtor)):
        head.add_row(role, f"{party.name}, {identified(party)}")
    kind = name_of(document.kind, language)
    head.add_row(say("Document"), f"{kind}, {document.issuer.code} {document.number}, {document.issued_on}")
    head.add_row(say("Initiated"), str(view.initiated_on))
    head.add_row(say("Served"), str(view.served_on or ""))
    parts: list[RenderableType] = [head, "", _claims(view, language), "", statuses_table(say, view.statuses, language)]
    for part in (
        _balances(view, say),
        _measures(view, language),
        _things(view, language),
        _participants(view, language),
        _terms(view, language),
        limits_table(limits, language, say("Time limits")) if limits.limits else None,
        duties_table(view.duties, language, say("Duties")) if view.duties else None,
    ):
        parts += ["", part] if part is not None else []
    title = Text(f"{say('Enforcement proceeding')} {view.number}")
    return Panel(Group(*parts), title=title, title_align="left")


def _claims(view: queries.ProceedingView, language: Language) -> PlainTable:
    say = words_in(language)
    rows = (
        (
            f"{each.claim.number}. {name_of(each.claim.type, language)}",
            money(each.claim.sum),
            money(each.repaid) or str(each.fulfilled_on or ""),
            money(each.balance),
        )
        for each in view.claims
    )
    return table(say, say("Claims"), ("claim", "sum", "repaid", "balance"), rows, prose=("claim",))


def _balances(view: queries.ProceedingView, say: Say) -> PlainTable | None:
    rows = [
        (say(of), money(owed), money(paid))
        for balance in view.balances
        for of, owed, paid in (
            ("costs", balance.costs, balance.costs_paid),
            ("fee", balance.fee, balance.fee_paid),
        )
        if owed.amount
    ]
    return table(say, say("Costs and fees"), ("what", "sum", "paid"), rows) if rows else None


def _measures(view: queries.ProceedingView, language: Language) -> PlainTable | None:
    say = words_in(language)
    rows = [
        (
            name_of(each.code, language),
            article_in(each.article, language),
            money(each.sum),
            path_of(each.history, language),
            str(each.id),
        )
        for each in view.measures
    ]
    columns = ("measure", "article", "sum", "status", "id")
    return table(say, say("Measures and actions"), columns, rows, prose=("measure", "status")) if rows else None


def _things(view: queries.ProceedingView, language: Language) -> PlainTable | None:
    say = words_in(language)
    rows = [
        (
            thing_name(each.kind, language),
            each.what or "",
            money(each.sum),
            ", ".join(f"{state.day} {thing_status(state.status, each.kind, language)}" for state in each.history),
            str(each.id),
        )
        for each in view.things or ()
    ]
    columns = ("thing", "what", "sum", "status", "id")
    title = say("Property, sales, orders and other things")
    return table(say, title, columns, rows, prose=("thing", "what", "status")) if rows else None


def _participants(view: queries.ProceedingView, language: Language) -> PlainTable | None:
    say = words_in(language)
    rows = [
        (
            each.name,
            say(each.role) if each.role == "predecessor" else value_name(each.role, language),
            say(each.party.value) if each.party else "",
            thing_status(each.status, "representation" if each.party else "participant", language)
            if each.status
            else "",
            str(each.since),
            str(each.until or ""),
        )
        for each in view.participants or ()
    ]
    columns = ("name", "as what", "of", "status", "since", "until")
    return table(say, say("Who takes part"), columns, rows, prose=("name", "as what", "status")) if rows else None


def _terms(view: queries.ProceedingView, language: Language) -> PlainTable | None:
    say = words_in(language)
    rows = [
        (
            say(term.kind.value),
            name_of(term.ground, language) if term.ground else "",
            str(term.since),
            str(term.until or ""),
        )
        for term in view.terms
    ]
    return table(say, say("Terms"), ("term", "ground", "since", "until"), rows, prose=("ground",)) if rows else None
