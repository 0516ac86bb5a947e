"""The acts of a proceeding or of a statement, the corrections, the revisions."""

from collections.abc import Sequence

from rich.console import Group, RenderableType

from contracts.queries import proceedings as queries
from infra.cli.clerk.fields import act_fields
from infra.cli.clerk.labels import words_in
from infra.cli.clerk.names import act_name
from infra.cli.clerk.problems import reasons_in
from infra.cli.clerk.tables import table
from infra.cli.common.terminal import PlainTable
from shared.act_fields import creates
from shared.clock import MINSK
from shared.law.names import Language, article_in


def history_tables(history: queries.History, language: Language) -> Group:
    """The acts in their order, and the revisions."""
    parts: list[RenderableType] = [acts_table(history.acts, language)]
    if history.corrections:
        parts += ["", corrections_table(history.corrections, language)]
    if history.revisions:
        parts += ["", _revisions(history.revisions, language)]
    return Group(*parts)


def acts_table(acts: Sequence[queries.ActView], language: Language) -> PlainTable:
    """Acts in the order in which they take effect."""
    say = words_in(language)
    numbered = any(act.resolution for act in acts)
    return table(
        say,
        say("Acts"),
        (
            "day",
            "act",
            "article",
            *(["number"] if numbered else []),
            "recorded",
            "actor",
            "paper",
            "revision",
            "Not open on its day",
            "referred to as",
            "id",
        ),
        (
            (
                str(act.day),
                _name_of(act, language),
                article_in(act.article, language),
                *([act.resolution or ""] if numbered else []),
                f"{act.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                act.actor,
                paper_in(act),
                str(act.revision or ""),
                reasons_in(act.problems, language),
                _options_in(act),
                str(act.id),
            )
            for act in acts
        ),
        prose=("paper", "Not open on its day"),
    )


def _options_in(act: queries.ActView) -> str:
    """How later acts refer to what the act created: `--payment ID`."""
    row = act_fields().rows.get(act.act)
    made = [name for name in act.data if row is not None and creates(row, name)]
    return ", ".join(f"--{name.replace('_', '-')} {act.data[name]}" for name in made)


def _name_of(act: queries.ActView, language: Language) -> str:
    name = act_name(act.act, language)
    return f"{name} ({words_in(language)('struck')})" if act.struck else name


def corrections_table(corrections: Sequence[queries.CorrectionView], language: Language) -> PlainTable:
    say = words_in(language)
    return table(
        say,
        say("Corrections"),
        ("recorded", "what", "standing", "actor", "reason", "act", "id"),
        (
            (
                f"{each.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                say(each.kind.value),
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


def paper_in(act: queries.ActView) -> str:
    paper = act.recording.paper if act.recording else None
    return ", ".join(filter(None, (paper.kind, paper.number, str(paper.dated), paper.author))) if paper else ""
