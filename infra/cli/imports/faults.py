"""What can be wrong with a file and its rows before anybody decides on them."""

from shared.file_faults import COLUMN, ENCODING, FORM, VALUE, Fault

__all__ = [
    "ACT",
    "COLUMN",
    "CORRECTION",
    "DISTRIBUTION",
    "ENCODING",
    "FORM",
    "FUTURE",
    "NUMBER_TAKEN",
    "OF_SERIES",
    "OTHERWISE",
    "ROW",
    "TOO_MANY",
    "TWICE",
    "UNKNOWN",
    "VALUE",
    "Fault",
]

ROW = Fault("row-incomplete", "a row names its act, its case, its day, who acted and its paper")
ACT = Fault("row-act-unknown", "a row names an act that there is")
TWICE = Fault("row-twice", "a row is in the files once")
TOO_MANY = Fault("too-many-acts", "the acts of one case fit into one command")
FUTURE = Fault("effective-date-in-future", "acts are registered on or after the day they have effect")
UNKNOWN = Fault("proceeding-unknown", "acts are for a proceeding that was initiated")
NUMBER_TAKEN = Fault(
    "proceeding-number-taken", "a number is that of one proceeding of the body and year", "Art. 356(1)"
)
OF_SERIES = Fault(
    "number-of-own-series", "a resolution made on paper has no number of the series in which the system numbers them"
)
OTHERWISE = Fault("row-recorded-otherwise", "a row that is on record reads as it was recorded")
DISTRIBUTION = Fault(
    "distribution-in-backlog", "money is divided as all proceedings of the debtor stand, of which a case knows one"
)
CORRECTION = Fault("correction-in-backlog", "a correction is of an act on record")
