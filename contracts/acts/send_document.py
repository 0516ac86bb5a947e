"""Execution document sent (Art. 365(2)).

Written by `make schemas` from shared/law; do not edit.
"""

from typing import ClassVar, Literal

from pydantic import ConfigDict

from contracts.events.about import AboutDocument
from contracts.registry import Command
from contracts.values import Text


class SendDocument(Command):
    """Execution document sent (Art. 365(2)): what is asked for."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.send-document.v1"
    recipient: Literal["issuer", "recoverer"]
    """To whom the document goes."""
    method: Literal["post", "by-hand", "electronic"]
    """How the document went."""
    notice: Text
    """What the executor noted on the document, without personal data."""


class DocumentSent(AboutDocument):
    """Execution document sent (Art. 365(2)): what happened."""

    model_config = ConfigDict(defer_build=True)

    type: ClassVar[str] = "lea.proceedings.document-sent.v1"
    recipient: Literal["issuer", "recoverer"]
    """To whom the document goes."""
    method: Literal["post", "by-hand", "electronic"]
    """How the document went."""
    notice: Text
    """What the executor noted on the document, without personal data."""
