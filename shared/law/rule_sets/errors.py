"""What can be wrong with a rule set, as data and as a question; every error names where it is."""


class RuleSetError(ValueError):
    """A rule set that cannot be used: which file, which row, which field, and why."""

    def __init__(self, detail: str, *, file: str, row: str | None = None, field: str | None = None) -> None:
        where = "".join([file, f", row {row!r}" if row else "", f", field {field!r}" if field else ""])
        super().__init__(f"{where}: {detail}")
        self.detail = detail
        self.file = file
        self.row = row
        self.field = field


class UnreadableFile(RuleSetError):
    """Not a file of rows: no YAML, no list of rows, or a table that does not exist."""


class IllFormedRow(RuleSetError):
    """A row with a missing or unknown field, or with a value that cannot be: an article, a unit, a code, a sum."""


class UnknownReference(RuleSetError):
    """A row that points to a row which is not there, or cites an article which is not there."""


class OverlappingValidity(RuleSetError):
    """Two rows with the same identifier, or two rule sets, that would hold on the same day; a key given twice."""


class MissingRow(RuleSetError):
    """A row or table that is not there, without which the rule set cannot be applied."""


class PublishedChanged(RuleSetError):
    """A published rule set that says something else than when it was published."""


class UnknownRuleSet(LookupError):
    """No rule set of that name, or none in force on that day."""


class UnknownRow(LookupError):
    """No row with that identifier in the table, or none in force on that day."""
