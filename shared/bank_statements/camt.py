"""Statements in CAMT.053 (ISO 20022, BankToCustomerStatement), of versions 02 to 14.

The versions differ in where a party, a bank and a status stand; elements of other parts of the message are passed over.
No library that was found reads what is needed here: pycamt leaves out the number of the payer, camt053 the purpose, and
bankstatementparser needs pandas.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree
from pydantic import ValidationError

from contracts.canonical import canonical_number
from contracts.problems import Problem
from contracts.values import IdentifierKind
from shared.bank_statements.balances import balances_of
from shared.bank_statements.elements import day_in, first_in, text_in
from shared.bank_statements.entries import (
    ENTRIES_AT_MOST,
    LONGEST_TEXT,
    BankEntry,
    BankStatement,
    EntryKind,
    money_of,
    stated,
)
from shared.bank_statements.faults import ENTRY, FORM, ONE_ACCOUNT, SIZE, SUMS, XML, StatementFault, in_entry, of_entry
from shared.bank_statements.identifiers import identifier_of

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-4])")
_KINDS = {
    ("CRDT", False): EntryKind.CREDIT,
    ("DBIT", False): EntryKind.DEBIT,
    # The indicator says what this entry does: a debit that reverses was a credit before.
    ("DBIT", True): EntryKind.CREDIT_REVERSED,
    ("CRDT", True): EntryKind.DEBIT_REVERSED,
}
_NO_NUMBER = frozenset({"NOTPROVIDED", "NONREF"})
"""What stands in a required reference that there is not."""
_TAX, _PERSONAL = frozenset({"TXID", "UNP", "УНП"}), frozenset({"NIDN"})
"""Schemes of identifiers: ISO 20022 external codes, and what banks write."""
_DATES = ("RltdDts/AccptncDtTm", "RltdDts/TxDtTm")


def read_camt(content: bytes) -> BankStatement:
    """The statement in a message. Raises StatementFault."""
    root = _parsed(content)
    statements = root.findall("BkToCstmrStmt/Stmt")
    if not statements:
        raise StatementFault([FORM.at(None, "the message holds no statement")])
    entries = [entry for statement in statements for entry in statement.iterfind("Ntry")]
    if len(entries) > ENTRIES_AT_MOST:
        raise StatementFault([SIZE.at(None, f"a file has at most {ENTRIES_AT_MOST} entries")])
    accounts = {_account(statement.find("Acct")) for statement in statements}
    if len(accounts) > 1:
        raise StatementFault([ONE_ACCOUNT.at(None, f"there are statements of {len(accounts)} accounts")])
    found, problems, pending = list[BankEntry](), list[Problem](), 0
    for number, entry in enumerate(entries, start=1):
        if _status(entry) != "BOOK":
            pending += 1
            continue
        try:
            found += _entries(str(number), entry)
        except StatementFault as fault:
            problems += fault.problems
    if problems:
        raise StatementFault(problems)
    if len(found) > ENTRIES_AT_MOST:
        raise StatementFault([SIZE.at(None, f"a file has at most {ENTRIES_AT_MOST} entries")])
    first, (opening, closing) = statements[0], balances_of(statements)
    return BankStatement(
        format="camt.053",
        number=first_in(first, "ElctrncSeqNb", "LglSeqNb", "Id"),
        dated=day_in(first_in(first, "CreDtTm")),
        account=accounts.pop(),
        bank=first_in(first, "Acct/Svcr/FinInstnId/Nm", "Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC"),
        since=min(_days(statements, "FrToDt/FrDtTm"), default=None),
        until=max(_days(statements, "FrToDt/ToDtTm"), default=None),
        opening=opening,
        closing=closing,
        entries=tuple(found),
        pending=pending,
    )


def _days(statements: Sequence[etree._Element], path: str) -> list[date]:
    return [day for each in statements if (day := day_in(first_in(each, path)))]


def _parsed(content: bytes) -> etree._Element:
    """The document, of which every element has its local name. Raises StatementFault."""
    # Not left to the parser: no statement has a document type, and entities have been used for attacks.
    if b"<!DOCTYPE" in content.replace(b"\0", b""):  # also in UTF-16
        raise StatementFault([XML.at(None, "the file has a document type")])
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StatementFault([XML.at(None, f"the file is not well-formed XML at line {error.lineno}")]) from None
    name = etree.QName(root)
    if name.localname != "Document" or not _NAMESPACE.fullmatch(name.namespace or ""):
        raise StatementFault([FORM.at(None, "the document is none of camt.053.001.02 to camt.053.001.14")])
    for element in root.iter("*"):
        element.tag = etree.QName(element).localname
    return root


def _entries(place: str, entry: etree._Element) -> Iterator[BankEntry]:
    """The orders of an entry; one that names none stands for itself. Raises StatementFault."""
    orders: Sequence[etree._Element] = entry.findall("NtryDtls/TxDtls")
    if len(orders) < 2:
        yield _entry(place, entry, orders[0] if orders else None, entry.find("Amt"))
        return
    sums = [_sum_of(order) for order in orders]
    total = entry.find("Amt")
    if (
        total is None
        or any(each is None for each in sums)
        or not _add_up(total, [each for each in sums if each is not None])
    ):
        raise StatementFault([in_entry(place, SUMS.at("sum", "the sums of its orders differ from that of the entry"))])
    for number, (order, sum_) in enumerate(zip(orders, sums, strict=True), start=1):
        yield _entry(f"{place}.{number}", entry, order, sum_)


def _entry(place: str, entry: etree._Element, order: etree._Element | None, sum_: etree._Element | None) -> BankEntry:
    """Raises StatementFault."""
    sources = [entry] if order is None else [order, entry]
    booked = day_in(first_in(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    direction = _any(sources, "CdtDbtInd")
    reverses = (first_in(entry, "RvslInd") or "").lower() in {"true", "1"}
    came_back = order is not None and order.find("RtrInf") is not None and direction == "CRDT"
    kind = _KINDS.get((direction or "", reverses or came_back))
    missing = [
        name
        for name, value in (("kind", kind), ("order", _number(entry, order)), ("booked_on", booked), ("sum", sum_))
        if value is None
    ]
    if missing:
        raise StatementFault([in_entry(place, ENTRY.at(name, "the statement does not name it")) for name in missing])
    side = "Dbtr" if kind in (EntryKind.CREDIT, EntryKind.CREDIT_REVERSED) else "Cdtr"
    values = {
        "place": place,
        "kind": kind,
        "order": _number(entry, order),
        "dated": (day_in(first_in(order, *_DATES)) if order is not None else None) or booked,
        "booked_on": booked,
        "sum": money_of((sum_.text or ""), sum_.get("Ccy", "")) if sum_ is not None else None,
        "purpose": _purpose(entry, order),
        **(_other_side(order, side) if order is not None else {}),
    }
    try:
        return BankEntry.model_validate(stated(values))
    except ValidationError as error:
        raise StatementFault(of_entry(place, error)) from None


def _other_side(order: etree._Element, side: str) -> dict[str, Any]:
    """Who paid, or was paid: the person on whose behalf, where the order names one."""
    party = next(
        (
            found
            for path in (f"RltdPties/Ultmt{side}", f"RltdPties/{side}")
            for found in order.iterfind(path)
            if first_in(found, "Nm", "Pty/Nm")
        ),
        order.find(f"RltdPties/{side}"),
    )
    bank = first_in(order, f"RltdAgts/{side}Agt/FinInstnId/BICFI", f"RltdAgts/{side}Agt/FinInstnId/BIC")
    return {
        "name": first_in(party, "Nm", "Pty/Nm"),
        "identifier": _identifier(party),
        "account": _account(order.find(f"RltdPties/{side}Acct")),
        "bank": bank if bank and re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bank) else None,
    }


def _identifier(party: etree._Element | None) -> Any:
    """The number of a payer or of a person. One of another register identifies nobody here."""
    if party is None:
        return None
    for path in ("Id/OrgId/Othr", "Id/PrvtId/Othr", "Pty/Id/OrgId/Othr", "Pty/Id/PrvtId/Othr"):
        for other in party.iterfind(path):
            scheme = (first_in(other, "SchmeNm/Cd", "SchmeNm/Prtry") or "").upper()
            kinds = {
                *([IdentifierKind.UNP] if not scheme or scheme in _TAX else []),
                *([IdentifierKind.PERSONAL_NUMBER] if not scheme or scheme in _PERSONAL else []),
            }
            found = identifier_of(first_in(other, "Id") or "")
            if found is not None and found.kind in kinds:
                return found
    return None


def _purpose(entry: etree._Element, order: etree._Element | None) -> str | None:
    texts: list[str] = []
    if order is not None:
        paths = ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/AddtlRmtInf")
        texts = [text_in(each) for path in paths for each in order.iterfind(path)]
        texts = [text for text in texts if text] or [first_in(order, "AddtlTxInf") or ""]
    found = " ".join(texts).strip() or first_in(entry, "AddtlNtryInf")
    return found[:LONGEST_TEXT] if found else None


def _number(entry: etree._Element, order: etree._Element | None) -> str | None:
    """The number of the order: that of the payer, else that of a bank."""
    references = ("EndToEndId", "InstrId", "PmtInfId", "TxId", "AcctSvcrRef")
    of_order = [first_in(order, f"Refs/{name}") for name in references] if order is not None else []
    found = (*of_order, first_in(entry, "AcctSvcrRef"), first_in(entry, "NtryRef"))
    return next((each for each in found if each and _written(each) not in _NO_NUMBER), None)


def _written(text: str) -> str | None:
    """The number in its written form; none where it has digits of another script."""
    try:
        return canonical_number(text)
    except ValueError:
        return None


def _add_up(total: etree._Element, sums: Sequence[etree._Element]) -> bool:
    try:
        added = sum((Decimal(text_in(each)) for each in sums), Decimal(0))
        return added == Decimal(text_in(total)) and {each.get("Ccy") for each in sums} == {total.get("Ccy")}
    except ArithmeticError:
        return False


def _sum_of(order: etree._Element) -> etree._Element | None:
    found = order.find("Amt")
    return order.find("AmtDtls/TxAmt/Amt") if found is None else found


def _status(entry: etree._Element) -> str | None:
    return first_in(entry, "Sts/Cd", "Sts")


def _account(account: etree._Element | None) -> str | None:
    return first_in(account, "Id/IBAN", "Id/Othr/Id")


def _any(elements: Sequence[etree._Element], path: str) -> str | None:
    return next((text for element in elements if (text := first_in(element, path))), None)
