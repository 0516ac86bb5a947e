"""Identifiers as statements of banks write them: a number without its kind."""

from pydantic import ValidationError

from contracts.values import IdentifierKind, PersonIdentifier

_KINDS = (IdentifierKind.UNP, IdentifierKind.PERSONAL_NUMBER)


def identifier_of(text: str) -> PersonIdentifier | None:
    """`191234563` or `unp:191234563`; none where it has the form of no number."""
    kind, colon, number = text.strip().partition(":")
    stated = [(kind.lower(), number)] if colon and kind.lower() in set(IdentifierKind) else []
    for each, value in stated or [(kind, text) for kind in _KINDS]:
        try:
            return PersonIdentifier(kind=IdentifierKind(each), value=value)
        except ValidationError:
            continue
    return None
