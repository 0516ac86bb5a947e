"""The language of output: --language, else that of the environment."""

import os
from typing import Annotated

import typer

from shared.law.names import Language

_VARIABLES = ("LEA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of_environment() -> Language:
    """The language of the first of these variables that is set: `be_BY.UTF-8` is Belarusian; any other is English."""
    chosen = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    match chosen[:2]:
        case "ru" | "be" as language:
            return language
        case _:
            return "en"


InLanguage = Annotated[
    Language,
    typer.Option(
        "--language",
        default_factory=language_of_environment,
        show_default="from LEA_LANGUAGE or LANG",
        help="Language of names and labels.",
    ),
]
