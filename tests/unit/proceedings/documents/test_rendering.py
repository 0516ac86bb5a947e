"""The documents as PDF: archivable, tagged, the same bytes again, and harmless whatever the record says."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from shared.documents.rendering import rendered
from shared.documents.wording import in_words, shown
from shared.law.names import LANGUAGES, Language
from tests.unit.proceedings.documents.making import IN_DOCUMENTS, NUMBER, initiation, resolution_of


def pdf_of(act: str, language: Language = "ru", **changed: Any) -> PdfReader:
    data = in_words(resolution_of(act, **changed), language, signed=False, translation=False)
    return PdfReader(io.BytesIO(rendered(data)))


def text_of(pdf: PdfReader) -> str:
    """Its text on one line, without the hyphens of broken words."""
    lines = "\n".join(page.extract_text() for page in pdf.pages)
    return lines.replace("-\n", "").replace("\n", " ").replace("\u00a0", " ").replace("  ", " ")


@pytest.mark.parametrize("act", IN_DOCUMENTS)
def test_every_kind_can_be_read(act: str) -> None:
    text = text_of(pdf_of(act))
    place = "г. Брест" if act == "take-up-proceeding" else "г. Минск"
    for part in ("0101-2026/17", place, "Alfa", "Beta", "Постановлено", "Порядок и срок обжалования"):
        assert part in text
    assert "без электронной подписи" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_archivable_tagged_and_in_its_language(language: Language) -> None:
    pdf = pdf_of("suspend-proceeding", language)
    root: Any = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert "0101-2026/17" in str(pdf.metadata.title)


def test_belarusian_letters_are_there() -> None:
    data = in_words(initiation(), "be", signed=False, translation=True)
    text = text_of(PdfReader(io.BytesIO(rendered(data))))
    assert "Узбудзіць выканаўчую вытворчасць" in text
    assert "пастанова вынесена на іншай мове" in text


def test_the_same_data_give_the_same_bytes() -> None:
    data = in_words(resolution_of("record-payment"), "ru", signed=False, translation=False)
    assert rendered(data) == rendered(dict(reversed(data.items())))


@pytest.mark.parametrize(
    ("hostile", "reads"),
    [
        (
            '#read("/etc/passwd") #panic("x") $x$ *b* _i_ <a> @a [c] \\ //',
            '#read("/etc/passwd") #panic("x") $x$ *b* _i_',
        ),
        ("\u202eгнуб\u202c", "[U+202E]гнуб[U+202C]"),
        ("中\U0001f600\u0007", "[U+4E2D][U+1F600][U+0007]"),
        ("{debtor} {0.__class__} %s", "{debtor} {0.__class__} %s"),
        ("one\n= Heading\n- item", "one = Heading - item"),
    ],
)
def test_hostile_text_is_text(hostile: str, reads: str) -> None:
    assert reads in text_of(pdf_of("add-measure", subject=hostile))


def test_long_text_stays_on_the_page() -> None:
    pdf = pdf_of("add-measure", subject="Ж" * 2000)
    assert text_of(pdf).replace(" ", "").replace("\u200b", "").count("Ж") == 2000
    right: list[float] = []
    for page in pdf.pages:
        page.extract_text(visitor_text=lambda text, _, matrix, *__: right.append(matrix[4]) if "Ж" in text else None)
    assert max(right) < 560


def test_every_character_that_is_let_through_has_a_form() -> None:
    plain = [chr(code) for code in range(0x20, 0x2300) if shown(chr(code)) == chr(code)]
    subject = " ".join("".join(plain[place : place + 30]) for place in range(0, len(plain), 30))
    data = in_words(resolution_of("add-measure"), "ru", signed=False, translation=False)
    assert len(plain) > 1000
    assert rendered({**data, "subject": subject})  # the export refuses a character without a form


@pytest.mark.parametrize(
    ("language", "mark", "number"),
    [
        ("ru", "ПРОЕКТ", "Проект, без номера"),
        ("be", "ПРАЕКТ", "Праект, без нумара"),
        ("en", "DRAFT", "Draft, without a number"),
    ],
)
def test_a_draft_is_marked_on_every_page_and_has_no_number(language: Language, mark: str, number: str) -> None:
    said = replace(resolution_of("add-measure", subject="Ж" * 2000), draft=True)
    pdf = PdfReader(io.BytesIO(rendered(in_words(said, language, signed=False, translation=False))))
    assert len(pdf.pages) > 1
    for page in pdf.pages:
        assert mark in page.extract_text()
        assert number in page.extract_text()
    assert NUMBER not in text_of(pdf)
    assert "signature" not in text_of(pdf)


def test_several_threads_can_render() -> None:
    data = in_words(resolution_of("record-payment"), "ru", signed=False, translation=False)
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(rendered, [data] * 4))) == 1
