"""The people who sign in: their roles, and the actors they are in the enforcement proceedings."""

import re
from dataclasses import dataclass
from enum import StrEnum

PASSWORD_AT_LEAST, PASSWORD_AT_MOST = 12, 200
"""Characters of a password. Length counts, kinds of characters do not (NIST SP 800-63B, 5.1.1.2)."""

_CODES = {
    "registrar": re.compile(r"[0-9]{4}-[0-9]{3}"),
    "executor": re.compile(r"[0-9]{4}-[0-9]{3}"),
    "head": re.compile(r"[0-9]{4}"),
    "accountant": re.compile(r"[0-9]{4}"),
    "operator": re.compile(r"[a-z0-9-]{2,40}"),
    "auditor": re.compile(r"[a-z0-9-]{2,40}"),
}


class Role(StrEnum):
    """What a person is employed as."""

    REGISTRAR = "registrar"
    EXECUTOR = "executor"
    HEAD = "head"
    ACCOUNTANT = "accountant"
    OPERATOR = "operator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in person."""

    account: str
    full_name: str
    role: Role
    code: str
    must_change: bool = False
    """The password was given by somebody else."""
    by_provider: bool = False
    """The session began at an OpenID provider: there is no password."""

    @property
    def actor(self) -> str:
        """The actor of the person's commands: `executor:0101-017`."""
        return f"{self.role}:{self.code}"

    @property
    def body(self) -> str | None:
        """The code of the enforcement body of the person; none for operators and auditors."""
        return self.code[:4] if self.role not in (Role.OPERATOR, Role.AUDITOR) else None

    @property
    def executor(self) -> str | None:
        """The number of the person as an executor."""
        return self.code if self.role is Role.EXECUTOR else None


def check_code(role: Role, code: str) -> None:
    """Raises ValueError unless a person of this role can have this number."""
    if not _CODES[role].fullmatch(code):
        raise ValueError(f"{code} is no number of a person with the role {role}: {_CODES[role].pattern} is expected")


class WeakPassword(StrEnum):
    """Why a password is not accepted."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    CAN_BE_GUESSED = "can-be-guessed"
    """It contains the name, or few different characters."""
    UNCHANGED = "unchanged"
    DIFFERENT = "different"
    """It was not repeated exactly."""


def weakness(new: str, repeated: str, old: str, account: str) -> WeakPassword | None:
    """The first rule that a new password breaks."""
    if new != repeated:
        return WeakPassword.DIFFERENT
    if len(new) < PASSWORD_AT_LEAST:
        return WeakPassword.TOO_SHORT
    if len(new) > PASSWORD_AT_MOST:
        return WeakPassword.TOO_LONG
    if new == old:
        return WeakPassword.UNCHANGED
    if account in new.lower() or len(set(new)) < PASSWORD_AT_LEAST // 3:
        return WeakPassword.CAN_BE_GUESSED
    return None
