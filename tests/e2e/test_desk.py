"""The desk in a browser: signing in, work, search, a proceeding; who may see what; what comes from elsewhere."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import asyncpg
import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, async_playwright, expect

from contracts.commands.proceedings import RecordCost
from contracts.events.proceedings import CostKind
from contracts.identifiers import new_id
from contracts.queries.proceedings import FindProceedings, ListDuties, ListUnidentified
from contracts.replies import Accepted
from contracts.values import PositiveMoney
from infra.database.databases import DATABASES
from services.desk.access import administration
from services.desk.domain.people import Role
from shared.clerk_client import ClerkClient
from shared.clock import SystemClock
from shared.messaging.senders import OPERATOR
from tests.patience import PATIENCE, until
from tests.system import System

pytestmark = pytest.mark.usefixtures("played")

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ACT = "record-cost"
TAKES_MONEY = {"initiated", "voluntary-term", "compulsory", "suspended"}
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "statement.yaml"
CHOSEN = "correct horse battery"
PATHS = (
    "/",
    "/proceedings",
    "/proceedings/{number}",
    "/proceedings/{number}/acts",
    "/proceedings/{number}/documents/{number}%2F1",
    "/statements",
    "/password",
    "/tokens",
    "/body",
    "/body/load.csv",
)


class Someone(NamedTuple):
    """An executor with a duty, and the proceeding in which it is."""

    executor: str
    body: str
    number: str


@asynccontextmanager
async def client_of(system: System, actor: str) -> AsyncIterator[ClerkClient]:
    url = system.stack.broker_url(OPERATOR)
    async with ClerkClient(url, user=OPERATOR, source="/lea/cli", actor=actor, name="test") as client:
        yield client


@pytest.fixture(scope="module")
async def someone(system: System) -> Someone:
    """In this proceeding costs can be recorded."""
    async with client_of(system, "operator:cli") as client:
        for duty in (await client.duties(ListDuties())).duties:
            found = await client.open_acts(duty.number, SystemClock().today())
            costs = next(each for each in found.acts if each.act == ACT)
            # The actor of the query is none of the body: whether the status allows it is what counts.
            if {problem.code for problem in costs.problems} <= {"actor-unfit"}:
                return Someone(duty.executor, duty.body, duty.number)
    raise AssertionError("costs can be recorded in no proceeding with a duty")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


Account = Callable[[Role, str], Awaitable[tuple[str, str]]]


@pytest.fixture(scope="module")
async def account(system: System) -> Account:
    """Makes an account, once: its name, and the password for the first sign-in."""
    made: dict[tuple[Role, str], tuple[str, str]] = {}

    async def make(role: Role, code: str) -> tuple[str, str]:
        if (role, code) not in made:
            name = f"{role}-{code}"
            connection = await asyncpg.connect(system.stack.database_url("desk", DATABASES["desk"].owner))
            try:
                given = await administration.add(connection, name, f"<b>{name}</b>", role, code, "operator:test")
            finally:
                await connection.close()
            made[role, code] = name, given
        return made[role, code]

    return make


@asynccontextmanager
async def opened(browser: Browser, system: System, language: str = "en") -> AsyncIterator[Page]:
    context: BrowserContext = await browser.new_context(
        base_url=system.stack.desk_url, ignore_https_errors=True, locale=language
    )
    page = await context.new_page()
    try:
        yield page
    finally:
        await context.close()


async def sign_in(page: Page, name: str, password: str) -> None:
    await page.goto("/")
    await page.fill("#name", name)
    await page.fill("#password", password)
    await page.click("main button")


async def begin(page: Page, account: Account, role: Role, code: str) -> None:
    """Sign in, with another password the first time."""
    name, given = await account(role, code)
    await sign_in(page, name, CHOSEN)
    if await page.locator("[role=alert]").count():
        await sign_in(page, name, given)
        await page.fill("#old", given)
        await page.fill("#new", CHOSEN)
        await page.fill("#repeated", CHOSEN)
        await page.click("main button")
    await expect(page.locator("h1")).not_to_have_text(re.compile("password|пароль", re.IGNORECASE))


async def test_an_executors_morning(browser: Browser, system: System, account: Account, someone: Someone) -> None:
    async with opened(browser, system) as page:
        await begin(page, account, Role.EXECUTOR, someone.executor)
        await expect(page.locator("h1")).to_have_text("My work")
        # What a person is called is text, whatever it is.
        await expect(page.locator(".who span")).to_have_text(f"<b>executor-{someone.executor}</b>")
        link = page.locator("main a", has_text=someone.number).first
        await link.click()
        await expect(page.locator("h1")).to_have_text(f"Enforcement proceeding {someone.number}")
        await expect(page.locator("main")).to_contain_text("What you can do today")
        await page.goto(f"/proceedings?q={someone.number}")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.goto("/proceedings?q=no such number")
        await expect(page.locator("main")).to_contain_text("No proceeding of your body")
        await page.click("text=Sign out")
        await page.goto(f"/proceedings/{someone.number}")
        await expect(page.locator("h1")).to_have_text("Sign in")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
async def test_every_page_is_accessible_in_every_language(
    browser: Browser, system: System, account: Account, someone: Someone, language: str
) -> None:
    async with opened(browser, system, language) as page:
        pages = ["/sign-in", "/nowhere"]
        for path in pages:
            await page.goto(path)
            await check_page(page, language)
        await begin(page, account, Role.HEAD, someone.body)
        own = f"/proceedings/{someone.number}"
        for path in (
            "/",
            "/calendar",
            "/copies",
            "/money",
            "/money/acts/identify-receipt",
            "/money/statements",
            f"{own}/money",
            f"{own}/shares",
            "/password",
            f"/proceedings?q={someone.number}",
            own,
            f"{own}/acts/{ACT}",
            "/tokens",
            "/body",
        ):
            await page.goto(path)
            await check_page(page, language)
        await page.goto(f"/body/executors/{someone.executor}")
        await check_page(page, language)


OPERATIONS = (
    "/operations/messages",
    "/operations/health",
    "/operations/access-log",
    "/operations/consumers",
    "/operations/consumers/supreme-court",
    "/operations/subscribers",
    "/operations/read-model",
)


@pytest.mark.usefixtures("court")
@pytest.mark.parametrize("language", ["ru", "be", "en"])
async def test_the_operators_console_is_accessible_in_every_language(
    browser: Browser, system: System, account: Account, language: str
) -> None:
    async with opened(browser, system, language) as page:
        await begin(page, account, Role.OPERATOR, "console")
        for path in OPERATIONS:
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == httpx.codes.OK, path
            await check_page(page, language)


@pytest.mark.usefixtures("court")
async def test_auditors_read_the_console_and_executors_do_not_find_it(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    for role, code, shown in ((Role.AUDITOR, "console", True), (Role.EXECUTOR, someone.executor, False)):
        async with opened(browser, system) as page:
            await begin(page, account, role, code)
            for path in OPERATIONS:
                answer = await page.goto(path)
                assert answer is not None
                assert answer.status == (httpx.codes.OK if shown else httpx.codes.NOT_FOUND), (role, path)
                acting = page.locator("main form[method=post]:not([action$='/verify'])")
                assert await acting.count() == 0, (role, path)
            assert await page.locator("nav a[href^='/operations']").count() == (6 if shown else 0)


async def check_page(page: Page, language: str) -> None:
    assert await page.locator("html").get_attribute("lang") == language
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert len((await page.content()).encode()) < 60_000


async def test_a_resolution_opens_as_a_document(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    cost = RecordCost(cost=new_id(), kind=CostKind.EXPERTS, sum=PositiveMoney(amount=Decimal("3.00"), currency="933"))
    async with client_of(system, f"executor:{someone.executor}") as client:
        stream = (await client.show(someone.number)).id
        assert isinstance(await client.send(stream, cost, SystemClock().today()), Accepted)
    async with opened(browser, system) as page:
        await begin(page, account, Role.HEAD, someone.body)
        link = page.locator("a[href*='/documents/']").first

        async def shown() -> bool:
            await page.goto(f"/proceedings/{someone.number}")
            return await link.count() > 0

        await until(shown, "the document of a resolution is there")
        address = await link.get_attribute("href")
        assert address
        file = await page.request.get(address)
        assert file.headers["content-type"] == "application/pdf"
        assert (await file.body()).startswith(b"%PDF-")
        assert (await page.request.get(address + "0")).status == httpx.codes.NOT_FOUND


async def test_a_page_says_that_its_proceeding_changed(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    async with opened(browser, system) as page:
        await begin(page, account, Role.HEAD, someone.body)
        await page.goto(f"/proceedings/{someone.number}")
        note = page.locator("[data-changes] p")
        await expect(note).to_be_hidden()
        cost = RecordCost(cost=new_id(), kind=CostKind.SALE, sum=PositiveMoney(amount=Decimal("4.00"), currency="933"))
        async with client_of(system, f"executor:{someone.executor}") as client:
            stream = (await client.show(someone.number)).id
            assert isinstance(await client.send(stream, cost, SystemClock().today()), Accepted)
        await expect(note).to_be_visible(timeout=30_000)
        await note.locator("a").click()
        await expect(note).to_be_hidden()


async def test_an_act_is_recorded_once(browser: Browser, system: System, account: Account, someone: Someone) -> None:
    async with opened(browser, system) as page:
        await begin(page, account, Role.EXECUTOR, someone.executor)
        await page.goto(f"/proceedings/{someone.number}")
        before = await page.locator("tr", has_text="Cost").count()
        await page.goto(f"/proceedings/{someone.number}/acts/{ACT}")
        await page.locator("[name='data.kind']").select_option(index=1)
        await page.locator("[name='data.sum.amount']").fill("much")
        await page.click("text=See what would follow")
        await expect(page.locator("[role=alert]")).to_contain_text("Nothing was recorded")
        await expect(page.locator("[name='data.sum.amount']")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("[name='data.sum.amount']")).to_have_value("much")
        await page.locator("[name='data.sum.amount']").fill("12.40")
        await page.click("text=See what would follow")
        await expect(page.locator("main")).to_contain_text(re.compile(r"Costs of execution[\s\S]*→[\s\S]*?\.40"))
        hidden = await page.locator("main form input[type=hidden]").all()
        again: dict[str, str | float | bool] = {
            await each.get_attribute("name") or "": await each.get_attribute("value") or "" for each in hidden
        }
        await page.click("text=Record it")
        await expect(page.locator("h1")).to_have_text(f"Enforcement proceeding {someone.number}")
        second = await page.request.post(f"/proceedings/{someone.number}/acts/{ACT}/record", form=again)
        assert second.ok
        await page.reload()
        await expect(page.locator("[role=status]")).to_have_text("It is recorded.")
        assert await page.locator("tr", has_text="Cost").count() > before
    async with system.connected("proceedings") as connection:
        found = await connection.fetchval(
            "SELECT count(*) FROM event WHERE type = 'lea.proceedings.cost-incurred.v1' AND actor = $1"
            " AND convert_from(data, 'UTF8') LIKE '%12.40%'",
            f"executor:{someone.executor}",
        )
    assert found == 1
    async with system.connected("desk") as connection:
        trail = await connection.fetch("SELECT account, subject FROM audit WHERE what = 'act-sent'")
    assert (f"executor-{someone.executor}", f"{someone.number} {ACT}") in {tuple(row) for row in trail}


async def test_a_program_acts_for_a_person_who_gave_it_a_token(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    async with opened(browser, system) as page:
        await begin(page, account, Role.EXECUTOR, someone.executor)
        await page.goto("/tokens")
        await page.fill("#label", "<i>import</i>")
        await page.select_option("#scope", "act")
        await page.click("text=Make it")
        token = await page.locator("[role=status] code").inner_text()
        await expect(page.locator("tbody td").first).to_have_text("<i>import</i>")
        own = f"/api/v1/proceedings/{someone.number}"
        named = {"authorization": f"Bearer {token}", "idempotency-key": str(new_id())}
        body = {"data": {"kind": "sale", "sum": {"amount": "7.31", "currency": "933"}}}
        async with httpx.AsyncClient(
            base_url=system.stack.desk_url, verify=system.tls, headers=named, timeout=PATIENCE
        ) as client:
            assert (await client.get(f"/api/v1/proceedings?number={someone.number}")).json()["proceedings"]
            for path in ("", "/history", "/limits", "/documents", "/open-acts"):
                assert (await client.get(f"{own}{path}")).status_code == httpx.codes.OK, path
            preview = (await client.post(f"{own}/acts/{ACT}/preview", json=body)).json()
            assert preview["outcome"] == "accepted"
            sent = [
                await client.post(f"{own}/acts/{ACT}", json={**body, "expected_version": preview["version"]})
                for _ in range(2)
            ]
            assert sent[0].json() == sent[1].json(), sent[0].text
            unfit = await client.post(
                f"{own}/acts/assign-executor",
                json={"data": {"executor": {"id": f"{someone.body}-999", "full_name": "Petrov P. P."}}},
                headers={"idempotency-key": str(new_id())},
            )
            assert (unfit.status_code, unfit.json()["problems"][0]["code"]) == (httpx.codes.FORBIDDEN, "actor-unfit")
            history = (await client.get(f"{own}/history")).json()
            assert [act["actor"] for act in history["acts"] if act["id"] == named["idempotency-key"]] == [
                f"executor:{someone.executor}"
            ]
            assert (await client.get("/api/v1/openapi.json")).json()["openapi"] == "3.1.0"
            await page.click("main table button")
            assert (await client.get(own)).status_code == httpx.codes.UNAUTHORIZED


async def test_a_bank_statement_is_taken_in_once(browser: Browser, system: System, account: Account) -> None:
    today = SystemClock().today()
    async with client_of(system, "operator:cli") as client:
        for duty in (await client.duties(ListDuties())).duties:
            [row] = (await client.find(FindProceedings(number=duty.number))).proceedings
            if row.status in TAKES_MONEY:
                break
    rows = (
        "date,order,amount,direction,name,purpose",
        f"{today},desk-1,10.00,credit,<b>OJSC</b>,debt of {row.number}",
        f"{today},desk-2,5.00,credit,Somebody,gift",
    )
    # Larger than any other body that HAProxy passes on.
    content = "\n".join(rows).encode() + b"\n" * 300_000
    file: FilePayload = {"name": "statement.csv", "mimeType": "text/csv", "buffer": content}
    async with opened(browser, system) as page:
        await begin(page, account, Role.ACCOUNTANT, row.body)
        await page.goto("/money/statements")
        await page.set_input_files("#file", files=[file])
        await page.click("text=Read it")
        await expect(page.locator("tbody")).to_contain_text("<b>OJSC</b>")
        await expect(page.locator("[name='choice.3']")).to_have_value("unidentified")
        await check_page(page, "en")
        await page.locator("[name='choice.2']").select_option(f"payment:{row.number}:debtor")
        await page.click("text=See what would follow")
        await expect(page.locator("main")).to_contain_text("Nothing is recorded yet")
        await check_page(page, "en")
        await page.click("main button:has-text('Record it')")
        await expect(page.locator("[role=status] li")).to_have_count(2)
        await expect(page.locator("[role=status] .late")).to_have_count(0)
        await check_page(page, "en")
        await page.set_input_files("#file", files=[file])
        await page.click("text=Read it")
        await expect(page.locator("main")).to_contain_text("Nothing is left to record.")
        await page.click("summary")
        await expect(page.locator("details li")).to_have_count(2)
        await expect(page.locator("main")).to_contain_text("This file was taken in before")
        await check_page(page, "en")
        await page.click("text=What became of the entries of this file")
        await expect(page.locator("tbody tr").nth(0)).to_contain_text(f"on record: Payment {row.number}")
        await expect(page.locator("tbody tr").nth(1)).to_contain_text("money that names no proceeding")
        await check_page(page, "en")
        await page.click("text=Bank statements")
        await expect(page.locator("tbody")).to_contain_text("statement.csv")
        await check_page(page, "en")
    async with client_of(system, f"accountant:{row.body}") as client:
        acts = (await client.history(row.number)).acts
        paid = [act for act in acts if act.data.get("bank_order", {}).get("number") == "desk-1"]
        assert [(act.act, act.actor, act.problems) for act in paid] == [
            ("record-payment", f"accountant:{row.body}", ())
        ]
        held = (await client.unidentified(ListUnidentified(body=row.body))).receipts
        assert [(each.purpose, each.sum.amount) for each in held if each.bank_order.number == "desk-2"] == [
            ("gift", Decimal("5.00"))
        ]


async def test_a_statement_is_pasted_assessed_and_decided(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    today = SystemClock().today()
    async with opened(browser, system, "be") as page:
        await begin(page, account, Role.EXECUTOR, someone.executor)
        await page.goto("/statements")
        await check_page(page, "be")
        await page.fill("#text", EXAMPLE.read_text(encoding="utf-8"))
        await page.click("main form.fields button")
        for field, days in (("decided_on", 60), ("in_force_on", 45), ("issued_on", 44)):
            await page.fill(f"[name='data.document.{field}']", (today - timedelta(days=days)).isoformat())
        await page.fill("[name='data.registration_number']", "desk/1")
        await page.fill("[name='data.document.number']", "desk-1")
        await check_page(page, "be")
        for _ in range(2):
            await page.locator("main form button:visible").last.click()
        await expect(page.locator("[role=status]")).to_be_visible()
        await check_page(page, "be")
        for status in ("праверана", "вытворчасць узбуджана"):
            await page.locator("main a.button").click()
            for _ in range(2):
                await page.locator("main form button:visible").last.click()
            await expect(page.locator("p.lead").first).to_contain_text(status)
        assert await page.request.get(f"/statements/{someone.body}/desk%2F1")
    async with system.connected("intake") as connection:
        actors = await connection.fetch(
            "SELECT DISTINCT actor FROM event WHERE type LIKE 'lea.intake.%' AND stream ="
            " (SELECT statement FROM presented_document WHERE registered = 'DESK/1')"
        )
    assert [each["actor"] for each in actors] == [f"executor:{someone.executor}"]


async def test_nobody_acts_in_a_proceeding_of_others(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    path = f"/proceedings/{someone.number}/acts/{ACT}"
    colleague = (Role.EXECUTOR, f"{someone.body}-999")
    for role, code in (colleague, (Role.AUDITOR, "petrova"), (Role.OPERATOR, "petrova")):
        async with opened(browser, system) as page:
            await begin(page, account, role, code)
            await page.goto("/password")
            token = await page.locator("[name=csrf_token]").first.get_attribute("value")
            sent: dict[str, str | float | bool] = {"csrf_token": token or "", "id": str(new_id())}
            if (role, code) != colleague:
                assert (await page.request.get(path)).status == httpx.codes.NOT_FOUND
                for step in ("preview", "record"):
                    assert (await page.request.post(f"{path}/{step}", form=sent)).status == httpx.codes.NOT_FOUND
                continue
            # A colleague sees why not, and the service refuses what is sent all the same.
            await page.goto(path)
            await expect(page.locator(".note")).to_contain_text("Art. 344(3)")
            await page.locator("[name='data.kind']").select_option(index=1)
            await page.locator("[name='data.sum.amount']").fill("7.31")
            await page.click("text=See what would follow")
            await expect(page.locator("[role=alert]")).to_contain_text("Art. 344(3)")


async def test_what_is_not_ones_own_is_not_there(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    other = "0401" if someone.body != "0401" else "0101"
    for role, code in ((Role.HEAD, other), (Role.OPERATOR, "petrova")):
        async with opened(browser, system) as page:
            await begin(page, account, role, code)
            for path in (f"/proceedings/{someone.number}", f"/proceedings/{someone.number}/documents/x"):
                assert (await page.request.get(path)).status == httpx.codes.NOT_FOUND
            found = await (await page.request.get(f"/proceedings?q={someone.number}")).text()
            assert f'href="/proceedings/{someone.number}"' not in found
    async with opened(browser, system) as page:
        await begin(page, account, Role.AUDITOR, "petrova")
        assert (await page.request.get(f"/proceedings/{someone.number}")).status == httpx.codes.OK


async def test_nothing_without_a_session(system: System, someone: Someone) -> None:
    async with httpx.AsyncClient(base_url=system.stack.desk_url, verify=system.tls) as client:
        for path in PATHS:
            answer = await client.get(path.format(number=someone.number))
            assert answer.status_code == httpx.codes.SEE_OTHER
            assert answer.headers["location"].startswith("/sign-in?next=")
        for path in ("/password", "/sign-out", "/sign-in"):
            refused = await client.post(path, data={"name": "x", "password": "x"})
            assert refused.status_code == httpx.codes.FORBIDDEN, path
        for path in ("/openapi.json", "/docs", "/healthz", "/metrics", "/static/../app.py", "/static/%2e%2e/app.py"):
            assert (await client.get(path)).status_code == httpx.codes.NOT_FOUND, path


async def test_a_form_of_another_session_changes_nothing(
    browser: Browser, system: System, account: Account, someone: Someone
) -> None:
    async with opened(browser, system) as page, opened(browser, system) as other:
        await begin(page, account, Role.HEAD, someone.body)
        await other.goto("/sign-in")
        token = await other.locator("[name=csrf_token]").first.get_attribute("value")
        forged: list[dict[str, str | float | bool]] = [{"csrf_token": token or ""}, {"csrf_token": "\u0000ъ"}, {}]
        for sent in forged:
            answer = await page.request.post("/sign-out", form=sent)
            assert answer.status == httpx.codes.FORBIDDEN
            assert "Nothing was recorded" in await answer.text()
        await page.goto("/")
        await expect(page.locator("h1")).to_have_text("My work")


async def test_a_response_allows_nothing_of_others(system: System) -> None:
    async with httpx.AsyncClient(base_url=system.stack.desk_url, verify=system.tls) as client:
        page, sheet = await client.get("/sign-in"), await client.get("/static/desk.css")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in policy
    assert page.headers["strict-transport-security"]
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in page.headers.get_list("set-cookie"))
    assert sheet.headers["content-type"].startswith("text/css")


async def test_who_opens_the_page_of_another_language_stays_there(browser: Browser, system: System) -> None:
    async with opened(browser, system, "en") as page:
        await page.goto("/sign-in")
        await page.click("text=Беларуская")
        await expect(page.locator("h1")).to_have_text("Увайсці")
        await page.reload()
        await expect(page.locator("h1")).to_have_text("Увайсці")
