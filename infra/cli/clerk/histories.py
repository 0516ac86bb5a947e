"""The acts of a proceeding or of a statement, the corrections, the revisions."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType

from contracts.queries import proceedings as queries
from contracts.values import Money
from infra.cli.clerk.fields import act_fields
from infra.cli.clerk.labels import money, words_in
from infra.cli.clerk.names import act_name, field_name, value_name
from infra.cli.clerk.problems import reasons_in
from infra.cli.clerk.tables import table
from infra.cli.common.terminal import PlainTable
from shared.act_fields import creates
from shared.clock import MINSK
from shared.corrected import NOTHING, changes
from shared.law.names import Language, article_in


def history_tables(history: queries.History, language: Language) -> Group:
    """The acts in their order, and the revisions."""
    parts: list[RenderableType] = [acts_table(history.acts, language)]
    if history.corrections:
        parts += ["", corrections_table(history.corrections, history.acts, language)]
    if history.revisions:
        parts += ["", _revisions(history.revisions, language)]
    return Group(*parts)


def acts_table(acts: Sequence[queries.ActView], language: Language) -> PlainTable:
    """Acts in the order in which they take effect."""
    say = words_in(language)
    numbered = any(act.resolution for act in acts)
    corrected = any(act.recorded_as for act in acts)
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
            *(["corrected"] if corrected else []),
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
                *([_since_recorded(act, language)] if corrected else []),
                str(act.revision or ""),
                reasons_in(act.problems, language),
                _options_in(act),
                str(act.id),
            )
            for act in acts
        ),
        prose=("paper", *(["corrected"] if corrected else []), "Not open on its day"),
    )


def _since_recorded(act: queries.ActView, language: Language) -> str:
    """What reads otherwise than when it was recorded."""
    now = queries.Reading(day=act.day, data=act.data)
    return changes_in(act.act, act.recorded_as, now, language) if act.recorded_as else ""


def changes_in(act: str, was: queries.Reading | None, reads: queries.Reading | None, language: Language) -> str:
    """What a correction changes: `sum: 2.00 BYN → 3.00 BYN`; empty where nothing reads otherwise by it."""
    if was is None or reads is None:
        return ""
    return "; ".join(
        f"{field_name(path, language)}: {_stated(before, path, language)} → {_stated(after, path, language)}"
        for path, before, after in changes(act_fields(), act, was, reads)
    )


def _stated(value: Any, path: str, language: Language) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return words_in(language)("yes" if value else "no")
        case Money():
            return money(value)
    return value_name(str(value), language, path)


def _options_in(act: queries.ActView) -> str:
    """How later acts refer to what the act created: `--payment ID`."""
    row = act_fields().rows.get(act.act)
    made = [name for name in act.data if row is not None and creates(row, name)]
    return ", ".join(f"--{name.replace('_', '-')} {act.data[name]}" for name in made)


def _name_of(act: queries.ActView, language: Language) -> str:
    name = act_name(act.act, language)
    return f"{name} ({words_in(language)('struck')})" if act.struck else name


def corrections_table(
    corrections: Sequence[queries.CorrectionView], acts: Sequence[queries.ActView], language: Language
) -> PlainTable:
    """Corrections of these acts, each with what it changes."""
    named = {act.id: act.act for act in acts}
    say = words_in(language)
    return table(
        say,
        say("Corrections"),
        ("recorded", "what", "standing", "actor", "change", "reason", "act", "id"),
        (
            (
                f"{each.recorded_at.astimezone(MINSK):%Y-%m-%d %H:%M}",
                say(each.kind.value),
                say(each.standing),
                each.actor,
                _change(each, named.get(each.act, ""), language),
                each.reason,
                str(each.act),
                str(each.id),
            )
            for each in corrections
        ),
        prose=("change", "reason"),
    )


def _change(correction: queries.CorrectionView, act: str, language: Language) -> str:
    name = act_name(act, language)
    if correction.since:
        return f"{name}: {words_in(language)('annulled from')} {correction.since}"
    changed = changes_in(act, correction.was, correction.reads, language)
    return f"{name}: {changed}" if changed else name


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
