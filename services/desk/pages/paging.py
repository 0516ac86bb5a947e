"""The next page of a long list: a link that says after which row it begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, ValidationError

from contracts.queries.proceedings import ResolutionNumber
from contracts.values import ProceedingNumber

K = TypeVar("K", bound=BaseModel)
R = TypeVar("R")
_LONGEST = 1000
_LONGEST_PLACE = 9  # digits
_ONCE = ("recorded",)
"""What is said once, after a form."""


class Turning(NamedTuple):
    """Where the pages before and after lead."""

    following: str | None = None
    """The address of the next page; none where this one is the last."""
    first: str | None = None
    """The address of the first page; none where this is it."""

    @property
    def whole(self) -> bool:
        """Whether one page holds the list."""
        return self == Turning()


class NumberKey(BaseModel):
    """The place of a proceeding in a list by number."""

    number: ProceedingNumber


class ActKey(BaseModel):
    """The place of an act in the history of a proceeding."""

    id: UUID


class ResolutionKey(BaseModel):
    """The place of a resolution in the list of a proceeding."""

    number: ResolutionNumber


def turning(request: Request, key: BaseModel | None, name: str = "after", path: str | None = None) -> Turning:
    """The links of a page whose last row has this key; a key of none: no page follows."""
    return _turning(request, text_of_key(key) if key else None, name, path)


def latest(
    request: Request, rows: Sequence[R], name: str, word_of: Callable[[R], object], at_most: int
) -> tuple[Sequence[R], Turning]:
    """The last rows of a list that grows at its end; the next page has those before them."""
    words = [str(word_of(row)) for row in rows]
    before = request.query_params.get(name, "")
    end = words.index(before) if before in words else len(rows)
    start = max(0, end - at_most)
    return rows[start:end], _turning(request, words[start] if start else None, name, None)


def latest_places(request: Request, rows: Sequence[R], name: str, at_most: int) -> tuple[Sequence[R], Turning]:
    """Likewise, of a list whose rows have no key but their place."""
    text = request.query_params.get(name, "")
    place = int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_PLACE else 0
    end = place if 0 < place <= len(rows) else len(rows)
    start = max(0, end - at_most)
    return rows[start:end], _turning(request, str(start) if start else None, name, None)


def earlier(request: Request, name: str, first: object | None) -> Turning:
    """The links of a page with the last rows of a list, or those before a row; `first`: its own first row, where there
    are rows before it.
    """
    return _turning(request, None if first is None else str(first), name, None)


def _turning(request: Request, word: str | None, name: str, path: str | None) -> Turning:
    kept = {field: text for field, text in request.query_params.items() if field not in (name, *_ONCE)}
    path = path or request.url.path
    following = _address(path, {**kept, name: word}) if word else None
    return Turning(following, _address(path, kept) if name in request.query_params else None)


def key_in(request: Request, model: type[K], name: str = "after") -> K | None:
    """After which row the page begins; none for the first page, and for what no page has given."""
    return key_of_word(request.query_params.get(name, ""), model)


def key_of_word(text: str, model: type[K]) -> K | None:
    """The key that a word of an address names; none where it names none."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        return model.model_validate_json(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValidationError, ValueError):
        return None


def text_of_key(key: BaseModel) -> str:
    """A key as a word of an address."""
    return urlsafe_b64encode(key.model_dump_json(exclude_none=True).encode()).decode().rstrip("=")


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
