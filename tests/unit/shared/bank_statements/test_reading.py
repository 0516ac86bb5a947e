"""Statements of the bank in both formats, and files that are none."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts.names import field_names, problem_names
from contracts.values import Money
from shared.bank_statements import faults as faults_of_files
from shared.bank_statements.entries import ENTRIES_AT_MOST, LARGEST_FILE, BankEntry, BankStatement, EntryKind
from shared.bank_statements.faults import StatementFault
from shared.bank_statements.reading import read_statement
from shared.csv_tables import Encoding
from shared.file_faults import Fault

FILES = Path(__file__).parent / "files"
DAY, BEFORE = date(2026, 11, 19), date(2026, 11, 18)
CREDIT, DEBIT = EntryKind.CREDIT, EntryKind.DEBIT
ACCOUNT = "BY20OLMP31350000001000000933"


def read(name: str, encoding: Encoding = Encoding.UTF_8) -> BankStatement:
    return read_statement((FILES / name).read_bytes(), encoding)


def shown(statement: BankStatement) -> list[tuple[Any, ...]]:
    return [
        (
            each.place, each.kind, each.order, each.dated, each.booked_on, str(each.sum.amount), each.name,
            f"{each.identifier.kind}:{each.identifier.value}" if each.identifier else None, each.account, each.bank,
            each.purpose,
        )
        for each in statement.entries
    ]  # fmt: skip


def faults(content: bytes, encoding: Encoding = Encoding.UTF_8) -> list[tuple[str, str | None]]:
    with pytest.raises(StatementFault) as raised:
        read_statement(content, encoding)
    return [(problem.code, problem.field) for problem in raised.value.problems]


def test_version_02_of_camt_053() -> None:
    statement = read("version-02.xml")
    assert (statement.format, statement.number, statement.dated, statement.account, statement.bank) == (
        "camt.053", "223", DAY, ACCOUNT, "OLMPBY2X",
    )  # fmt: skip
    assert statement.pending == 1
    assert shown(statement) == [
        ("1", CREDIT, "214", BEFORE, DAY, "200.00", "OJSC Payer & Sons", "unp:100000007",
         "BY13NBRB3600900000002Z00AB00", "NBRBBY2X", "Debt, enforcement proceeding 0101-2026-000001"),
        ("2", DEBIT, "88", DAY, DAY, "75.50", "Recoverer", None, "3012000001", None, "To the recoverer"),
        ("4", DEBIT, "7009", DAY, DAY, "3.10", None, None, None, None, "Charges of the bank"),
    ]  # fmt: skip


def test_version_08_of_camt_053_with_orders_in_one_entry() -> None:
    statement = read("version-08.xml")
    assert (statement.number, statement.bank) == ("S2", "Белгазпромбанк")
    assert shown(statement) == [
        ("1.1", CREDIT, "301", DAY, DAY, "100.00", "Иванов И. И.", "personal-number:3140462K000VF6", None, "OLMPBY2X",
         "155ЭИП26114-1"),
        ("1.2", CREDIT, "302", DAY, DAY, "50.00", "Debtor LLC", "unp:291234572", None, None, None),
        ("2", EntryKind.CREDIT_REVERSED, "214", DAY, DAY, "200.00", "OJSC Payer", None, None, None, None),
        ("3", EntryKind.DEBIT_REVERSED, "88", DAY, DAY, "75.50", "Recoverer", None, None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("version", [f"{number:02}" for number in range(2, 15)])
def test_every_version(version: str) -> None:
    content = (FILES / "version-02.xml").read_bytes().replace(b"053.001.02", f"053.001.{version}".encode())
    assert len(read_statement(content).entries) == 3


def test_csv_as_excel_writes_it() -> None:
    assert shown(read("export.csv", Encoding.CP1251)) == [
        ("2", CREDIT, "214", BEFORE, DAY, "1200.40", 'ОАО "Плательщик"', "unp:100000007",
         "BY13NBRB3600900000002Z00AB00", "NBRBBY2X", "По исполнительному производству 0101-2026-000001"),
        ("3", DEBIT, "88", DAY, DAY, "75.50", "Взыскатель", None, None, None, "Взыскателю"),
    ]  # fmt: skip


def test_csv_with_english_columns() -> None:
    statement = read("export-en.csv")
    assert [(each.kind.value, each.sum.amount, each.sum.currency) for each in statement.entries] == [
        ("credit", Decimal("200.00"), "933"),
        ("credit", Decimal("100.00"), "978"),
        ("credit-reversed", Decimal("200.00"), "933"),
        ("debit-reversed", Decimal("75.50"), "933"),
    ]
    assert statement.entries[1].purpose is None


def test_a_byte_order_mark_and_utf_16() -> None:
    text = (FILES / "version-02.xml").read_text()
    assert read_statement(b"\xef\xbb\xbf" + text.encode()) == read("version-02.xml")
    assert read_statement(text.replace("UTF-8", "UTF-16").encode("utf-16")) == read("version-02.xml")
    csv = (FILES / "export-en.csv").read_bytes()
    assert read_statement(b"\xef\xbb\xbf" + csv) == read("export-en.csv")


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
DOCUMENT = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>{}</Document>"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", [("statement-file-form", None)]),
        (b"   \n", [("statement-file-form", None)]),
        (b"<Document>", [("statement-file-xml", None)]),
        (b"<a/>", [("statement-file-form", None)]),
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.02'/>", [("statement-file-form", None)]),
        (DOCUMENT.format("<BkToCstmrStmt/>").encode(), [("statement-file-form", None)]),
        (f"<!DOCTYPE a [<!ENTITY e0 'x'>{BOMB}]><a>&e11;</a>".encode(), [("statement-file-xml", None)]),
        (f"<!DOCTYPE a [<!ENTITY e0 'x'>{BOMB}]><a>&e11;</a>".encode("utf-16"), [("statement-file-xml", None)]),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", [("statement-file-xml", None)]),
        (b"x" * (LARGEST_FILE + 1), [("statement-file-size", None)]),
        (b"\xff\xfe\x00", [("statement-file-xml", None)]),
        (b"date,order\xff", [("file-encoding", None)]),
        (b"date;order\0", [("statement-file-form", None)]),
        (b"\n", [("statement-file-form", None)]),
        (b"date;order;amount;direction;direction\n", [("column-unknown", "1.direction")]),
        (b"date;order;amount;note\n", [("statement-file-form", "note"), ("statement-file-form", "direction")]),
        (b"date;Date;order;amount;direction\n", [("statement-file-form", "Date")]),
        (b'date;order;amount;direction\n"', [("file-form", "2")]),
    ],
)  # fmt: skip
def test_files_that_are_no_statement(content: bytes, found: list[tuple[str, str | None]]) -> None:
    assert faults(content) == found


def test_deep_and_hostile_xml_is_refused() -> None:
    assert faults(b"<a>" * 100_000) == [("statement-file-xml", None)]
    assert faults(DOCUMENT.format("&x;").encode()) == [("statement-file-xml", None)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("2026-11-19;1;10;credit;", []),
        ("19.11.2026;1;10,5;кредит;", []),
        ("31.11.2026;1;10;credit;", [("unreadable-value", "2.booked_on")]),
        ("2026-11-19;1;ten;credit;", [("unreadable-value", "2.sum")]),
        ("2026-11-19;1;1.250,40;credit;", [("unreadable-value", "2.sum")]),
        ("2026-11-19;1;-10;credit;", [("unreadable-value", "2.sum")]),
        ("2026-11-19;1;0;credit;", [("invalid-field", "2.sum.amount")]),
        ("2026-11-19;1;10.505;credit;", [("invalid-field", "2.sum")]),
        ("2026-11-19;;10;;", [("statement-entry-incomplete", "2.kind"), ("statement-entry-incomplete", "2.order")]),
        ("2026-11-19;1;10;in;", [("unreadable-value", "2.kind")]),
        ("2026-11-19;1;10;credit;12345", [("unreadable-value", "2.identifier")]),
        ("2026-11-19;1;10", [("file-form", "2")]),
        (f"2026-11-19;{'1' * 61};10;credit;", [("invalid-field", "2.order")]),
    ],
)
def test_rows(row: str, found: list[tuple[str, str]]) -> None:
    content = f"date;order;amount;direction;identifier\n{row}\n".encode()
    if found:
        assert faults(content) == found
    else:
        assert len(read_statement(content).entries) == 1


def test_every_faulty_row_is_named() -> None:
    rows = ["2026-11-19;1;10;credit", "soon;1;10;credit", "2026-11-19;1;10;credit", "2026-11-19;1;much;credit"]
    content = "\n".join(["date;order;amount;direction", *rows]).encode()
    assert faults(content) == [("unreadable-value", "3.booked_on"), ("unreadable-value", "5.sum")]


def test_a_row_is_refused_in_its_words_and_quotes_no_value() -> None:
    with pytest.raises(StatementFault) as raised:
        read_statement(b"date;order;amount;direction;identifier\n2026-11-19;1;10;credit;Ivanov\n")
    assert "Ivanov" not in str(raised.value)
    assert "payer" in str(raised.value)


def test_the_number_of_entries_is_bounded() -> None:
    row = b"2026-11-19;1;10;credit\n"
    assert faults(b"date;order;amount;direction\n" + row * (ENTRIES_AT_MOST + 1)) == [("statement-file-size", None)]
    entry = "<Ntry><Sts>BOOK</Sts></Ntry>"
    many = DOCUMENT.format(f"<BkToCstmrStmt><Stmt>{entry * (ENTRIES_AT_MOST + 1)}</Stmt></BkToCstmrStmt>")
    assert faults(many.encode()) == [("statement-file-size", None)]


def entry(text: str) -> bytes:
    stands = "<BookgDt><Dt>2026-11-19</Dt></BookgDt><Sts>BOOK</Sts>"
    return DOCUMENT.format(f"<BkToCstmrStmt><Stmt><Ntry>{stands}{text}</Ntry></Stmt></BkToCstmrStmt>").encode()


TEN = "<Amt Ccy='BYN'>10</Amt><CdtDbtInd>CRDT</CdtDbtInd><NtryRef>7</NtryRef>"
BOTH = "<NtryDtls><TxDtls>{0}</TxDtls><TxDtls>{0}</TxDtls></NtryDtls>"
WRONG_SUMS = [("statement-entry-sums", "1.sum")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("statement-entry-incomplete", f"1.{name}") for name in ("kind", "order", "sum")]),
        (TEN.replace("CRDT", "IN"), [("statement-entry-incomplete", "1.kind")]),
        (TEN.replace(">10<", ">ten<"), [("invalid-field", "1.sum.amount")]),
        (TEN.replace("BYN", "ZZZ"), [("invalid-field", "1.sum.currency")]),
        (TEN.replace(" Ccy='BYN'", ""), [("invalid-field", "1.sum.currency")]),
        (TEN + BOTH.format(""), WRONG_SUMS),
        (TEN + BOTH.format("<Amt Ccy='BYN'>6</Amt>"), WRONG_SUMS),
        (TEN + BOTH.format("<Amt Ccy='EUR'>5</Amt>"), WRONG_SUMS),
        (TEN + BOTH.format("<Amt Ccy='BYN'>NaN</Amt>"), WRONG_SUMS),
    ],
)
def test_faulty_entries(text: str, found: list[tuple[str, str]]) -> None:
    assert faults(entry(text)) == found


def test_an_entry_needs_its_day() -> None:
    content = entry(TEN).replace(b"2026-11-19", b"yesterday")
    assert faults(content) == [("statement-entry-incomplete", "1.booked_on")]


@pytest.mark.parametrize(
    ("party", "identifier"),
    [
        ("<Id><OrgId><Othr><Id>100000007</Id></Othr></OrgId></Id>", "100000007"),
        ("<Id><OrgId><Othr><Id>100000007</Id><SchmeNm><Prtry>УНП</Prtry></SchmeNm></Othr></OrgId></Id>", "100000007"),
        ("<Id><OrgId><Othr><Id>100000007</Id><SchmeNm><Cd>CUST</Cd></SchmeNm></Othr></OrgId></Id>", None),
        ("<Id><OrgId><Othr><Id>RU7701</Id><SchmeNm><Cd>TXID</Cd></SchmeNm></Othr></OrgId></Id>", None),
        ("<Id><PrvtId><Othr><Id>100000007</Id><SchmeNm><Cd>NIDN</Cd></SchmeNm></Othr></PrvtId></Id>", None),
    ],
)
def test_the_number_of_a_payer(party: str, identifier: str | None) -> None:
    order = f"<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>A</Nm>{party}</Dbtr></RltdPties></TxDtls></NtryDtls>"
    [found] = read_statement(entry(TEN + order)).entries
    assert (found.identifier.value if found.identifier else None) == identifier
    assert found.order == "7"


def test_a_file_is_of_one_account() -> None:
    statement = "<Stmt><Acct><Id><IBAN>{}</IBAN></Id></Acct></Stmt>"
    two = f"<BkToCstmrStmt>{statement.format('BY1')}{statement.format('BY2')}</BkToCstmrStmt>"
    assert faults(DOCUMENT.format(two).encode()) == [("statement-of-several-accounts", None)]
    assert not read_statement(DOCUMENT.format(two.replace("BY2", "BY1")).encode()).entries


def test_every_rule_and_field_has_names() -> None:
    codes = {fault.code for fault in vars(faults_of_files).values() if isinstance(fault, Fault)}
    assert len(codes) == 8
    assert codes <= problem_names().rules.keys()
    assert BankEntry.model_fields.keys() - {"place"} <= field_names().fields.keys()


def held(money: Money | None) -> str | None:
    return f"{money.amount} {money.currency}" if money else None


def test_balances_and_period_of_a_statement() -> None:
    statement = read("version-02.xml")
    assert (held(statement.opening), held(statement.closing)) == ("1000.00 933", "1121.40 933")
    assert statement.period == (BEFORE, DAY)
    for name in ("version-08.xml", "export-en.csv"):
        statement = read(name)
        assert (statement.opening, statement.closing) == (None, None)
        assert statement.period == (
            min(e.booked_on for e in statement.entries),
            max(e.booked_on for e in statement.entries),
        )


BALANCE = (
    '<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy="{}">{}</Amt><CdtDbtInd>{}</CdtDbtInd>'
    "<Dt><Dt>{}</Dt></Dt></Bal>"
)


@pytest.mark.parametrize(
    ("balances", "opening", "closing"),
    [
        ([("PRCD", "BYN", "5.00", "CRDT", "2026-11-18")], "5.00 933", None),
        ([("OPBD", "BYN", "6.00", "CRDT", "2026-11-19"), ("PRCD", "BYN", "5", "CRDT", "2026-11-18")], "6.00 933", None),
        ([("CLBD", "BYN", "0", "DBIT", "2026-11-19")], None, "0.00 933"),
        ([("CLBD", "BYN", "7.00", "DBIT", "2026-11-19"), ("OPBD", "BYN", "x", "CRDT", "2026-11-19")], None, None),
        ([("CLBD", "XXX", "7.00", "CRDT", "2026-11-19"), ("OPBD", "BYN", "1", "CRDT", "soon")], None, None),
        ([("CLBD", "BYN", "-7.00", "CRDT", "2026-11-19"), ("OPBD", "BYN", "9" * 50, "CRDT", "2026-11-19")], None, None),
    ],
)
def test_what_the_account_held(balances: list[tuple[str, ...]], opening: str | None, closing: str | None) -> None:
    text = (FILES / "version-02.xml").read_text(encoding="utf-8")
    start, end = text.index("<Bal>"), text.rindex("</Bal>") + len("</Bal>")
    stated = "".join(BALANCE.format(*balance) for balance in balances)
    statement = read_statement((text[:start] + stated + text[end:]).encode())
    assert (held(statement.opening), held(statement.closing)) == (opening, closing)


def test_statements_of_several_days_have_the_first_and_the_last_balance() -> None:
    text = (FILES / "version-02.xml").read_text(encoding="utf-8")
    start, end = text.index("<Stmt>"), text.index("</Stmt>") + len("</Stmt>")
    earlier = text[start:end].replace("2026-11-19", "2026-11-17").replace("2026-11-18", "2026-11-16")
    earlier = earlier.replace(">1000.0000<", ">900.00<").replace(">1121.40<", ">1000.00<")
    for both in (earlier + text[start:end], text[start:end] + earlier):
        statement = read_statement((text[:start] + both + text[end:]).encode())
        assert (held(statement.opening), held(statement.closing)) == ("900.00 933", "1121.40 933")
        assert statement.period == (date(2026, 11, 16), DAY)
