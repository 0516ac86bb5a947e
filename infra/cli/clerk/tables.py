"""Tables for the replies to a clerk's queries."""

from collections.abc import Iterable, Sequence

from contracts.queries import proceedings as queries
from contracts.queries.deadlines import Limits
from contracts.values import Party
from infra.cli.clerk.labels import Say, name_of, words_in
from infra.cli.clerk.names import act_name, actor_names, duty_name, ground_name
from infra.cli.clerk.problems import reasons_in
from infra.cli.common.terminal import PlainTable
from shared.law.names import Language, article_in, in_language


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


def identified(party: Party) -> str:
    """By what a party is identified: `unp 291234572, personal-number 3140462K000VF6`."""
    return ", ".join(f"{each.kind.value} {each.value}" for each in party.identifiers)


def openings_table(openings: queries.Openings, language: Language) -> PlainTable:
    """Every act: open, or why not."""
    say = words_in(language)

    def why(opening: queries.Opening) -> str:
        if opening.problems:
            return reasons_in(opening.problems, language)
        closed = [
            f"{ground_name(ground.ground, language)}: {reasons_in(ground.problems, language)}"
            for ground in opening.grounds
            if ground.problems
        ]
        return "; ".join(closed) if not opening.open else ""

    return table(
        say,
        f"{name_of(openings.status, language)}, {openings.day}",
        ("act", "name", "open", "article", "by", "why"),
        (
            (
                each.act,
                act_name(each.act, language),
                say("yes" if each.open else "no"),
                article_in(each.article, language),
                actor_names(each.by, language),
                why(each),
            )
            for each in openings.acts
        ),
        prose=("name", "by", "why"),
    )


def owed_to(duty: str, whom: Sequence[str], language: Language) -> str:
    """A duty with those to whom it is still owed, where others had their part."""
    return f"{duty}: {actor_names(whom, language)}" if whom else duty


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
                owed_to(duty_name(duty.duty, language), duty.whom, language),
                actor_names([duty.who], language),
                article_in(duty.article, language),
                str(duty.opened_on),
                reasons_in(duty.problems, language),
                str(duty.act),
            )
            for duty in duties
        ),
        prose=("duty", "who", "why"),
    )


def substitutions_table(found: queries.Substitutions, language: Language) -> PlainTable:
    """Who stands in for whom, from day to day."""
    columns = ("executor", "substitute", "since", "until", "id")
    rows = [tuple(str(getattr(each, name)) for name in (*columns[:4], "substitution")) for each in found.substitutions]
    return table(words_in(language), "", columns, rows)


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
                article_in(limit.article, language),
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


def statuses_table(
    say: Say, entries: Sequence[queries.StatusEntry], language: Language, title: str | None = None
) -> PlainTable:
    rows = (
        (
            str(entry.day),
            name_of(entry.status.code, language),
            name_of(entry.status.reason, language),
            article_in(entry.status.article, language),
        )
        for entry in entries
    )
    heading = f"{say('Statuses')}: {title}" if title else say("Statuses")
    return table(say, heading, ("day", "status", "reason", "article"), rows, prose=("status", "reason"))


def path_of(states: Sequence[queries.MeasureState], language: Language) -> str:
    return ", ".join(f"{state.day} {name_of(state.status, language)}" for state in states)
