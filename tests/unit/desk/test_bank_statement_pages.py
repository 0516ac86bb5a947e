"""Bank statements in the desk: a file, its entries with what they are matched to, a preview, and the record."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from contracts.identifiers import new_id
from contracts.queries import proceedings as queries
from services.desk.access.bodies import LARGEST_BODY, BoundedBodies
from services.desk.domain.people import Person, Role
from services.desk.pages import bank_statements
from services.desk.pages.bank_statements import AT_ONCE, FILES
from services.desk.pages.taken_statements import ENTRIES
from shared.bank_statements.entries import LARGEST_FILE
from shared.messaging.client import NoReply
from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_paging import NEXT
from tests.unit.shared.bank_statements.records import Services
from tests.unit.shared.bank_statements.test_matching import BODY, FIRST, SECOND, recorded
from tests.unit.shared.bank_statements.test_reading import BOMB
from tests.unit.shared.bank_statements.test_reading import FILES as FILES_OF_BANK

ADDRESS = "/money/statements"
HEADER = "date,order,amount,direction,name,identifier,purpose"
FIELDS = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SELECTED = re.compile(r'<option value="([^"]+)" selected>')


@pytest.fixture
def on_record(desk: Desk) -> Services:
    services = Services(debtors={"100000007": [FIRST, SECOND]})
    desk.app.state.client = services
    desk.person = Person("petrova", "Petrova P. P.", Role.ACCOUNTANT, BODY)
    return services


def rows(*texts: str) -> bytes:
    return "\n".join([HEADER, *texts]).encode()


ONE = f'2026-11-19,214,200.00,credit,OJSC <i>Payer</i>,,"<script>alert(1)</script> {FIRST}"'
TWO = "2026-11-19,215,50.00,credit,Somebody,,gift"
SEVERAL = "2026-11-19,216,10.00,credit,Payer,100000007,debt"


async def uploaded(desk: Desk, content: bytes, status: int = 200, **more: str) -> str:
    answer = await desk.client.post(
        ADDRESS, data={"csrf_token": desk.token, **more}, files={"file": ("statement", content)}
    )
    assert answer.status_code == status, answer.text
    assert len(answer.content) < 60_000
    return answer.text


def sent_by(page: str) -> dict[str, str]:
    """What the first form of a page sends unchanged."""
    form = page[page.index('<form method="post" action="/money') :]
    form = form[: form.index("</form>")]
    fields = {name: html.unescape(value) for name, value in FIELDS.findall(form)}
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = SELECTED.search(options)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def posted(desk: Desk, step: str, sent: dict[str, Any], status: int = 200) -> str:
    return (await desk.post(f"{ADDRESS}/{step}", sent, status)).text


async def test_from_a_file_to_the_record(desk: Desk, on_record: Services) -> None:
    page = await uploaded(desk, rows(ONE, TWO, SEVERAL))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "OJSC &lt;i&gt;Payer&lt;/i&gt;" in page
    assert "<script>" not in page
    choosing = sent_by(page)
    assert [choosing[f"choice.{place}"] for place in (2, 3, 4)] == [
        f"payment:{FIRST}:debtor",
        "unidentified",
        "nothing",
    ]
    assert on_record.sent == []
    preview = await posted(desk, "preview", {**choosing, "choice.4": f"payment:{SECOND}:debtor"})
    assert f"Payment in {FIRST}" in preview
    assert "a reason" in preview  # the second proceeding refuses
    assert on_record.sent == []
    recording = sent_by(preview)
    done = await posted(desk, "record", recording)
    assert done.count("It is recorded.") == 3
    assert "Nothing is left to record." in done
    assert on_record.actor == "accountant:0101"
    assert [command.type.split(".")[2] for _, command, *_ in on_record.sent] == [
        "record-payment", "receive-unidentified", "record-payment",
    ]  # fmt: skip
    assert on_record.sent[1][1].purpose == "gift"
    ids = [id_ for *_, id_ in on_record.sent]
    await posted(desk, "record", recording)
    assert [id_ for *_, id_ in on_record.sent] == [*ids, *ids]  # the services carry a command out once


async def test_what_is_on_record_is_passed_over(desk: Desk, on_record: Services) -> None:
    on_record.orders = [recorded()]
    page = await uploaded(desk, rows(ONE, TWO))
    assert "On record already" in page
    assert FIRST in page
    assert 'name="choice.2"' not in page
    on_record.orders = []
    recording = sent_by(await posted(desk, "preview", sent_by(await uploaded(desk, rows(ONE)))))
    on_record.orders = [recorded()]
    assert "It was on record before." in await posted(desk, "record", recording)
    assert on_record.sent == []


async def test_a_broker_that_drops_half_way(desk: Desk, on_record: Services) -> None:
    recording = sent_by(await posted(desk, "preview", sent_by(await uploaded(desk, rows(ONE, TWO, SEVERAL)))))
    recording["choice.4"] = "unidentified"
    on_record.replies = {"215": NoReply("silence")}
    page = await posted(desk, "record", recording)
    assert page.count("It is recorded.") == 1
    assert "it may have been recorded" in page
    assert "It was not sent." in page
    assert "Upload the file again" in page
    assert "statement" not in sent_by(page)
    on_record.orders, on_record.replies = [recorded()], {}
    again = sent_by(await uploaded(desk, rows(ONE, TWO, SEVERAL)))
    assert "choice.2" not in again
    assert "choice.3" in again


async def test_a_broker_that_is_away(desk: Desk, on_record: Services) -> None:
    async def away(_: object) -> queries.BankOrders:
        raise NoReply("away")

    on_record.bank_orders = away  # type: ignore[method-assign]
    await uploaded(desk, rows(ONE), status=503)


async def test_what_is_refused_comes_again(desk: Desk, on_record: Services) -> None:
    on_record.replies = {"214": "rejected"}
    recording = sent_by(await posted(desk, "preview", sent_by(await uploaded(desk, rows(ONE, TWO)))))
    page = await posted(desk, "record", recording)
    assert "a reason" in page
    assert sent_by(page)["choice.2"] == f"payment:{FIRST}:debtor"
    assert "choice.3" not in sent_by(page)


async def test_a_number_that_is_typed_counts(desk: Desk, on_record: Services) -> None:
    choosing = sent_by(await uploaded(desk, rows(TWO)))
    preview = await posted(desk, "preview", {**choosing, "number.2": "0101 – 2026 – 1"})
    assert sent_by(preview)["choice.2"] == f"payment:{FIRST}:debtor"
    back = await posted(desk, "choose", {**sent_by(preview), "number.2": FIRST})
    assert f'value="{FIRST}"' in back
    for number in ("0101-2026-000009", "١٢٣", "<b>", "a:b", ":"):
        preview = await posted(desk, "preview", {**choosing, "number.2": number})
        assert "no proceeding with this number" in preview
        assert "no proceeding with this number" in await posted(desk, "record", sent_by(preview))


async def test_many_entries_come_in_parts(desk: Desk, on_record: Services) -> None:
    desk.client.cookies.set("__Host-lea-language", "ru")
    long = "Взыскание по исполнительному документу " * 10
    texts = [f"2026-11-19,{n},10.00,credit,{'Общество ' * 8},100000007,{long}" for n in range(AT_ONCE * 2 + 1)]
    page = await uploaded(desk, rows(*texts))
    assert page.count('<select name="choice.') == AT_ONCE
    page = await posted(desk, "record", sent_by(await posted(desk, "preview", sent_by(page))))
    page = await posted(desk, "record", sent_by(await posted(desk, "preview", sent_by(page))))
    assert page.count('<select name="choice.') == 1


@pytest.mark.parametrize(
    ("content", "status", "text"),
    [
        (f"<!DOCTYPE a [<!ENTITY e0 'x'>{BOMB}]><a>&e11;</a>".encode(), 422, "the file has a document type"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 422, "the file has a document type"),
        (b"x" * (LARGEST_FILE + 1), 422, "a file has at most"),
        (b"", 422, "the file is empty"),
        (b"\xff;", 422, "the file is no text in utf-8"),
        (rows("2026-11-19,1,<b>,credit,,,"), 422, "an amount is written 1250,40"),
        (b"<script>alert(1)</script>", 422, "none of camt.053"),
        (b"date,order,amount,direction,<script>\n", 422, "&lt;script&gt;"),
    ],
)
async def test_files_that_are_refused(desk: Desk, on_record: Services, content: bytes, status: int, text: str) -> None:
    page = await uploaded(desk, content, status)
    assert text in page
    assert "Nothing of the file is recorded." in page
    assert "<script>" not in page
    assert (on_record.sent, on_record.asked) == ([], [])


async def test_the_faulty_row_and_field_are_named(desk: Desk, on_record: Services) -> None:
    page = await uploaded(desk, rows(ONE, "soon,1,ten,credit,,,"), 422)
    assert "Entry or line 3, day of the entry" in page
    assert "Entry or line 3, sum" in page


async def test_a_file_of_windows(desk: Desk, on_record: Services) -> None:
    content = (FILES_OF_BANK / "export.csv").read_bytes()
    await uploaded(desk, content, 422)
    assert "Плательщик" in await uploaded(desk, content, encoding="cp1251")
    assert "Debt, enforcement proceeding" in await uploaded(
        desk, (FILES_OF_BANK / "version-02.xml").read_bytes(), encoding="x"
    )


async def test_a_body_that_is_too_large_or_too_slow(desk: Desk, on_record: Services) -> None:
    page = await uploaded(desk, b"x" * (LARGEST_BODY + 1), 413)
    assert "at most 5 MB" in page

    async def chunks() -> AsyncIterator[bytes]:
        yield b"--b\r\n"
        await asyncio.sleep(60)

    desk.app.middleware_stack = BoundedBodies(desk.app.build_middleware_stack(), timeout=0.05)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = await desk.client.post(ADDRESS, content=chunks(), headers=headers)
    assert answer.status_code == 408
    assert on_record.sent == []


async def test_more_entries_than_a_page_takes(desk: Desk, on_record: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_statements, "KEPT_AT_MOST", 100)
    assert "a page takes fewer entries" in await uploaded(desk, rows(ONE), 422)


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.ACCOUNTANT, BODY, 200),
        (Role.HEAD, BODY, 200),
        (Role.EXECUTOR, "0101-017", 404),
        (Role.REGISTRAR, "0101-001", 404),
        (Role.AUDITOR, "x", 404),
        (Role.OPERATOR, "x", 404),
    ],
)
async def test_who_takes_statements(desk: Desk, on_record: Services, role: Role, code: str, status: int) -> None:
    choosing = sent_by(await uploaded(desk, rows(TWO)))
    desk.person = replace(desk.person, role=role, code=code)
    await desk.get(ADDRESS, status)
    await uploaded(desk, rows(ONE), status)
    for step in ("choose", "preview", "record"):
        await posted(desk, step, {**choosing, "id": str(new_id())}, status)
    assert len(on_record.sent) == (status == 200)


async def test_money_of_another_body_is_not_touched(desk: Desk, on_record: Services) -> None:
    desk.person = replace(desk.person, code="0401")
    page = await uploaded(desk, rows(ONE))
    assert "one of another body" in page
    choosing = sent_by(page)
    page = await posted(desk, "record", {**choosing, "choice.2": f"payment:{FIRST}:debtor", "id": str(new_id())})
    assert "no proceeding with this number" in page
    assert on_record.sent == []


async def test_what_a_page_keeps_cannot_be_changed(desk: Desk, on_record: Services) -> None:
    choosing = {**sent_by(await uploaded(desk, rows(ONE))), "id": str(new_id())}
    for kept in ("", "x", choosing["statement"][1:], choosing["csrf_token"]):
        await posted(desk, "record", {**choosing, "statement": kept}, 403)
    for choice in ("everything", "payment", f"reversal:{FIRST}"):
        await posted(desk, "record", {**choosing, "choice.2": choice}, 404)
    await posted(desk, "record", {**choosing, "id": "1"}, 404)
    await posted(desk, "record", {**choosing, "csrf_token": ""}, 403)
    assert on_record.sent == []


async def test_the_page_of_another_session_counts_for_nothing(desk: Desk, on_record: Services) -> None:
    choosing = {**sent_by(await uploaded(desk, rows(ONE))), "id": str(new_id())}
    cookies = {"__Host-lea-session": "other"}
    other = httpx.AsyncClient(transport=httpx.ASGITransport(desk.app), base_url="https://desk", cookies=cookies)
    token = sent_by((await other.get(ADDRESS)).text)["csrf_token"]
    answer = await other.post(f"{ADDRESS}/record", data={**choosing, "csrf_token": token})
    assert answer.status_code == 403
    assert on_record.sent == []


async def test_a_form_without_a_file(desk: Desk, on_record: Services) -> None:
    page = (await desk.post(ADDRESS, {"file": "text"}, 422)).text
    assert "the file is empty" in page


FILE = re.compile(r'href="(/money/statements/[0-9a-f-]{36})"')
CELLS = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)


def table_rows(page: str) -> list[list[str]]:
    """The cells of the first table."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in CELLS.findall(row)] for row in body.split("</tr>")[:-1]]


async def test_what_became_of_a_file_is_kept(desk: Desk, on_record: Services) -> None:
    on_record.replies = {"216": "rejected"}
    page = await uploaded(desk, rows(ONE, TWO, SEVERAL, "2026-11-20,217,3.10,debit,,,charges"))
    [address] = set(FILE.findall(page))
    assert "was taken in before" not in page
    listed = table_rows(await desk.get(ADDRESS))
    assert [cell.split() for cell in listed[0][:4]] == [
        ["statement"], ["19", "November", "2026", "–", "20", "November", "2026"], [], ["4"],
    ]  # fmt: skip
    assert "+260.00\N{NO-BREAK SPACE}BYN, −3.10\N{NO-BREAK SPACE}BYN" in listed[0][4]
    assert listed[0][5] == "not decided: 4"
    choosing = {**sent_by(page), "choice.4": f"payment:{FIRST}:debtor"}
    await posted(desk, "record", sent_by(await posted(desk, "preview", choosing)))
    shown = await desk.get(address)
    assert [row[3].split(":")[0] for row in table_rows(shown)] == [
        "on record", "money that names no proceeding", "refused", "nothing recorded",
    ]  # fmt: skip
    assert f'<a href="/proceedings/{FIRST}">' in shown
    assert "a reason" in shown
    assert "petrova" in shown
    assert "Payer" not in shown, "names and purposes are not kept"
    assert "Upload the file again to go on" in shown
    assert table_rows(await desk.get(ADDRESS))[0][5].split("  ")[0].startswith("on record: 1")


async def test_the_same_file_is_recognised(desk: Desk, on_record: Services) -> None:
    [first] = set(FILE.findall(await uploaded(desk, rows(ONE, TWO))))
    on_record.orders = [recorded()]
    again = await uploaded(desk, rows(ONE, TWO))
    assert set(FILE.findall(again)) == {first}
    assert "This file was taken in before: 20 November 2026, 12:00, petrova." in again
    [one, two] = table_rows(await desk.get(first))
    assert (one[3], two[3]) == ("on record", "not decided")
    other = await uploaded(desk, rows(TWO))
    assert set(FILE.findall(other)) != {first}
    assert len(desk.files.files) == 2


async def test_a_file_of_which_no_reply_came(desk: Desk, on_record: Services) -> None:
    page = await uploaded(desk, rows(ONE, TWO, SEVERAL))
    recording = sent_by(await posted(desk, "preview", {**sent_by(page), "choice.4": "unidentified"}))
    on_record.replies = {"215": NoReply("silence")}
    page = await posted(desk, "record", recording)
    [address] = set(FILE.findall(page))
    assert [row[3].split(":")[0] for row in table_rows(await desk.get(address))] == [
        "on record", "may have been recorded", "not decided",
    ]  # fmt: skip


async def test_a_file_of_another_body_is_not_there(desk: Desk, on_record: Services) -> None:
    [address] = set(FILE.findall(await uploaded(desk, rows(ONE))))
    desk.person = replace(desk.person, code="0401")
    await desk.get(address, 404)
    assert "No file was taken in." in await desk.get(ADDRESS)
    [other] = set(FILE.findall(await uploaded(desk, rows(ONE))))
    assert other != address, "it does not say that another body has it"
    for nowhere in (f"{ADDRESS}/x", f"{ADDRESS}/{new_id()}"):
        await desk.get(nowhere, 404)


async def test_a_faulty_file_is_not_taken_in(desk: Desk, on_record: Services) -> None:
    await uploaded(desk, rows("soon,1,ten,credit,,,"), 422)
    assert not desk.files.files


async def test_files_and_entries_have_pages(desk: Desk, on_record: Services) -> None:
    desk.client.cookies.set("__Host-lea-language", "ru")
    for n in range(FILES + 1):
        await uploaded(desk, rows(f"2026-11-19,{n},10.00,credit,,,"))
    texts = [f"2026-11-19,{n},10.00,credit,,," for n in range(ENTRIES + 1)]
    [address] = set(FILE.findall(await uploaded(desk, rows(*texts))))
    for path, count, last in ((ADDRESS, FILES, 2), (address, ENTRIES, 1)):
        page = await desk.get(path)
        assert len(table_rows(page)) == count
        following = NEXT.search(page)
        assert following
        page = await desk.get(html.unescape(following[1]))
        assert len(table_rows(page)) == last
        assert not NEXT.search(page)


async def test_balances_are_compared_with_the_entries(desk: Desk, on_record: Services) -> None:
    content = (FILES_OF_BANK / "version-02.xml").read_bytes()
    [address] = set(FILE.findall(await uploaded(desk, content)))
    page = await desk.get(address)
    for text in (
        "1,000.00\N{NO-BREAK SPACE}BYN",
        "1,121.40\N{NO-BREAK SPACE}BYN",
        "18 November 2026 – 19 November 2026",
    ):
        assert text in page, text
    assert "differs from" not in page
    [address] = set(FILE.findall(await uploaded(desk, content.replace(b">1121.40<", b">1121.45<"))))
    assert "by 0.05\N{NO-BREAK SPACE}BYN." in await desk.get(address)


async def test_the_name_of_a_file_is_text(desk: Desk, on_record: Services) -> None:
    name = "\"'><script>alert(1)</script>\x00" + "x" * 300
    answer = await desk.client.post(ADDRESS, data={"csrf_token": desk.token}, files={"file": (name, rows(ONE))})
    [address] = set(FILE.findall(answer.text))
    for page in (await desk.get(ADDRESS), await desk.get(address)):
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
