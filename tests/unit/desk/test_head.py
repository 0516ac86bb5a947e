"""The pages of the head of a body: figures, tables, handing over."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from contracts.problems import Problem
from contracts.replies import Rejected
from services.desk.pages.exports import TABLES, as_csv, as_xlsx
from services.desk.rendering import LANGUAGE_COOKIE
from shared.law.names import LANGUAGES
from tests.unit.desk.running import EXECUTOR, NUMBER, OTHER, Services, desk


def date_cell(day: str) -> datetime:
    """As a workbook has it: without a zone."""
    return datetime.fromisoformat(day)


PAGE = f"/body/executors/{EXECUTOR}"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_body_in_figures(language: str) -> None:
    async with desk(Services(), "head:0101") as client:
        client.cookies[LANGUAGE_COOKIE] = language
        answer = await client.get("/body")
    assert answer.status_code == 200
    assert answer.text.count("<svg") == 3
    assert answer.text.index(OTHER) < answer.text.index(EXECUTOR)
    assert len(answer.text) < 60_000


@pytest.mark.parametrize("table", TABLES)
async def test_a_table_is_exported(table: str) -> None:
    async with desk(Services(), "head:0101") as client:
        answer = await client.get(f"/body/{table}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len({line.count(",") for line in answer.text.splitlines()}) == 1
    # A spreadsheet would read a name with this sign as a formula.
    assert ",=" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
async def test_a_table_is_a_workbook(table: str, language: str) -> None:
    async with desk(Services(), "head:0101") as client:
        client.cookies[LANGUAGE_COOKIE] = language
        answer = await client.get(f"/body/{table}.xlsx")
        plain = list(csv.reader(StringIO((await client.get(f"/body/{table}.csv")).text)))
    assert answer.headers["content-disposition"] == f'attachment; filename="0101-{table}-2026-11-20.xlsx"'
    sheet = load_workbook(BytesIO(answer.content)).active
    names, *rows = sheet.iter_rows()
    assert not {cell.value for cell in names} & set(plain[0])
    assert len(rows) == len(plain) - 1
    kinds = {"month": {"d"}, "status": {"s"}, "currency": {"s"}, "executor": {"s"}, "full_name": {"s"}}
    for place, name in enumerate(plain[0]):
        assert {row[place].data_type for row in rows} <= kinds.get(name, {"n"}), name


async def test_a_workbook_has_names_and_amounts() -> None:
    async with desk(Services(), "head:0101") as client:
        client.cookies[LANGUAGE_COOKIE] = "ru"
        found = {each: (await client.get(f"/body/{each}.xlsx")).content for each in TABLES}
    sheets = {each: list(load_workbook(BytesIO(content)).active.values) for each, content in found.items()}
    assert sheets["load"][1][:2] == (OTHER, "=Petrov")
    assert sheets["load"][2][:2] == (EXECUTOR, "Ivanova <O'Neil>")
    assert sheets["recovered"][-1] == (date_cell("2026-11-01"), "BYN", 12.4)
    assert sheets["outcomes"][-2][0] == date_cell("2026-10-01")
    assert sheets["outcomes"][-2][2] == 2
    assert "completed" not in str(sheets["outcomes"][-2][1])
    assert sheets["age"][0] == ("Возраст менее, месяцев", "Неоконченные производства")


@pytest.mark.parametrize("text", ["=1+1", "+375", "-5", "@SUM(A1)", "\tx", "{=1}", "https://x.by", "007", "<b>", "'"])
def test_a_text_stays_text(text: str) -> None:
    rows = [("executor", "full_name"), ("0101-017", text)]
    content = as_xlsx(rows, str.title, str)
    cell = load_workbook(BytesIO(content)).active["B2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    with ZipFile(BytesIO(content)) as file:
        assert b"<f" not in file.read("xl/worksheets/sheet1.xml")
    assert not as_csv(rows).decode().splitlines()[1].partition(",")[2].startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("person", ["executor:0101-017", "accountant:0101", "auditor:petrova", "operator:petrova"])
async def test_it_is_for_the_head_alone(person: str) -> None:
    async with desk(Services(), person) as client:
        for path in ("/body", "/body/load.csv", "/body/load.xlsx", PAGE):
            assert (await client.get(path)).status_code == 404
    async with desk(Services(), "head:0401") as client:
        assert (await client.get(PAGE)).status_code == 404
    async with desk(Services(), "head:0101") as client:
        for path in ("/body/others.csv", "/body/others.xlsx"):
            assert (await client.get(path)).status_code == 404


async def test_proceedings_are_handed_over_each_by_its_own_act() -> None:
    services = Services()
    async with desk(services, "head:0101") as client:
        page = (await client.get(PAGE)).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        sent = {**hidden, "number": [NUMBER, NUMBER, "0401-2026-000001"], "to": OTHER, "reason": "workload"}
        answer = await client.post(PAGE, data=sent)
        assert 'role="status"' in answer.text
        await client.post(PAGE, data=sent)
        unfit: list[dict[str, object]] = [{"to": ""}, {"number": []}, {"to": "0401-017"}, {"id": ""}]
        for incomplete in unfit:
            assert (await client.post(PAGE, data={**sent, **incomplete})).status_code in (404, 422), incomplete
        assert (await client.post(PAGE, data={**sent, "csrf_token": ""})).status_code == 403
    (actor, command, first), (*_, second) = services.sent
    assert (actor, command.executor.id, command.executor.full_name) == ("head:0101", OTHER, "=Petrov")
    assert first == second


async def test_a_refusal_names_the_proceeding() -> None:
    problem = Problem(code="act-not-open", rule="a rule", detail="it has ended", article="Art. 344(3)")
    async with desk(Services(Rejected(problems=(problem,))), "head:0101") as client:
        page = (await client.get(PAGE)).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
        answer = await client.post(PAGE, data={**hidden, "number": NUMBER, "to": OTHER, "reason": "workload"})
    assert answer.status_code == 422
    assert f"{NUMBER}: " in answer.text
