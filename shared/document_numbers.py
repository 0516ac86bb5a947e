"""Numbers of documents as people write them, and the form in which they are compared."""

import unicodedata

_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЁ", "ABEKMHOPCTYXIE")
"""Cyrillic capitals that read as Latin ones."""


def canonical(number: str) -> str:
    """The number without what is written now one way, now another: spaces, dashes, slashes, case, look-alike letters.

    Different numbers may have one form: a search finds both, and nothing is decided by it.
    """
    folded = unicodedata.normalize("NFKC", number).upper().translate(_LOOK_ALIKES)
    return "".join(char for char in folded if char.isalnum())
