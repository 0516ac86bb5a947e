"""Errors of signatures."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a signature."""

    MALFORMED = "malformed"
    """It cannot be read."""
    INCOMPLETE = "incomplete"
    """It does not cover, or does not state, what it must."""
    OUT_OF_TIME = "out-of-time"
    """It is from the future, expired, or valid for too long."""
    WRONG = "wrong"
    """It is not that of the key over this message."""


class SignatureRefused(ValueError):
    """A signature is not accepted. The text names the rule and what was found, and quotes nothing of the message."""

    def __init__(self, fault: Fault, rule: str, detail: str, field: str = "Signature-Input") -> None:
        super().__init__(f"{rule}: {detail}")
        self.fault = fault
        self.rule = rule
        self.detail = detail
        self.field = field
