"""Bank statements over the JSON interface."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest

from services.desk.api.bank_statements import AT_ONCE
from shared.messaging.client import NoReply
from tests.unit.desk.running import NOW, headers, interface
from tests.unit.desk.taken_files import TakenFiles
from tests.unit.desk.test_bank_statement_pages import ONE, SEVERAL, TWO, rows
from tests.unit.shared.bank_statements.records import Services
from tests.unit.shared.bank_statements.test_matching import FIRST, SECOND, recorded
from tests.unit.shared.bank_statements.test_reading import BOMB, FILES

PATH = "/bank-statements"
CALLER = "accountant:act"


def body(content: bytes, **more: Any) -> dict[str, Any]:
    return {"content": b64encode(content).decode(), **more}


async def asked(
    services: Any, path: str, sent: Any, token: str = CALLER, key: Any = None, files: TakenFiles | None = None
) -> tuple[int, Any]:
    async with interface(services, files) as client:
        answer = await client.post(path, json=sent, headers=headers(token, key))
    return answer.status_code, answer.json()


async def test_a_statement_is_tried_and_recorded() -> None:
    services = Services(debtors={"100000007": [FIRST, SECOND]})
    status, shown = await asked(services, f"{PATH}/preview", body(rows(ONE, TWO, SEVERAL)))
    assert status == 200
    assert [(each["outcome"], each["choice"]) for each in shown["lines"]] == [
        ("exact", f"payment:{FIRST}:debtor"),
        ("unmatched", "unidentified"),
        ("proposed", "nothing"),
    ]
    assert shown["lines"][2]["choices"] == [
        f"payment:{FIRST}:debtor", f"payment:{SECOND}:debtor", "unidentified", "nothing",
    ]  # fmt: skip
    assert services.sent == []
    key = uuid4()
    for _ in range(2):
        status, results = await asked(services, PATH, body(rows(ONE, TWO, SEVERAL), choices={"3": "nothing"}), key=key)
        assert status == 200
        assert [each["became"] for each in results["results"]] == ["recorded", "left", "left"]
    assert services.sent[0][-1] == services.sent[1][-1]
    assert services.actor == "accountant:0101"
    services.orders = [recorded()]
    _, results = await asked(services, PATH, body(rows(ONE)))
    assert [(each["became"], each["where"]) for each in results["results"]] == [("known", FIRST)]
    assert len(services.sent) == 2


async def test_a_refusal_of_one_entry_does_not_stop_the_others() -> None:
    services = Services(replies={"214": "rejected"})
    _, results = await asked(services, PATH, body(rows(ONE, TWO)))
    assert [each["became"] for each in results["results"]] == ["refused", "recorded"]
    assert results["results"][0]["problems"][0]["code"] == "act-not-open"
    services = Services(replies={"214": NoReply("silence")})
    _, results = await asked(services, PATH, body(rows(ONE, TWO)))
    assert [each["became"] for each in results["results"]] == ["unanswered", "not-sent"]


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({}, 422, "content"),
        ({"content": "%"}, 400, "content"),
        (body(b"x", encoding="koi8-r"), 422, "encoding"),
        (body(f"<!DOCTYPE a [<!ENTITY e0 'x'>{BOMB}]><a>&e11;</a>".encode()), 422, None),
        (body(rows(ONE, "soon,1,1,credit,,,")), 422, "3.booked_on"),
        (body(rows(ONE), choices={"9": "nothing"}), 422, "9"),
        (body(rows(ONE), choices={"2": "everything"}), 422, "2"),
        (body(rows(ONE), actor="head:0101"), 422, "actor"),
        (body(rows(*[f"2026-11-19,{n},1.00,credit,,," for n in range(AT_ONCE + 1)])), 422, None),
    ],
)
async def test_what_is_refused(sent: dict[str, Any], status: int, field: str | None) -> None:
    services = Services()
    for path in (PATH, f"{PATH}/preview"):
        found, problem = await asked(services, path, sent)
        assert (found, problem["problems"][0]["field"]) == (status, field)
    assert services.sent == []


@pytest.mark.parametrize(
    ("token", "previewed", "recorded_"),
    [
        ("accountant:act", 200, 200),
        ("head:act", 200, 200),
        ("accountant:read", 200, 403),
        ("executor:act", 404, 404),
        ("registrar:act", 404, 404),
        ("auditor:act", 404, 404),
        ("operator:act", 404, 404),
    ],
)
async def test_who_may(token: str, previewed: int, recorded_: int) -> None:
    services = Services()
    assert (await asked(services, f"{PATH}/preview", body(rows(TWO)), token))[0] == previewed
    assert (await asked(services, PATH, body(rows(TWO)), token))[0] == recorded_
    assert len(services.sent) == (recorded_ == 200)


async def looked_up(files: TakenFiles, path: str, of: str = "accountant:read") -> tuple[int, Any, str]:
    async with interface(Services(), files) as client:
        answer = await client.get(path, headers=headers(of))
    return answer.status_code, answer.json(), answer.headers.get("link", "")


async def test_what_became_of_a_file_is_looked_up() -> None:
    files, services = TakenFiles(NOW), Services(replies={"216": "rejected"})
    sent = body(rows(ONE, TWO, SEVERAL), name="19.csv", choices={"4": f"payment:{FIRST}:debtor"})
    await asked(services, f"{PATH}/preview", sent, files=files)
    assert not files.files, "a preview keeps nothing"
    for before in (False, True):
        _, results = await asked(services, PATH, sent, files=files)
        assert results["taken_before"] is before
    _, listed, link = await looked_up(files, PATH)
    [file] = listed["statements"]
    assert (file["id"], file["name"], file["entries"], link) == (results["statement"], "19.csv", 3, "")
    assert (file["matched"], file["suspense"], file["refused"], file["open"]) == (1, 1, 1, 0)
    _, shown, _ = await looked_up(files, f"{PATH}/{file['id']}")
    assert [(each["standing"], each["found_in"]) for each in shown["entries"]] == [
        ("matched", FIRST), ("suspense", "0101"), ("refused", FIRST),
    ]  # fmt: skip
    assert shown["entries"][2]["problems"][0]["code"] == "act-not-open"
    _, shown, link = await looked_up(files, f"{PATH}/{file['id']}?limit=2")
    assert len(shown["entries"]) == 2
    _, shown, link = await looked_up(files, link.partition("<")[2].partition(">")[0])
    assert ([each["place"] for each in shown["entries"]], link) == (["4"], "")
    for path, token, status in (
        (f"{PATH}/{file['id']}", "accountant:read:0401", 404),
        (f"{PATH}/{uuid4()}", CALLER, 404),
        (f"{PATH}/x", CALLER, 422),
        (PATH, "auditor:read", 404),
        (f"{PATH}?after=x", CALLER, 422),
        (f"{PATH}?limit=201", CALLER, 422),
    ):
        assert (await looked_up(files, path, token))[0] == status, path


async def test_a_request_needs_a_key_and_a_token() -> None:
    services: Any = Services()
    async with interface(services) as client:
        answer = await client.post(PATH, json=body(rows(ONE)), headers={"authorization": f"Bearer {CALLER}"})
        assert (answer.status_code, answer.json()["problems"][0]["field"]) == (400, "idempotency-key")
        assert (await client.post(PATH, json=body(rows(ONE)))).status_code == 401


async def test_both_formats() -> None:
    for name, encoding, entries in (("version-08.xml", "utf-8", 4), ("export.csv", "cp1251", 2)):
        sent = body((FILES / name).read_bytes(), encoding=encoding)
        status, shown = await asked(Services(), f"{PATH}/preview", sent)
        assert (status, len(shown["lines"])) == (200, entries)
