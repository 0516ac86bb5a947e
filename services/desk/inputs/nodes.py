"""The inputs of a form as templates show them: with what was typed, what is wrong, and what can be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.problems import Problem
from contracts.queries.proceedings import GroundOpening
from services.desk.inputs.references import Reference
from services.desk.inputs.typed import Typed, rows_in
from services.desk.inputs.widgets import PREFIX, Kind, Widget

Choices = Mapping[str, Sequence[Reference]]
"""What a field can refer to, by its name."""


GROUND = f"{PREFIX}ground"
"""The input for the ground of a decision."""


@dataclass(frozen=True, slots=True)
class Node:
    """An input, a group or a list on a page."""

    widget: Widget
    name: str
    """Of the input, which is its id on the page as well."""
    values: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    parts: tuple["Node", ...] = ()
    rows: tuple[tuple["Node", ...], ...] = ()
    choices: tuple[Reference, ...] = ()
    grounds: tuple[GroundOpening, ...] = ()
    """Of a decision: whether each of its grounds is there, and why not."""
    in_row: bool = False
    """In a row, which may be left empty: the browser must not ask for it."""

    @property
    def value(self) -> str:
        return self.values[-1] if self.values else ""

    @property
    def path(self) -> str:
        """Of the field, as problems name it."""
        return self.name.removeprefix(PREFIX)

    @property
    def there(self) -> tuple[GroundOpening, ...]:
        """The grounds that are there, as far as this can be said before anything is stated."""
        return tuple(each for each in self.grounds if not each.problems)

    @property
    def not_there(self) -> tuple[GroundOpening, ...]:
        """The others: a decision of an earlier day may rest on one of them."""
        return tuple(each for each in self.grounds if each.problems)

    @property
    def filled(self) -> bool:
        """Whether something stands in it, or is wrong with it."""
        inside = (*self.parts, *(part for row in self.rows for part in row))
        return bool(any(self.values) or self.problems) or any(part.filled for part in inside)


class Layout:
    """Lays out the inputs of one form."""

    def __init__(
        self,
        typed: Typed | None = None,
        problems: Sequence[Problem] = (),
        choices: Choices | None = None,
        add: str = "",
        grounds: Sequence[GroundOpening] = (),
    ) -> None:
        """`add` is the name of the list that gets one more row; `grounds` those of the decision that is stated."""
        self._typed: Typed = typed or {}
        self._left = list(problems)
        self._choices: Choices = choices or {}
        self._add = add
        self._grounds = tuple(grounds)

    def nodes(self, widgets: Iterable[Widget], prefix: str = PREFIX, *, in_row: bool = False) -> tuple[Node, ...]:
        """The inputs, each with what is its own."""
        return tuple(self._node(widget, f"{prefix}{widget.name}", in_row) for widget in widgets)

    @property
    def elsewhere(self) -> tuple[Problem, ...]:
        """The problems that no input shows; to be asked for after the inputs are laid out."""
        return tuple(self._left)

    def _node(self, widget: Widget, name: str, in_row: bool) -> Node:
        if widget.kind is Kind.GROUP:
            parts = self.nodes(widget.parts, f"{name}.", in_row=in_row)
            return Node(widget, name, problems=self._of(name), parts=parts, in_row=in_row)
        if widget.kind is Kind.ROWS:
            wanted = max(rows_in(self._typed, name) + (self._add == name), 1)
            rows = tuple(self.nodes(widget.parts, f"{name}.{place}.", in_row=True) for place in range(wanted))
            return Node(widget, name, problems=self._of(name), rows=rows, in_row=in_row)
        values = self._values(widget, name)
        choices = tuple(self._choices.get(widget.name, ())) if widget.kind is Kind.REFERENCE else ()
        grounds = self._grounds if name == GROUND else ()
        return Node(widget, name, values, self._of(name), choices=choices, grounds=grounds, in_row=in_row)

    def _values(self, widget: Widget, name: str) -> tuple[str, ...]:
        if widget.kind is Kind.MONEY:
            return tuple(self._one(f"{name}.{part}") for part in ("amount", "currency"))
        if widget.kind is Kind.IDENTIFIER:
            return tuple(self._one(f"{name}.{part}") for part in ("value", "kind"))
        return tuple(self._typed.get(name, ()))

    def _one(self, name: str) -> str:
        return next(iter(self._typed.get(name, ())), "")

    def _of(self, name: str) -> tuple[Problem, ...]:
        """The problems of a field, or of something inside it that has no input; each is shown once."""
        path = name.removeprefix(PREFIX)
        found = [each for each in self._left if _inside(each.field, path)]
        self._left = [each for each in self._left if each not in found]
        return tuple(found)


def _inside(field: str | None, path: str) -> bool:
    named = (field or "").removeprefix(PREFIX)
    return named == path or named.startswith(f"{path}.")
