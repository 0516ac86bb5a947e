"""What can be wrong with the file of a bank statement. Nothing of a faulty file is recorded."""

from collections.abc import Sequence

from pydantic import ValidationError

from contracts.problems import Problem, limited
from contracts.registry import problems_of
from shared.file_faults import Fault

FORM = Fault("statement-file-form", "a statement of the bank is CAMT.053, or CSV with the columns that are described")
SIZE = Fault("statement-file-size", "a statement of the bank has a bounded size")
XML = Fault("statement-file-xml", "an XML file is well formed, without a document type and entities")
ENTRY = Fault("statement-entry-incomplete", "an entry has its number, day, sum and direction")
SUMS = Fault("statement-entry-sums", "the orders of one entry add up to its sum")
ONE_ACCOUNT = Fault("statement-of-several-accounts", "a file is the statement of one account")
PROCEEDING = Fault("statement-entry-proceeding", "an entry is recorded in a proceeding of the body that takes money")
CHOICE = Fault("statement-entry-choice", "what is recorded of an entry is one of its choices")


class StatementFault(Exception):
    """A file that is no statement, or has faulty entries."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].detail)
        self.problems = limited(problems)


def in_entry(place: str, problem: Problem) -> Problem:
    """A problem of an entry, with its place: `3.sum`."""
    return problem.model_copy(update={"field": f"{place}.{problem.field}" if problem.field else place})


def of_entry(place: str, error: ValidationError) -> list[Problem]:
    """What is wrong with the values of an entry."""
    return [in_entry(place, problem) for problem in problems_of(error)]
