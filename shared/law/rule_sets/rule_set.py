"""A rule set, and the rule sets side by side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from typing import Any, Self, TypeVar, cast

from shared.law.rule_sets import rows
from shared.law.rule_sets.assembling import Contents, assembled
from shared.law.rule_sets.bindings import Binding
from shared.law.rule_sets.errors import UnknownRow, UnknownRuleSet
from shared.law.rule_sets.fields import Row
from shared.law.rule_sets.parts import IntakeRules, MoneyRules, ProcedureRules, ProceedingRules
from shared.law.rule_sets.parts.acts import ActRow
from shared.law.rule_sets.publishing import check_published, packaged_folders, published
from shared.law.rule_sets.reading import read_header, read_rows
from shared.law.rule_sets.tables import TABLES

R = TypeVar("R", bound=Row)


class RuleSet:
    """The rows of one wording of the law, by table and identifier."""

    def __init__(self, contents: Contents) -> None:
        self.id = contents.header.id
        self.name = contents.header.name
        self.valid_from = contents.header.valid_from
        self.valid_to = contents.valid_to
        self._rows: defaultdict[type[Row], defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for placed in contents.rows:
            if isinstance(placed.value, Row):
                self._rows[type(placed.value)][placed.key].append(placed.value)
        self._tables = {
            model: tuple(row for versions in table.values() for row in versions) for model, table in self._rows.items()
        }
        self.money = cast("MoneyRules", contents.parts[MoneyRules])
        self.proceedings = cast("ProceedingRules", contents.parts[ProceedingRules])
        self.procedures = cast("ProcedureRules", contents.parts[ProcedureRules])
        self.intake = cast("IntakeRules", contents.parts[IntakeRules])

    def holds_on(self, day: date) -> bool:
        """Whether the rule set is in force on that day."""
        return self.valid_from <= day <= (self.valid_to or date.max)

    def all(self, model: type[R]) -> Sequence[R]:
        """Every row of a table, in the order of the files; several of one identifier where it changed in time."""
        return cast("tuple[R, ...]", self._tables.get(model, ()))

    def row(self, model: type[R], identifier: str, on: date | None = None) -> R:
        """The row of that identifier, on a day the one that holds then; raises `UnknownRow`.

        Without a day the latest is given.
        """
        versions = [
            row
            for row in self._rows[model].get(identifier, ())
            if on is None or (row.valid_from or self.valid_from) <= on <= (row.valid_to or self.valid_to or date.max)
        ]
        if not versions:
            held = f" on {on}" if on else ""
            raise UnknownRow(f"rule set {self.id} holds no row {identifier!r} in {model.table}{held}")
        return cast("R", max(versions, key=lambda row: row.valid_from or self.valid_from))

    def limit(self, identifier: str, on: date | None = None) -> rows.TimeLimit:
        """A time limit."""
        return self.row(rows.TimeLimit, identifier, on)

    def ground(self, identifier: str, on: date | None = None) -> rows.Ground:
        """A ground."""
        return self.row(rows.Ground, identifier, on)

    def measure(self, identifier: str, on: date | None = None) -> rows.Measure:
        """A measure or action."""
        return self.row(rows.Measure, identifier, on)

    def document(self, identifier: str, on: date | None = None) -> rows.Document:
        """A procedural document."""
        return self.row(rows.Document, identifier, on)

    def event(self, identifier: str, on: date | None = None) -> rows.Event:
        """A procedural event of the vocabulary."""
        return self.row(rows.Event, identifier, on)

    def limits(self, article: str | None = None) -> Sequence[rows.TimeLimit]:
        """All time limits, or those of one article (`357`, `345-1`)."""
        return [row for row in self.all(rows.TimeLimit) if article in {None, row.article.article}]

    def grounds(self, decision: str | None = None) -> Sequence[rows.Ground]:
        """All grounds, or those of one decision (`refuse-initiation`)."""
        return [row for row in self.all(rows.Ground) if decision in {None, row.decision}]

    def under_article(self, article: str) -> Mapping[str, Sequence[Row]]:
        """Every row that cites the article, by table."""
        found = {
            model.table: [row for row in self.all(model) if row.article.article == article] for model in TABLES.values()
        }
        return {table: sorted(cited, key=lambda row: row.article.place) for table, cited in found.items() if cited}

    def events_shown_by(self, type_: str, data: Mapping[str, Any]) -> Sequence[tuple[rows.Event, Binding]]:
        """Which procedural events a contract event is: its type and its data as plain JSON values."""
        return [(event, binding) for event, binding in self._bindings.get(type_, ()) if binding.fits(type_, data)]

    @cached_property
    def shown(self) -> frozenset[str]:
        """The procedural events that events of the contracts show."""
        return frozenset(event.id for bindings in self._bindings.values() for event, _ in bindings)

    def started_by(self, event: str, holding: Collection[str] = ()) -> Sequence[rows.TimeLimit]:
        """The time limits that a procedural event starts, given the conditions known to hold.

        A limit that applies only in certain cases is not started while its conditions are unknown. Of limits that are
        one, the watched one is started.
        """
        return [limit for limit in self._started.get(event, ()) if limit.applies(holding)]

    @cached_property
    def _bindings(self) -> Mapping[str, Sequence[tuple[rows.Event, Binding]]]:
        by_type: defaultdict[str, list[tuple[rows.Event, Binding]]] = defaultdict(list)
        for event in self.all(rows.Event):
            for binding in event.bound_to:
                by_type[binding.type].append((event, binding))
        for type_, row in self.procedures.generated_events():
            for event in map(self.event, row.events):
                by_type[type_].append((event, Binding(type=type_, about=_about(event, row))))
        return dict(by_type)

    @cached_property
    def _started(self) -> Mapping[str, Sequence[rows.TimeLimit]]:
        by_event: defaultdict[str, list[rows.TimeLimit]] = defaultdict(list)
        for limit in self.limits():
            if limit.covered_by is None:
                for event in limit.starts_from:
                    by_event[event].append(limit)
        return dict(by_event)


def _about(event: rows.Event, act: ActRow) -> str | None:
    """What an act shows the event of: the same as other types that it is bound to, else what the act's track names."""
    others = {binding.about for binding in event.bound_to}
    return others.pop() if len(others) == 1 else act.about


class RuleSets:
    """All rule sets; on each day at most one is in force."""

    def __init__(self, rule_sets: Iterable[RuleSet]) -> None:
        self._by_id = {rule_set.id: rule_set for rule_set in rule_sets}

    @classmethod
    def load(cls, *folders: Traversable) -> Self:
        """The packaged rule sets and those of further folders (one folder each), checked; raises `RuleSetError`."""
        return cls.of(*packaged(), *map(_contents, folders)) if folders else cls(_packaged())

    @classmethod
    def of(cls, *contents: Contents) -> Self:
        """Rule sets as read from files, checked; raises `RuleSetError`."""
        return cls(RuleSet(each) for each in assembled(contents))

    def __iter__(self) -> Iterator[RuleSet]:
        """In the order in which they came into force."""
        return iter(sorted(self._by_id.values(), key=lambda rule_set: rule_set.valid_from))

    def named(self, identifier: str) -> RuleSet:
        """The rule set of that identifier, whatever the day; raises `UnknownRuleSet`."""
        if identifier not in self._by_id:
            raise UnknownRuleSet(f"there is no rule set {identifier!r}. {self._held()}")
        return self._by_id[identifier]

    def in_force(self, on: date) -> RuleSet:
        """The rule set in force on the day of the deciding event; raises `UnknownRuleSet`."""
        for rule_set in self._by_id.values():
            if rule_set.holds_on(on):
                return rule_set
        raise UnknownRuleSet(
            f"no rule set is in force on {on}. {self._held()} What another edition of the law said is not held; "
            "a rule set that is named is applied whatever the day"
        )

    def _held(self) -> str:
        spans = (f"{each.id} from {each.valid_from} to {each.valid_to or 'now'}" for each in self)
        return f"Held are: {'; '.join(spans)}."


@cache
def packaged() -> Sequence[Contents]:
    """The rule sets that come with the system, as read; raises `RuleSetError`, also where a published one changed."""
    folders = packaged_folders()
    read = [_contents(folder) for folder in folders]
    check_published({each.header.id: folder for each, folder in zip(read, folders, strict=True)}, published())
    return read


@cache
def _packaged() -> Sequence[RuleSet]:
    return [RuleSet(contents) for contents in assembled(packaged())]


def _contents(folder: Traversable) -> Contents:
    header = read_header(folder)
    return Contents(header, tuple(read_rows(folder, header.id)), header.valid_to)
