"""Data on a terminal: shown as the text it is, never as markup of Rich, an emoji code, or a control sequence."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control and format characters (also those that turn the direction of writing), surrogates, line separators."""
_LAYOUT = "\n\t"
_FOLDED = 32
"""The width that is left to a column that is folded, at least."""
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def visible(text: str, keep: str = "") -> str:
    """The text with each control character but those in `keep` written as an escape: `\\x1b`."""
    if text.isprintable():
        return text
    return "".join([_escape(char) if _is_control(char) and char not in keep else char for char in text])


def visible_json(text: str) -> str:
    """A JSON text whose strings hold no control characters: JSON itself escapes only some of them."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class PlainConsole(Console):
    """A console that interprets nothing in what it prints; styles come from arguments and from `Text`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """The string as text. Line feeds and tabs stay."""
        return super().render_str(visible(text, _LAYOUT), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is printed; control characters that a `Text` or another renderable holds are escaped here at last."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield segment._replace(text=visible(segment.text, _LAYOUT))


class PlainTable(Table):
    """A table whose cells are data: a string is one line of text; a cell of several lines is given as `Text`."""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """Add a row."""
        super().add_row(*[Text(visible(cell)) if isinstance(cell, str) else cell for cell in cells], **options)


def uncut_table(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> PlainTable:
    """A table of which only the last column is folded to fit; the others are whole, beyond `width` if need be.

    Print it with `crop=False`.
    """
    *whole, _ = zip(columns, *rows, strict=True)
    # Each column has a space on both sides.
    needed = sum(max(cell_len(visible(cell)) for cell in column) + 2 for column in whole) + _FOLDED
    table = PlainTable(box=None, width=needed if needed > width else None)
    for column in columns:
        table.add_column(column, no_wrap=True)
    table.columns[-1].no_wrap, table.columns[-1].overflow = False, "fold"
    for row in rows:
        table.add_row(*row)
    return table


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in _CONTROLS


def _escape(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
