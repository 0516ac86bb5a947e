"""Errors of a stack, with messages for the person at the terminal."""


class StackError(Exception):
    """The requested action is not possible; the message says why and what to do."""
