"""Reads the file of a bank statement, of whatever format."""

import codecs

from shared.bank_statements.camt import read_camt
from shared.bank_statements.entries import LARGEST_FILE, BankStatement
from shared.bank_statements.faults import FORM, SIZE, StatementFault
from shared.bank_statements.rows import read_csv
from shared.csv_tables import Encoding
from shared.file_faults import ENCODING

_XML_STARTS = (b"<", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_statement(content: bytes, encoding: Encoding = Encoding.UTF_8) -> BankStatement:
    """The statement in a file; `encoding` is that of CSV, as XML states its own. Raises StatementFault."""
    if len(content) > LARGEST_FILE:
        raise StatementFault([SIZE.at(None, f"a file has at most {LARGEST_FILE} bytes")])
    start = content.removeprefix(codecs.BOM_UTF8).lstrip()
    if not start:
        raise StatementFault([FORM.at(None, "the file is empty")])
    if start.startswith(_XML_STARTS):
        return read_camt(start)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode(encoding.value)
    except UnicodeDecodeError:
        raise StatementFault([ENCODING.at(None, f"the file is no text in {encoding.value}")]) from None
    if "\0" in text:
        raise StatementFault([FORM.at(None, "the file has zero bytes: it is no text")])
    return read_csv(text)
