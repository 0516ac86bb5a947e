"""The queries of look-ups: what an address states of them, and where a page of a long list begins."""

from typing import Annotated, TypeVar

from fastapi import Query as Parameter
from pydantic import ValidationError

from contracts.queries.base import Query
from services.desk.api.replies import invalid
from services.desk.pages.paging import K, key_of_word
from shared.http.problems import INVALID, refused

Q = TypeVar("Q", bound=Query)

Text = Annotated[str | None, Parameter(max_length=100)]
Rows = Annotated[int, Parameter(ge=1, le=1000)]
After = Annotated[str | None, Parameter(max_length=1000)]
"""A word of the link to the next page."""


def query_of(query: type[Q], **fields: object) -> Q:
    """A query of these fields. Raises Refused."""
    try:
        return query.model_validate(fields)
    except ValidationError as error:
        raise invalid(error) from None


def place_of(model: type[K], word: str | None) -> K | None:
    """The row after which a page begins. Raises Refused."""
    if word is None:
        return None
    if (key := key_of_word(word, model)) is None:
        raise refused(
            INVALID, "a page begins where the link of the one before says", "it is no such word", field="after"
        )
    return key
