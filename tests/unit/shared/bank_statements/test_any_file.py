"""Whatever bytes a file has, it is a statement or is refused with reasons."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bank_statements.entries import BankEntry
from shared.bank_statements.faults import StatementFault
from shared.bank_statements.purposes import documents_in, proceedings_in
from shared.bank_statements.reading import read_statement
from shared.csv_tables import Encoding

SAMPLES = sorted((Path(__file__).parent / "files").iterdir())
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"", b"-1", b"0", b"1e5", b"NaN", b"\0", b"<", b"&x;", b";", b'"', b"9" * 40, b"2026-02-30", b"\xff"]
    ),
)


def read(content: bytes) -> None:
    for encoding in Encoding:
        for entry in entries_in(content, encoding):
            assert BankEntry.model_validate(entry.model_dump()) == entry
            assert entry.bank_order.key
            assert all((*proceedings_in(entry.purpose or ""), *documents_in(entry.purpose or "")))


def entries_in(content: bytes, encoding: Encoding) -> Sequence[BankEntry]:
    """The entries; none of a file that is refused. Nothing else is raised."""
    try:
        return read_statement(content, encoding).entries
    except StatementFault:
        return ()


@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    read(content)


@given(st.text(max_size=300))
def test_any_purpose(purpose: str) -> None:
    assert all(len(number) == 16 for number in proceedings_in(purpose) if number.count("-") == 2)
    assert all(4 <= len(number) <= 60 for number in documents_in(purpose))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@given(data=st.data())
def test_a_statement_with_a_piece_replaced(sample: Path, data: st.DataObject) -> None:
    content = sample.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 30)))
    read(content[:start] + data.draw(PIECES) + content[end:])
