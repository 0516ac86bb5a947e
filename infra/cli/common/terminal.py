"""Output of data on a terminal as literal text, never as Rich markup, emoji codes or control sequences."""

import os
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control and format characters (also bidirectional ones), surrogates, line separators."""
_LAYOUT = "\n\t"
_PROSE = 24
"""Minimum width of a column of prose."""
_UNLIMITED = 100_000
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def visible(text: str, keep: str = "") -> str:
    """The text with control characters, except those in `keep`, as escapes: `\\x1b`."""
    if text.isprintable():
        return text
    return "".join([_escape(char) if _is_control(char) and char not in keep else char for char in text])


def visible_json(text: str) -> str:
    """A JSON text without control characters in strings: JSON itself escapes only some of them."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class PlainConsole(Console):
    """A console that interprets no markup; styles come from arguments and from `Text`.

    Sentences are neither wrapped nor cut: a terminal shows a long line on several lines and copies it as one.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def print(self, *objects: Any, soft_wrap: bool | None = None, crop: bool = False, **options: Any) -> None:
        """Print objects; tables are never cropped."""
        if soft_wrap is None:
            soft_wrap = all(isinstance(each, str | Text) for each in objects)
        super().print(*objects, soft_wrap=soft_wrap, crop=crop, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """The string as text, with line feeds and tabs."""
        return super().render_str(visible(text, _LAYOUT), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The printed segments; control characters within a `Text` or another renderable are escaped here."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield segment._replace(text=visible(segment.text, _LAYOUT))


class PlainTable(Table):
    """A table of data: a string is one line of text; a cell of several lines is a `Text`.

    Cells are never cut. Columns of prose are wrapped to fit. A table that is still too wide is printed as records, with
    a line for each field. In a pipe or a file, nothing is wrapped and each row is a line.
    """

    def __init__(self, *headers: Any, prose: Iterable[str] = (), **options: Any) -> None:
        super().__init__(**options)
        for header in headers:
            self.add_column(header, no_wrap=header not in prose)

    def add_column(self, *header: Any, no_wrap: bool = True, **options: Any) -> None:
        """Add a column; `no_wrap=False` for prose."""
        options.setdefault("overflow", "fold")
        super().add_column(*header, no_wrap=no_wrap, **options)

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """Add a row."""
        super().add_row(*[Text(visible(cell)) if isinstance(cell, str) else cell for cell in cells], **options)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the table, or its records."""
        whole = options.update(width=_UNLIMITED, max_width=_UNLIMITED)
        natural = [self._measure_column(console, whole, column).maximum or 1 for column in self.columns]
        least = [
            width if column.no_wrap else min(width, _PROSE) for width, column in zip(natural, self.columns, strict=True)
        ]
        outermost = options.max_width >= console.width
        if outermost and not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
            wanted = sum(natural) + self._extra_width
            yield from super().__rich_console__(console, options.update(width=wanted, max_width=wanted))
        elif sum(least) + self._extra_width <= options.max_width or not self.show_header:
            yield from super().__rich_console__(console, options)
        else:
            yield from self._records(outermost)

    def _records(self, outermost: bool) -> RenderResult:
        if self.title:
            yield Text(str(self.title), "italic")
        names = [str(column.header) for column in self.columns]
        width = max(map(cell_len, names), default=0)
        for place, cells in enumerate(zip(*(column.cells for column in self.columns), strict=True)):
            if place:
                yield Text()
            for name, cell in zip(names, cells, strict=True):
                if isinstance(cell, Text) and cell.plain:
                    line = Text.assemble(name, " " * (width - cell_len(name) + 2), cell)
                    # May exceed the width of the terminal, unless the table is enclosed.
                    line.no_wrap, line.overflow = outermost, "ignore" if outermost else "fold"
                    yield line


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in _CONTROLS


def _escape(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
