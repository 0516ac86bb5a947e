"""What can be wrong with a file that people bring, and with a value in it."""

from typing import NamedTuple

from contracts.problems import Problem


class Fault(NamedTuple):
    """A rule that a file or a row may break."""

    code: str
    rule: str
    article: str | None = None

    def at(self, field: str | None, detail: str) -> Problem:
        """The problem; `detail` quotes no value of the file, which may be personal."""
        return Problem(code=self.code, rule=self.rule, article=self.article, field=field, detail=detail)


ENCODING = Fault("file-encoding", "a file is written in UTF-8, or in the encoding that is named")
FORM = Fault("file-form", "a file has rows of the form that its name ends in")
COLUMN = Fault("column-unknown", "a column is one of a row, or a field of an act")
VALUE = Fault("unreadable-value", "a value is written as its field asks")
