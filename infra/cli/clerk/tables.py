"""Tables for the replies to a clerk's queries."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from contracts.problems import Problem
from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits
from infra.cli.clerk.labels import Say, money, name_of, words_in
from infra.cli.clerk.session import problems_table
from infra.cli.common.terminal import PlainTable
from shared.clock import MINSK
from shared.law.names import Language, in_language


def found_table(rows: queries.ProceedingRows, language: Language) -> PlainTable:
    """Proceedings that were found."""
    say = words_in(language)
    columns = ("number", "status", "since", "executor", "document", "debtor", "recoverer")
    return table(
        say,
        "",
        columns,
        (
            (
                row.number,
                name_of(row.status, language),
                str(row.since),
                row.executor,
                f"{row.issuer} {row.document}",
                row.debtor,
                row.recoverer,
            )
            for row in rows.proceedings
        ),
        prose=("status", "debtor", "recoverer"),
    )


def proceeding_panel(view: queries.ProceedingView, limits: Limits, language: Language) -> Panel:
    """A proceeding as it stands."""
    say, document = words_in(language), view.document
    head = PlainTable.grid(padding=(0, 2))
    head.add_row(say("Body"), f"{view.body}  {name_of(view.body, language)}")
    head.add_row(say("Executor"), f"{view.executor.id}  {view.executor.full_name}")
    for role, party in ((say("Recoverer"), view.recoverer), (say("Debtor"), view.debtor)):
        head.add_row(role, f"{party.name}, {party.identifier.kind.value} {party.identifier.value}")
    kind = name_of(document.kind, language)
    head.add_row(say("Document"), f"{kind}, {document.issuer.code} {document.number}, {document.issued_on}")
    head.add_row(say("Initiated"), str(view.initiated_on))
    head.add_row(say("Served"), str(view.served_on or ""))
    parts: list[RenderableType] = [head, "", _claims(view, language), "", _statuses(say, view.statuses, language)]
    for part in (
        _balances(view, say),
        _measures(view, language),
        _terms(view, language),
        limits_table(limits, language, say("Terms")) if limits.limits else None,
        duties_table(view.duties, language, say("Duties")) if view.duties else None,
    ):
        parts += ["", part] if part is not None else []
    title = Text(f"{say('Enforcement proceeding')} {view.number}")
    return Panel(Group(*parts), title=title, title_align="left")


def history_tables(history: queries.History, language: Language) -> Group:
    """The acts in their order, and the revisions."""
    say = words_in(language)
    acts = table(
        say,
        say("Acts"),
        ("day", "act", "article", "recorded", "actor", "paper", "revision", "Not open on its day", "id"),
        (
            (
                str(act.day),
                f"{act.act} ({say('struck')})" if act.struck else act.act,
                act.article,
                f"{act.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                act.actor,
                _paper(act),
                str(act.revision or ""),
                "; ".join(f"{each.article or ''} {each.detail}".strip() for each in act.problems),
                str(act.id),
            )
            for act in history.acts
        ),
        prose=("paper", "Not open on its day"),
    )
    parts: list[RenderableType] = [acts]
    if history.corrections:
        parts += ["", _corrections(history.corrections, language)]
    if history.revisions:
        parts += ["", _revisions(history.revisions, language)]
    return Group(*parts)


def _corrections(corrections: Sequence[queries.CorrectionView], language: Language) -> PlainTable:
    say = words_in(language)
    return table(
        say,
        say("Corrections"),
        ("recorded", "what", "standing", "actor", "reason", "act", "id"),
        (
            (
                f"{each.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                each.kind.value,
                say(each.standing),
                each.actor,
                each.reason,
                str(each.act),
                str(each.id),
            )
            for each in corrections
        ),
        prose=("reason",),
    )


def _revisions(revisions: Sequence[queries.RevisionView], language: Language) -> PlainTable:
    say = words_in(language)
    return table(
        say,
        say("Revisions"),
        ("revision", "since", "recorded", "cause"),
        (
            (
                str(each.revision),
                str(each.since),
                f"{each.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                str(each.cause),
            )
            for each in revisions
        ),
    )


def openings_table(openings: queries.Openings, language: Language) -> PlainTable:
    """Every act: open, or why not."""
    say = words_in(language)

    def why(opening: queries.Opening) -> str:
        if opening.problems:
            return _reasons(opening.problems)
        closed = [f"{ground.ground}: {_reasons(ground.problems)}" for ground in opening.grounds if ground.problems]
        return "; ".join(closed) if not opening.open else ""

    return table(
        say,
        f"{name_of(openings.status, language)}, {openings.day}",
        ("act", "open", "article", "by", "why"),
        (
            (each.act, say("yes" if each.open else "no"), each.article, ", ".join(each.by), why(each))
            for each in openings.acts
        ),
        prose=("why",),
    )


def preview_parts(preview: queries.Preview, language: Language) -> Iterator[RenderableType]:
    """What a command would do."""
    say = words_in(language)
    yield Text(f"{say('Would be accepted')}. {say('Nothing is written.')}", "green")
    yield f"{say('version')} {preview.version}"
    if preview.revises_since:
        yield f"{say('Revises the course since')} {preview.revises_since}."
    if preview.irregular:
        yield f"{say('Not open on its day')}:"
        yield problems_table(preview.irregular, say)
    if preview.conflicts:
        rows = ((str(each.day), each.name, _reasons(each.problems), str(each.act)) for each in preview.conflicts)
        yield table(say, say("Conflicts"), ("day", "act", "why", "id"), rows, prose=("why",))
    if preview.statuses:
        for title, entries in ((say("before"), preview.statuses.before), (say("after"), preview.statuses.after)):
            yield _statuses(say, entries, language, title)
    if preview.measures:
        yield table(
            say,
            say("Measures and actions"),
            ("measure", "before", "after"),
            (
                (name_of(each.code, language), _path(each.before, language), _path(each.after, language))
                for each in preview.measures
            ),
            prose=("measure",),
        )
    if preview.money:
        rows_ = (
            (f"{say(each.of)} {each.claim or ''}".strip(), money(each.before), money(each.after))
            for each in preview.money
        )
        yield table(say, say("Money"), ("what", "before", "after"), rows_)


def duties_table(duties: Sequence[queries.DutyView], language: Language, title: str = "") -> PlainTable:
    """Open duties."""
    say = words_in(language)
    return table(
        say,
        title,
        ("number", "executor", "duty", "who", "article", "opened", "why", "act"),
        (
            (
                duty.number,
                duty.executor,
                duty.duty,
                duty.who,
                duty.article or "",
                str(duty.opened_on),
                _reasons(duty.problems),
                str(duty.act),
            )
            for duty in duties
        ),
        prose=("why",),
    )


def limits_table(limits: Limits, language: Language, title: str = "") -> PlainTable:
    """Time limits."""
    say = words_in(language)
    return table(
        say,
        title,
        ("number", "executor", "limit", "article", "from", "due", "standing"),
        (
            (
                limit.number,
                limit.executor or limit.body,
                in_language(limit.names, language),
                limit.article,
                str(limit.starts_on),
                f"{limit.due} ({say('provisional')})" if limit.provisional else str(limit.due),
                say(limit.standing.value),
            )
            for limit in limits.limits
        ),
        prose=("limit",),
    )


def table(
    say: Say, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], prose: Sequence[str] = ()
) -> PlainTable:
    """A table with translated headings."""
    made = PlainTable(
        *map(say, columns),
        prose=tuple(map(say, prose)),
        title=title or None,
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
    )
    for row in rows:
        made.add_row(*row)
    return made


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


def _statuses(
    say: Say, entries: Sequence[queries.StatusEntry], language: Language, title: str | None = None
) -> PlainTable:
    rows = (
        (
            str(entry.day),
            name_of(entry.status.code, language),
            name_of(entry.status.reason, language),
            entry.status.article,
        )
        for entry in entries
    )
    heading = f"{say('Statuses')}: {title}" if title else say("Statuses")
    return table(say, heading, ("day", "status", "reason", "article"), rows, prose=("status", "reason"))


def _measures(view: queries.ProceedingView, language: Language) -> PlainTable | None:
    say = words_in(language)
    rows = [
        (name_of(each.code, language), each.article, money(each.sum), _path(each.history, language), str(each.id))
        for each in view.measures
    ]
    columns = ("measure", "article", "sum", "status", "id")
    return table(say, say("Measures and actions"), columns, rows, prose=("measure", "status")) if rows else None


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


def _path(states: Sequence[queries.MeasureState], language: Language) -> str:
    return ", ".join(f"{state.day} {name_of(state.status, language)}" for state in states)


def _reasons(problems: Sequence[Problem]) -> str:
    return "; ".join(" ".join(filter(None, (problem.article, problem.detail))) for problem in problems)


def _paper(act: queries.ActView) -> str:
    paper = act.recording.paper if act.recording else None
    return ", ".join(filter(None, (paper.kind, paper.number, str(paper.dated), paper.author))) if paper else ""
