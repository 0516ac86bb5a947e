"""What a number is a number of."""

import re

_OF_A_PROCEEDING = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{6}")


def is_proceeding(number: str) -> bool:
    """Whether it is the number of a proceeding, and not of a statement."""
    return _OF_A_PROCEEDING.fullmatch(number) is not None
