"""The rows of Section IV by article: what each is, what holds it, and which test exercises it or why none does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from infra.documents.coverage.evidence import watched_limits
from infra.documents.coverage.exercised import exercised, short
from infra.documents.coverage.money import money_rules
from infra.documents.law_rows import Accounts, Entry
from shared.law.rule_sets import RuleSet
from shared.law.rule_sets.citation import Citation
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.parts.acts import ActRow, Notice
from shared.law.rule_sets.rows import (
    Article,
    Chapter,
    Document,
    ExecutionDocumentKind,
    ExemptProperty,
    Ground,
    Measure,
    Notification,
    Rule,
    TimeLimit,
)
from shared.law.rule_sets.vocabulary import Unit

NOT_BUILT = "Not built: "
"""How the reason of a row begins that the system is still to hold."""
OF_THE_TEXT = {"step": "step", "money": "money in the text"}
"""Kinds of rows of the digest that no table of the rule set has by their name."""

LENGTHS = {Unit.EVENT: "bound to an event", Unit.IMMEDIATE: "at once", Unit.SET: "as it is set"}
"""How limits without a number are written."""


@dataclass(frozen=True)
class Item:
    """A row of the section."""

    kind: str
    row: str
    article: Citation
    words: str
    held: Sequence[str]
    """The acts, duties, conditions, limits and rules that carry it out."""
    tests: Sequence[str]
    """From `tests`; empty: none exercises it."""
    reason: str | None
    """Why none does."""

    @property
    def standing(self) -> str:
        """Tested, not built, left out for a reason, or open: none of these."""
        if self.tests:
            return "tested"
        if self.reason is None:
            return "open"
        return "not built" if self.reason.startswith(NOT_BUILT) else "left out"


@dataclass(frozen=True)
class _Found:
    """What is found of a row without an entry."""

    held: Sequence[str]
    tests: Sequence[str]


class Section:
    """Section IV of a rule set, beside the entries of `tests/law_rows`."""

    def __init__(self, rules: RuleSet, accounts: Accounts) -> None:
        chapters = {chapter.id for chapter in rules.all(Chapter) if chapter.section == "IV"}
        self.articles = [article for article in rules.all(Article) if article.chapter in chapters]
        self._rules = rules
        self._numbers = {article.id for article in self.articles}
        self._entries = accounts.entry_of()
        self._digest = accounts.digest
        self._acts = list(rules.procedures.acts())
        self._by_name = {act.act: act for act in self._acts}
        self._watched = {limit.id for limit in watched_limits(rules)}

    def items(self) -> list[Item]:
        """Every row, in the order of the Code; of one place acts first."""
        return sorted(self._items(), key=lambda item: item.article.place[:3])

    def _items(self) -> Iterator[Item]:
        for act in self._acts:
            if act.article.article in self._numbers:
                tests = short(exercised().act(act.act))
                yield Item("act", act.act, act.article, act.names.en, [_act(act)], tests, None)
        for named in self._digest.values():
            if named.kind in OF_THE_TEXT:
                yield self._item(OF_THE_TEXT[named.kind], named.row, named.article, named.words, _Found([], []))
        for kind, model, words, find in self._tables():
            for row in self._rules.all(model):
                if row.article.article in self._numbers:
                    yield self._item(kind, row.id, row.article, words(row), find(row))
        for name, rule in money_rules(self._rules).items():
            if rule.article.article in self._numbers:
                found = _Found([], exercised().money(rule.article))
                yield self._item("money rule", name, rule.article, rule.words, found)

    def _tables(self) -> Iterator[tuple[str, type[Row], Callable[..., str], Callable[..., _Found]]]:
        yield "ground", Ground, _name, self._ground
        yield "measure", Measure, _name, self._measure
        yield "time limit", TimeLimit, _limit, self._limit
        yield "document", Document, _name, self._document
        yield "notification", Notification, _what, self._notification
        yield "execution document", ExecutionDocumentKind, _name, self._named
        yield "exempt property", ExemptProperty, _name, self._named
        yield "rule", Rule, _what, self._named

    def _item(self, kind: str, row: str, article: Citation, words: str, found: _Found) -> Item:
        entry = self._entries.get(row)
        if entry is None or (entry.left_out and found.tests):
            return Item(kind, row, article, words, found.held, short(found.tests), None)
        return Item(kind, row, article, words, _holder(entry), short(entry.tests(self._rules)), entry.left_out)

    def _named(self, row: Row) -> _Found:
        return _Found([], exercised().named(row.id))

    def _ground(self, row: Ground) -> _Found:
        acts = [act for act in self._acts if row.decision in act.decisions]
        return _Found([_act(act) for act in acts], exercised().named(row.id))

    def _measure(self, row: Measure) -> _Found:
        families = self._rules.proceedings.measures.families.values()
        begun = any(row.category is family.category and family.decided_by in row.decided_by for family in families)
        return _Found([_act(self._by_name["add-measure"])] if begun else [], exercised().named(row.id))

    def _limit(self, row: TimeLimit) -> _Found:
        watched = {row.id, row.covered_by} & self._watched
        tests = exercised().named(row.id) or (exercised().named(row.covered_by) if row.covered_by else [])
        return _Found(["watched" if watched else "not watched"], tests)

    def _document(self, row: Document) -> _Found:
        acts = [act for act in self._acts if act.document is not None and act.document.kind == row.id]
        return _found(acts)

    def _notification(self, row: Notification) -> _Found:
        """Acts that are notified of, and duties, where the same part of the article asks for it."""
        acts = _found(act for act in self._acts if any(_informs(row, notice) for notice in act.notify))
        duties = [
            duty
            for duty, each in self._rules.procedures.duties.duties.items()
            if each.article is not None and _same_part(each.article, row.article) and each.who in row.sender
        ]
        tests = [path for duty in duties for path in exercised().named(duty)]
        return _Found([*acts.held, *(f"duty `{duty}`" for duty in duties)], [*acts.tests, *tests])


MOST = 4
"""Acts that are named where many do the same."""


def _found(acts: Iterable[ActRow]) -> _Found:
    listed = list(acts)
    tests = [path for act in listed for path in exercised().act(act.act)]
    return _Found([_act(act) for act in listed[:MOST]], tests)


def _informs(row: Notification, notice: Notice) -> bool:
    return _same_part(notice.article, row.article) and bool(_persons(row.receiver) & _persons(notice.whom))


def _persons(actors: Iterable[str]) -> set[str]:
    named = set(actors)
    return named | {"recoverer", "debtor"} if "party" in named else named


def _same_part(one: Citation, other: Citation) -> bool:
    return one.place[:3] == other.place[:3]


def _holder(entry: Entry) -> list[str]:
    if entry.held_as is None:
        return []
    kind, name = entry.held_as
    shown = f"[{name}](acts.md#{name})" if kind == "act" else f"{kind} `{name}`"
    return [f"{shown}, `{entry.code}`" if entry.code else shown]


def _act(act: ActRow) -> str:
    return f"[{act.act}](acts.md#{act.act})"


def _name(row: Ground | Measure | Document | ExecutionDocumentKind | ExemptProperty) -> str:
    return row.name.en


def _what(row: Notification | Rule) -> str:
    return row.what if isinstance(row.what, str) else row.what.en


def _limit(row: TimeLimit) -> str:
    length = LENGTHS.get(row.unit) or f"{row.amount} {row.unit.value.replace('_', ' ')}"
    return f"{row.what.en}: {length}"
