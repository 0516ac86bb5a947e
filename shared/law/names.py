"""The languages a person reads the law in."""

from typing import Literal

from contracts.codelists import Names

Language = Literal["en", "ru", "be"]
LANGUAGES: tuple[Language, ...] = ("en", "ru", "be")

__all__ = ["LANGUAGES", "Language", "Names", "in_language"]


def in_language(names: Names, language: Language) -> str:
    """The name in one of the three languages."""
    return {"en": names.en, "ru": names.ru, "be": names.be}[language]
