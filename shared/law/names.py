"""The languages a person reads the law in."""

import re
from typing import Literal

from contracts.codelists import Names

Language = Literal["en", "ru", "be"]
LANGUAGES: tuple[Language, ...] = ("en", "ru", "be")

__all__ = ["LANGUAGES", "Language", "Names", "article_in", "in_language"]

_CITATION = re.compile(r"Art\. ([0-9]+(?:-[0-9]+)?)(?:\(([0-9]+)\))?(?: ind\. ([0-9]+))?")
_CITED = {"ru": ("ст.", "ч.", "абз."), "be": ("арт.", "ч.", "абз.")}


def in_language(names: Names, language: Language) -> str:
    """The name in one of the three languages."""
    return {"en": names.en, "ru": names.ru, "be": names.be}[language]


def article_in(citation: str | None, language: Language) -> str:
    """`Art. 358(1) ind. 5`, `ст. 358 ч. 1 абз. 5`; empty for none."""
    if not citation or language == "en":
        return citation or ""
    article, part, indent = _CITED[language]

    def cited(found: re.Match[str]) -> str:
        named = ((article, found[1]), (part, found[2]), (indent, found[3]))
        return " ".join(f"{word} {number}" for word, number in named if number)

    return _CITATION.sub(cited, citation)
